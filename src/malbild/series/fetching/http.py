"""One polite client for them all: who we are, waits when asked to, tries again, and never takes in without end."""

from __future__ import annotations

import json
import time
from typing import Any, Final
from urllib.parse import urljoin, urlsplit

import urllib3
from django.utils.translation import gettext as _

from malbild.kit.errors import Refusal

AGENT: Final = "Malbild (open source for crime prevention in Swedish municipalities)"
TRIES: Final = 5
LONGEST_WAIT: Final = 120  # seconds that a Retry-After is heeded in one run; the next run is tomorrow
LARGEST: Final = 60_000_000
_TRY_AGAIN: Final = frozenset({429, 500, 502, 503, 504})


class NotFetched(Refusal):
    """The source could not be reached, or answered something else than it says it does. Nothing was stored."""


class Client:
    """Asks one host. `apart` is the fewest seconds between two calls, `pause` the first wait before a retry."""

    def __init__(self, base: str, *, apart: float = 0.0, pause: float = 1.0) -> None:
        self.base, self.apart = base.rstrip("/") + "/", apart
        self._last = 0.0
        retries = urllib3.Retry(
            total=TRIES - 1,
            backoff_factor=pause,
            backoff_max=60,
            status_forcelist=_TRY_AGAIN,
            allowed_methods=None,
            respect_retry_after_header=True,
            retry_after_max=LONGEST_WAIT,
            raise_on_status=True,
            redirect=0,
        )
        timeout = urllib3.Timeout(connect=10, read=60)
        self._pool = urllib3.PoolManager(retries=retries, timeout=timeout, headers={"User-Agent": AGENT})

    def get(self, path: str, **fields: str) -> Any:
        """The JSON at a path beneath the base, or at a whole address on the same host. Raises NotFetched."""
        return self._ask("GET", path, fields=fields or None)

    def post(self, path: str, document: Any) -> Any:
        return self._ask("POST", path, json=document)

    def _ask(self, method: str, path: str, **more: Any) -> Any:
        address = urljoin(self.base, path)
        if urlsplit(address)[:2] != urlsplit(self.base)[:2]:
            raise NotFetched(_("Svaret pekar på en annan server än den vi frågade. Inget har sparats."))
        self._wait()
        try:
            answer = self._pool.request(method, address, preload_content=False, **more)
            try:
                raw = answer.read(LARGEST + 1, decode_content=True)
            finally:
                answer.release_conn()
        except urllib3.exceptions.HTTPError as error:
            raise NotFetched(_("Vi fick inget svar från %(host)s. Inget har sparats.") % self._host()) from error
        if answer.status != 200:
            words = _("%(host)s svarade med fel %(status)s. Inget har sparats.")
            raise NotFetched(words % {**self._host(), "status": answer.status})
        if len(raw) > LARGEST:
            raise NotFetched(_("Svaret från %(host)s är för stort. Inget har sparats.") % self._host())
        try:
            return json.loads(raw)
        except (ValueError, RecursionError) as error:
            words = _("%(host)s svarade med något annat än siffror. Inget har sparats.")
            raise NotFetched(words % self._host()) from error

    def _wait(self) -> None:
        left = self._last + self.apart - time.monotonic()
        if left > 0:
            time.sleep(left)
        self._last = time.monotonic()

    def _host(self) -> dict[str, str]:
        return {"host": urlsplit(self.base).netloc}

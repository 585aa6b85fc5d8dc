"""One polite client for them all: who we are, waits when asked to, tries again, and never takes in without end."""

from __future__ import annotations

import json
import time
from typing import Any, Final, Self
from urllib.parse import urljoin, urlsplit

import urllib3
from django.utils.translation import gettext as _

from malbild.kit.errors import Refusal

AGENT: Final = "Malbild (open source for crime prevention in Swedish municipalities)"
TRIES: Final = 5
LONGEST_WAIT: Final = 120  # seconds; told to wait longer, we leave it until another time
LONGEST_ANSWER: Final = 300  # seconds for one answer to come in
LARGEST: Final = 60_000_000
_TRY_AGAIN: Final = frozenset({429, 500, 502, 503, 504})
_BUSY: Final = frozenset({429, 503})
_PIECE: Final = 65_536


class NotFetched(Refusal):
    """The source could not be reached, or answered something else than it says it does. Nothing was stored."""


class Busy(NotFetched):
    """The source asks to be left alone for now: no other way to the same numbers is tried."""


class _Patience(urllib3.Retry):
    """Waits as long as the server asks for, or not at all; and never asks again sooner than the client would."""

    client: Client

    def new(self, **changed: Any) -> Self:
        made = super().new(**changed)
        made.client = self.client
        return made

    def sleep(self, response: urllib3.BaseHTTPResponse | None = None) -> None:
        asked = self.get_retry_after(response) if response is not None else None
        if asked is not None and asked > LONGEST_WAIT:
            raise Busy(_("%(host)s ber oss vänta. Vi försöker igen senare. Inget har sparats.") % self.client.host())
        super().sleep(response)
        self.client.keep_apart()


class Client:
    """Asks one host. `apart` is the fewest seconds between two calls, `pause` the first wait before a retry."""

    def __init__(self, base: str, *, apart: float = 0.0, pause: float = 1.0) -> None:
        self.base, self.apart = base.rstrip("/") + "/", apart
        self._last = 0.0
        retries = _Patience(
            total=TRIES - 1,
            backoff_factor=pause,
            backoff_max=60,
            status_forcelist=_TRY_AGAIN,
            allowed_methods=None,
            respect_retry_after_header=True,
            raise_on_status=False,
            redirect=0,
        )
        retries.client = self
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
        self.keep_apart()
        try:
            answer = self._pool.request(method, address, preload_content=False, **more)
            try:
                raw = self._whole(answer)
            finally:
                answer.release_conn()
        except urllib3.exceptions.HTTPError as error:
            raise NotFetched(_("Vi fick inget svar från %(host)s. Inget har sparats.") % self.host()) from error
        if answer.status != 200:
            words = _("%(host)s svarade med fel %(status)s. Inget har sparats.")
            kind = Busy if answer.status in _BUSY else NotFetched
            raise kind(words % {**self.host(), "status": answer.status})
        try:
            return json.loads(raw)
        except (ValueError, RecursionError) as error:
            words = _("%(host)s svarade med något annat än siffror. Inget har sparats.")
            raise NotFetched(words % self.host()) from error

    def _whole(self, answer: urllib3.BaseHTTPResponse) -> bytes:
        """The answer, unless it grows too large or drips in too slowly."""
        parts, size, until = list[bytes](), 0, time.monotonic() + LONGEST_ANSWER
        while part := answer.read1(_PIECE, decode_content=True):
            parts.append(part)
            size += len(part)
            if size > LARGEST:
                raise NotFetched(_("Svaret från %(host)s är för stort. Inget har sparats.") % self.host())
            if time.monotonic() > until:
                raise NotFetched(_("Svaret från %(host)s tog för lång tid. Inget har sparats.") % self.host())
        return b"".join(parts)

    def keep_apart(self) -> None:
        """Wait until it is time to ask this host again."""
        left = self._last + self.apart - time.monotonic()
        if left > 0:
            time.sleep(left)
        self._last = time.monotonic()

    def host(self) -> dict[str, str]:
        return {"host": urlsplit(self.base).netloc}

"""The door for what comes in: whoever keeps the mail server hands each message over as it came. No session, no cookie.

An alternative to reading a mailbox (MALBILD_IMAP_URL). It says as little as it can to somebody without the secret.
"""

from __future__ import annotations

import hmac

from django.conf import settings
from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from malbild.kit import clock
from malbild.outbox.returns import LARGEST
from malbild.outbox.services import beat, receive

LARGEST_SENT = 30_000_000
"""More than mail servers let through; of each message only the beginning is kept, and read."""
A_MINUTE, REFUSED_A_MINUTE = 240, 30
_CHUNK = 65_536
_SCHEME = "bearer "


@csrf_exempt  # a machine without cookies: the secret in its header proves who it is
@never_cache
@require_POST
def message(request: HttpRequest) -> HttpResponse:
    """Take in one raw message (RFC 5322). 204 when it is taken, also for one that says nothing to us; 401, 411, 413
    or 429 when it is not: then a mail server keeps it and tries again. 404 where no secret is set."""
    if not settings.INBOUND_SECRET:
        raise Http404
    if not _has_secret(request):
        return _wait() if _too_many("refused", REFUSED_A_MINUTE) else HttpResponse(status=401)
    size = request.headers.get("Content-Length", "")
    if not size.isascii() or not size.isdigit():
        return HttpResponse(status=411)
    if not 0 < int(size[:12]) <= LARGEST_SENT:
        return HttpResponse(status=413)
    if _too_many("taken", A_MINUTE):
        return _wait()
    receive(_beginning(request))
    beat("inbound", "ok")
    return HttpResponse(status=204)


def _has_secret(request: HttpRequest) -> bool:
    said = request.headers.get("Authorization", "")
    given = said[len(_SCHEME) :].strip() if said[: len(_SCHEME)].lower() == _SCHEME else ""
    return hmac.compare_digest(given.encode(), settings.INBOUND_SECRET.encode())


def _too_many(name: str, limit: int) -> bool:
    """Counted in this process and this minute."""
    key = f"outbox.inbound.{name}.{int(clock.now().timestamp()) // 60}"
    cache.add(key, 0, 120)
    return bool(cache.incr(key) > limit)


def _wait() -> HttpResponse:
    return HttpResponse(status=429, headers={"Retry-After": "60"})


def _beginning(request: HttpRequest) -> bytes:
    """The part that is read; the rest is let go by piece by piece, so that no message fills the memory."""
    kept = b""
    while chunk := request.read(_CHUNK):
        kept += chunk[: max(0, LARGEST - len(kept))]
    return kept

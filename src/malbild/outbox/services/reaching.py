"""Which addresses letters do not reach."""

from __future__ import annotations

from malbild.kit import clock
from malbild.outbox.message import key_of
from malbild.outbox.models import Unreachable


def mark_unreachable(address: str, status: str) -> None:
    """Nothing automatic goes there any more. Marked already: the first moment stands."""
    Unreachable.objects.get_or_create(address=key_of(address), defaults={"status": status[:11], "since": clock.now()})


def reach_again(address: str) -> bool:
    """Somebody says that the address works; False when it was not marked."""
    return bool(Unreachable.objects.filter(address=key_of(address)).delete()[0])

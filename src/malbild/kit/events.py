"""News between floors: a lower floor publishes a typed event, an upper floor subscribes in its apps.py.

Events are delivered in the publisher's thread and transaction; a subscriber that must wait for the commit
says so itself with `transaction.on_commit`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from typing import Any

_subscribers: defaultdict[type[Any], list[Callable[[Any], None]]] = defaultdict(list)


def subscribe[E](kind: type[E], handler: Callable[[E], None]) -> None:
    """Call `handler` with each event of exactly this kind; subscribing the same handler twice is once."""
    if handler not in _subscribers[kind]:
        _subscribers[kind].append(handler)


def publish(event: object) -> None:
    """Hand the event to every subscriber of its type, in the order they subscribed."""
    for handler in _subscribers[type(event)]:
        handler(event)

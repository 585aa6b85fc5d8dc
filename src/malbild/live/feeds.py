"""What can be listened to: each capability registers its feeds, in its `live.py`."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from typing import Protocol


@dataclass(frozen=True)
class Asked:
    """An opening: the thing's id in the address, and what the browser carries. No Django middleware has run."""

    thing_id: int
    cookies: Mapping[str, str] = field(repr=False)
    language: str = "sv"


@dataclass(frozen=True)
class Reader:
    """Someone let in. Readers with the same `view` of a feed get the same bytes."""

    topic: str
    view: Hashable


@dataclass(frozen=True)
class Frame:
    """The newest state of one view.

    `seq` only grows and becomes the event's id. `says` is name → text; a reader is told the names whose text has
    changed since it was last told. `body` is the part of the page that all readers share, `again_in` the seconds
    after which the state changes by the clock alone.
    """

    seq: int
    says: Mapping[str, str]
    body: bytes = b""
    again_in: float | None = None


class Feed(Protocol):
    """One kind of stream. Both methods run in a thread with the database, outside any scope: they open their own."""

    name: str  # the address is /live/<name>/<id>/

    def admit(self, asked: Asked) -> Reader | None:
        """The reader, or None when nothing is told: wrong seat, no such thing, no sign-in."""

    def frame(self, reader: Reader, before: Frame | None) -> Frame | None:
        """The state now; `before` when nothing has changed since. None when the thing is gone."""


FEEDS: dict[str, Feed] = {}


def register(feed: Feed) -> None:
    FEEDS[feed.name] = feed

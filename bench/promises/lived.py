"""What became of one promise: all that a forecast is made from, and judged by."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Lived:
    """Days are numbers on one calendar; `place` is a partnership's number.

    `done` is None when it never was; `ended` is the day it was given up, if it was.
    """

    place: int
    made: int
    due: int
    done: int | None
    ended: int | None = None

    @property
    def in_time(self) -> bool:
        return self.done is not None and self.done <= self.due

    @property
    def planned(self) -> int:
        return self.due - self.made

    def is_done(self, day: int) -> bool:
        return self.done is not None and self.done <= day

    def is_open(self, day: int) -> bool:
        return self.made <= day and not self.is_done(day) and (self.ended is None or self.ended > day)

    def watched(self, day: int) -> float:
        """How long it had been followed on `day`, in parts of the planned time."""
        stop = min(x for x in (self.done, self.ended, day) if x is not None)
        return (min(stop, day) - self.made) / self.planned

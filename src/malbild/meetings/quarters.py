"""The quarters of the year and their turns. Pure."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.utils.formats import date_format

NEAR = dt.timedelta(days=46)  # half a quarter: every day is near exactly one turn, or two at the very middle


@dataclass(frozen=True, slots=True, order=True)
class Quarter:
    year: int
    number: int  # 1–4

    @classmethod
    def of(cls, day: dt.date) -> Quarter:
        return cls(day.year, (day.month - 1) // 3 + 1)

    @property
    def starts_on(self) -> dt.date:
        return dt.date(self.year, self.number * 3 - 2, 1)

    @property
    def ends_on(self) -> dt.date:
        return self.after.starts_on - dt.timedelta(days=1)

    @property
    def after(self) -> Quarter:
        return Quarter(self.year + 1, 1) if self.number == 4 else Quarter(self.year, self.number + 1)

    @property
    def before(self) -> Quarter:
        return Quarter(self.year - 1, 4) if self.number == 1 else Quarter(self.year, self.number - 1)

    def __str__(self) -> str:
        """januari–mars 2027"""
        return f"{date_format(self.starts_on, 'F')}–{date_format(self.ends_on, 'F')} {self.year}"


def turning_near(day: dt.date) -> Quarter:
    """The quarter whose first day is nearest; in the very middle the one to come."""
    this = Quarter.of(day)
    return this if day - this.starts_on < this.after.starts_on - day else this.after

"""Årshjulet: a year by month, with the meetings, the quarters' directions and what is due."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Final

from malbild.access.actor import Actor
from malbild.kit.clock import SWEDEN
from malbild.meetings.models import DirectionDecision, Meeting, QuarterEvaluation
from malbild.meetings.quarters import Quarter
from malbild.meetings.states import MeetingState
from malbild.partnerships.models import TermsOfReference
from malbild.situation.models import SituationPicture


@dataclass
class Turn:
    """A quarter's first day: its direction so far, and whether the quarter before was evaluated."""

    quarter: Quarter
    direction: DirectionDecision | None
    standing: str
    is_evaluated: bool


@dataclass
class Month:
    first: dt.date
    meetings: list[Meeting] = field(default_factory=list)
    turn: Turn | None = None
    reviews: list[TermsOfReference] = field(default_factory=list)  # uppdragsbeskrivningen is to be looked over
    picture_due: dt.date | None = None  # lägesbilden is to be new by then

    @property
    def is_empty(self) -> bool:
        return not (self.meetings or self.turn or self.reviews or self.picture_due)


PICTURE_YEARS: Final = 2
"""At least every second year lägesbilden is brought up to date (2023:196, 6 §)."""


def years_later(day: dt.date, years: int) -> dt.date:
    """The same day so many years later; of a leap day the last of February."""
    last = day.month == 2 and day.day == 29
    return day.replace(year=day.year + years, day=28 if last else day.day)


def year_of(actor: Actor, year: int, *, on: dt.date) -> list[Month]:
    """Five queries, however many meetings."""
    months = [Month(dt.date(year, n, 1)) for n in range(1, 13)]
    begins, ends = (dt.datetime(y, 1, 1, tzinfo=SWEDEN) for y in (year, year + 1))
    meetings = Meeting.objects.visible_to(actor).filter(starts_at__gte=begins, starts_at__lt=ends)
    for meeting in meetings.exclude(state=MeetingState.CANCELLED).order_by("starts_at", "pk"):
        months[meeting.day.month - 1].meetings.append(meeting)
    for terms in TermsOfReference.objects.visible_to(actor).filter(review_due__year=year).order_by("review_due", "pk"):
        if terms.review_due is not None:
            months[terms.review_due.month - 1].reviews.append(terms)
    picture = SituationPicture.objects.visible_to(actor).filter(is_valid=True, decided_on__isnull=False).first()
    if picture is not None and picture.decided_on is not None:
        due = years_later(picture.decided_on, PICTURE_YEARS)
        if due.year == year:
            months[due.month - 1].picture_due = due
    found = {d.starts_on: d for d in DirectionDecision.objects.visible_to(actor).filter(starts_on__year=year)}
    before = Quarter(year, 1).before.starts_on
    learned = QuarterEvaluation.objects.visible_to(actor).filter(starts_on__range=(before, dt.date(year, 12, 31)))
    evaluated = set(learned.values_list("starts_on", flat=True))
    for number in range(1, 5):
        quarter = Quarter(year, number)
        direction = found.get(quarter.starts_on)
        said = direction.standing(on) if direction else ""
        months[quarter.starts_on.month - 1].turn = Turn(quarter, direction, said, quarter.before.starts_on in evaluated)
    return months

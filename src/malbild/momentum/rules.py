"""Who is told, and when: pure rules over days (EXPERIENCE §7). No database, no clock of their own.

The aim is that nobody is ever annoyed: at most one automatic mail a week to a person, none when nothing waits,
none on days off, and silence instead of a third mail to somebody who does not answer.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from malbild.goals.states import MEASURE_PROMISED, MeasureState
from malbild.goals.status import Work, has_fresh_answer
from malbild.kit.workdays import is_silent, is_working_day

SEND_FROM: Final = dt.time(7, 30)
SEND_UNTIL: Final = dt.time(18, 0)
TUESDAY: Final = 1
APART_DAYS: Final = 6
"""Two automatic mails to one person are never closer than this; with working days it also means one in a week."""
MONTH_DAYS: Final = 28
NEAR_DAYS: Final = 14
RESTS_DAYS: Final = 6
"""An åtgärd answered less than this long ago is left alone."""
MEETING_WORKING_DAYS: Final = 5
REST_AFTER: Final = 2
ASK_WHAT_NOW_AT: Final = 3


class Rhythm(StrEnum):
    WEEKLY = "weekly"
    MONTHLY = "monthly"
    MEETINGS = "meetings"
    NONE = "none"


class Kind(StrEnum):
    DIGEST = "digest"
    MEETING = "meeting"


class Wait(StrEnum):
    """Why an åtgärd waits for its owner; all but the last make a mail come now rather than within the month."""

    ASKED = "asked"  # a yes or no
    LATE = "late"  # its day has passed
    SOON = "soon"  # its day is within two weeks
    MEETING = "meeting"  # a meeting is near and no answer for two weeks
    SILENT = "silent"  # no answer within its rhythm


# --- days -------------------------------------------------------------------


def is_mail_day(day: dt.date) -> bool:
    return is_working_day(day) and not is_silent(day)


def next_mail_day(day: dt.date) -> dt.date:
    """`day` itself, or the first day after it when mail may go."""
    while not is_mail_day(day):
        day += dt.timedelta(days=1)
    return day


def is_open(at: dt.datetime) -> bool:
    """True when mail may go at this Swedish moment: a mail day, from 07.30 and before 18.00."""
    return is_mail_day(at.date()) and SEND_FROM <= at.time() < SEND_UNTIL


def week_of(day: dt.date) -> str:
    """The ISO week, "2026-W53" for 1 January 2027: the period of a digest."""
    year, week, _weekday = day.isocalendar()
    return f"{year}-W{week:02}"


def meeting_mail_day(meeting_on: dt.date) -> dt.date:
    """Five working days before the meeting; later when that day is silent."""
    day, left = meeting_on, MEETING_WORKING_DAYS
    while left:
        day -= dt.timedelta(days=1)
        left -= is_working_day(day)
    return next_mail_day(day)


def has_own_day(weekday: int, *, since: dt.date, on: dt.date) -> bool:
    """True when the person's weekday has come after `since` and by `on`; a day off moves it to the next mail day.

    A weekday in the silent weeks does not come at all: everyone starts again on their own day.
    """
    days = (on - dt.timedelta(days=back) for back in range(14))
    return any(since < next_mail_day(d) <= on for d in days if d.weekday() == weekday and not is_silent(d))


# --- what waits -------------------------------------------------------------


def what_waits(work: Work, *, on: dt.date, meeting_on: dt.date | None) -> Wait | None:
    """Why the åtgärd waits for its owner, or None. Help that was asked for waits for somebody else."""
    if work.state == MeasureState.ASKED:
        return Wait.ASKED
    if work.state not in MEASURE_PROMISED or work.waits_for_help:
        return None
    answered = work.answered_on
    if answered is not None and (on - answered).days < RESTS_DAYS:
        return None
    if work.due is not None and work.due < on:
        return Wait.LATE
    if work.due is not None and (work.due - on).days <= NEAR_DAYS:
        return Wait.SOON
    if _is_near(meeting_on, on) and (answered is None or (on - answered).days >= NEAR_DAYS):
        return Wait.MEETING
    return None if has_fresh_answer(work, on=on) else Wait.SILENT


def _is_near(day: dt.date | None, on: dt.date) -> bool:
    return day is not None and 0 <= (day - on).days <= NEAR_DAYS


def is_near(waits: Iterable[Wait]) -> bool:
    return any(w is not Wait.SILENT for w in waits)


def asks_what_now(new_dates: int) -> bool:
    """True when the next "Ny tid" is the third: time to ask if the åtgärd should be split, handed over or ended."""
    return new_dates + 1 >= ASK_WHAT_NOW_AT


# --- whom to write to -------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Reader:
    """What the rules may know of a person in one partnership."""

    waits: bool
    near: bool
    rests: bool = False
    rhythm: Rhythm = Rhythm.WEEKLY
    weekday: int = TUESDAY
    last_mail_on: dt.date | None = None  # any automatic mail, from any partnership
    last_here_on: dt.date | None = None  # the last one from this partnership
    meeting_on: dt.date | None = None
    told_of_meeting: bool = False


def mail_due(reader: Reader, *, since: dt.date, on: dt.date) -> Kind | None:
    """The mail the person should get today, or None. `since` is the last day that was seen to."""
    if not reader.waits or reader.rests or reader.rhythm is Rhythm.NONE or not is_mail_day(on):
        return None
    if reader.last_mail_on is not None and (on - reader.last_mail_on).days < APART_DAYS:
        return None
    meeting = reader.meeting_on
    if meeting is not None and not reader.told_of_meeting and meeting > on:
        ahead = (meeting_mail_day(meeting) - on).days
        if ahead <= 0:
            return Kind.MEETING
        if ahead < APART_DAYS:
            return None  # the mail before the meeting replaces this week's digest
    if reader.rhythm is Rhythm.MEETINGS or not has_own_day(reader.weekday, since=since, on=on):
        return None
    often = reader.rhythm is Rhythm.WEEKLY and reader.near
    return Kind.DIGEST if often or _is_a_month_ago(reader.last_here_on, on) else None


def _is_a_month_ago(day: dt.date | None, on: dt.date) -> bool:
    return day is None or (on - day).days >= MONTH_DAYS


def unanswered(sent: Iterable[dt.datetime], *, heard_at: dt.datetime | None) -> list[dt.datetime]:
    """The digests sent after the person was last heard of, oldest first."""
    return sorted(at for at in sent if heard_at is None or at > heard_at)


def is_resting(sent: Iterable[dt.datetime], *, heard_at: dt.datetime | None, at: dt.datetime) -> bool:
    """Two digests without a word, and time to answer the second: mails rest and somebody calls instead."""
    silent = unanswered(sent, heard_at=heard_at)
    return len(silent) >= REST_AFTER and at - silent[-1] >= dt.timedelta(days=APART_DAYS)

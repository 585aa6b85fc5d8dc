"""What came of it at the start of the next meeting, and which of the house's own rules were broken on the way."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from bench.weeks.assumed import assumptions
from bench.weeks.course import ANSWERABLE, Course, Mail
from bench.weeks.place import Member, Place, Work
from malbild.access.scope import outside_the_walls, scope_for
from malbild.goals.models import Measure, MeasureEvent
from malbild.goals.states import Deed, MeasureState
from malbild.kit import clock
from malbild.momentum.rules import APART_DAYS, REST_AFTER, Rhythm, week_of
from malbild.momentum.seats import door
from malbild.momentum.table import table_of

_MAY_WAIT = dt.timedelta(days=14)
_DONE = (MeasureState.DONE, MeasureState.FOLLOWED_UP)


@dataclass(frozen=True)
class Score:
    """`fresh` and `touched` are shares of åtgärder; `late` in days; mails per person and week; minutes per place."""

    fresh: float
    touched: float
    late: float
    unfinished: float
    mails: float
    most_a_week: int
    minutes: float


def score(course: Course) -> Score:
    weeks = (course.places[0].meets - course.places[0].began).days / 7
    people = sum(len(p.members) for p in course.places)
    rows = _rows(course)
    fresh = sum(_is_fresh(rows[w.pk], w, p) for p in course.places for w in p.works)
    touched = sum(_is_touched(rows[w.pk], p) for p in course.places for w in p.works)
    late = [_late(w, p) for p in course.places for w in p.works if w.due <= p.meets.date()]
    left = sum(w.finished_on is None for p in course.places for w in p.works if w.due <= p.meets.date())
    minutes = course.minutes + assumptions()["coordinator"]["minutes_unanswered"] * (len(rows) - fresh)
    a_week = Counter((m.member.email, week_of(m.on)) for m in course.mails)
    return Score(
        fresh=fresh / len(rows),
        touched=touched / len(rows),
        late=float(median(late)) if late else 0.0,
        unfinished=left / len(late) if late else 0.0,
        mails=len(course.mails) / people / weeks,
        most_a_week=max(a_week.values(), default=0),
        minutes=minutes / len(course.places),
    )


def _rows(course: Course) -> dict[int, Measure]:
    with outside_the_walls("bench: what came of it"):
        return {m.pk: m for m in Measure.objects.filter(pk__in=list(course.works))}


def _is_fresh(row: Measure, work: Work, place: Place) -> bool:
    """Done, or an answer of the person's (or noted for them) not older than the assumed number of days."""
    if row.state in _DONE:
        return True
    oldest = place.meets - dt.timedelta(days=assumptions()["score"]["fresh_days"])
    return row.answered_at is not None and row.answered_at >= oldest


def _is_touched(row: Measure, place: Place) -> bool:
    return row.answered_at is not None and row.answered_at > place.began


def _late(work: Work, place: Place) -> int:
    """Days from the first day set to when it was truly finished; to the meeting for what is not."""
    return max(0, ((work.finished_on or place.meets.date()) - work.due).days)


# --- the house's rules ------------------------------------------------------


def broken(course: Course) -> list[str]:
    """Every breach, in words; of the rules about mail only where the mails are ours."""
    found = list(course.wrong)
    if course.arm.mails == "ours":
        found += _too_many(course) + _not_resting(course) + _unheard(course)
    return found


def _too_many(course: Course) -> list[str]:
    by_person: defaultdict[str, list[dt.date]] = defaultdict(list)
    for mail in course.mails:
        by_person[mail.member.email].append(mail.on)
    found = []
    for email, days in by_person.items():
        close = [b for a, b in pairwise(days) if (b - a).days < APART_DAYS]
        twice = [w for w, n in Counter(map(week_of, days)).items() if n > 1]
        found += [f"{email} got two mails in a week: {x}" for x in (*close, *twice)]
    return found


def _not_resting(course: Course) -> list[str]:
    """By the simulation's own book of signs: no third mail after two about one's own without a word."""
    found = []
    by_person: defaultdict[str, list[Mail]] = defaultdict(list)
    for mail in course.mails:
        silent = [m.on for m in by_person[mail.member.email] if m.pks and not _was_heard(mail.member, m.on, mail.on)]
        if len(silent) >= REST_AFTER and (mail.on - silent[REST_AFTER - 1]).days >= APART_DAYS:
            found.append(f"{mail.member.email} got a mail on {mail.on} after {len(silent)} without a word")
        by_person[mail.member.email].append(mail)
    return found


def _was_heard(member: Member, after: dt.date, before: dt.date) -> bool:
    return any(after <= at.astimezone(clock.SWEDEN).date() < before for at in member.heard)


def _unheard(course: Course) -> list[str]:
    """At the end: an åtgärd that nobody was asked about, a call for help, a silent person or a no that nobody heard of.

    What began within the last two weeks may still wait for a mail.
    """
    found = []
    rows = _rows(course)
    for place in course.places:
        with clock.standing_at(place.meets), scope_for(door(place.partnership.pk), place.partnership.pk):
            table = table_of(place.partnership, at=place.meets)
            quiet = table.quiet()
        until = place.meets - _MAY_WAIT
        silent = {q.person.user.pk for q in quiet}
        readers = {
            p.user.email for p in table.people if table._rhythm(p) is Rhythm.WEEKLY and not table.rests(p.user.pk)
        }
        organisers = {p.user.email for p in table.people if p.is_organiser} & readers
        told = [m for m in course.mails if m.member in place.members and m.member.email in organisers]
        for work in place.works:
            row = rows[work.pk]
            is_owners = row.owner_id == work.owner.seat_id and row.state in ANSWERABLE
            reachable = work.owner.email in readers and work.owner.user_id not in silent
            if is_owners and reachable and not _is_touched(row, place) and not work.named_on:
                found.append(f"{work.key}: its owner was never asked")
        for asked in table.help:
            others = [m for m in told if m.member.user_id != (asked.opened_by.user_id if asked.opened_by else 0)]
            if asked.opened_at < until and others and not _named(others, asked.measure.title, asked.opened_at):
                found.append(f"nobody was told that help was asked for with {asked.measure.title}")
        for q in quiet:
            others = [m for m in told if m.member.user_id != q.person.user.pk]
            if (
                q.rests_from
                and q.rests_from < until
                and others
                and not _named(others, q.person.user.name, q.rests_from)
            ):
                found.append(f"nobody was told to ring {q.person.user.email}")
        for row in (rows[w.pk] for w in place.works):
            if row.owner_id is not None or not told:
                continue
            with outside_the_walls("bench: when it was turned down"):
                at = MeasureEvent.objects.filter(measure_id=row.pk, deed=Deed.DECLINE).latest("at").at
            if at < until and not _named(told, row.title, at):
                found.append(f"nobody was told that {row.title} has no owner")
    return found


def _named(mails: list[Mail], words: str, since: dt.datetime) -> bool:
    return any(words in m.text and m.on >= since.astimezone(clock.SWEDEN).date() for m in mails)

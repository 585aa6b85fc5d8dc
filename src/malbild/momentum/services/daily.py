"""The day's digests, each written exactly once however often, or by how many, the run is started."""

from __future__ import annotations

import datetime as dt
import logging
from collections import defaultdict
from collections.abc import Iterable

from django.db import transaction
from django.db.models import Count, Max
from django.utils.translation import override

from malbild.access.scope import scope_for
from malbild.kit import clock
from malbild.momentum import rules
from malbild.momentum.letters import write
from malbild.momentum.models import DayRun, Digest, PersonWeek
from malbild.momentum.rules import Kind
from malbild.momentum.seats import door, wall_of
from malbild.momentum.services.links import new_token, open_link
from malbild.momentum.table import Brief, Table, table_of
from malbild.outbox.services import beat, post
from malbild.partnerships.models import Membership, Partnership

_LOOK_BACK = dt.timedelta(days=13)
_log = logging.getLogger("malbild.momentum")


def run_due(at: dt.datetime | None = None) -> int:
    """Write the digests that are due and not yet written; return how many.

    Does its work at the first run after 07.30 Swedish time on a working day and is cheap at every other call (one or
    two queries). Each digest is a transaction of its own: letter, log, key and the cap on the person's week together.
    Unique keys settle two runs at once, and a run that was killed is simply run again.
    """
    moment = at or clock.now()
    local = moment.astimezone(clock.SWEDEN)
    if not rules.is_open(local) or DayRun.objects.filter(day=local.date()).exists():
        beat("due")
        return 0
    with clock.standing_at(moment):
        written = _run(local.date(), moment)
    beat("due", str(written))
    return written


def _run(on: dt.date, at: dt.datetime) -> int:
    since = _since(on)
    contested = _in_several()
    written, later, is_whole = 0, list[_Turn](), True
    for partnership in Partnership.objects.order_by("pk"):
        try:
            written += _write_for(partnership, later, contested, since=since, at=at)
        except Exception:
            # What is wrong with one partnership must not silence the rest; the day stays open and is tried again.
            _log.exception("the digests of partnership %s failed", partnership.pk)
            is_whole = False
    written += _write_turns(_whose_turn(later), since=since, at=at)
    if is_whole:
        DayRun.objects.get_or_create(day=on, defaults={"finished_at": clock.now(), "written": written})
    return written


def _write_for(
    partnership: Partnership, later: list[_Turn], contested: set[int], *, since: dt.date, at: dt.datetime
) -> int:
    """Write one partnership's digests; who has several tables is put in `later`."""
    written = 0
    with scope_for(door(partnership.pk), partnership.pk):
        table = table_of(partnership, at=at)
        for person in table.people:
            brief = table.brief(person, since=since)
            if brief.kind is None:
                continue
            if person.user.pk in contested:
                later.append(_turn(table, brief))
            else:
                written += _write_once(table, brief)
    return written


def _since(on: dt.date) -> dt.date:
    """The last day that was seen to, at most two weeks back; the day before on the very first run."""
    last = DayRun.objects.filter(day__lt=on).aggregate(last=Max("day"))["last"]
    return max(last, on - _LOOK_BACK) if last else on - dt.timedelta(days=1)


def _in_several() -> set[int]:
    """People with seats in more than one partnership: one mail a week means that the partnerships take turns."""
    rows = Membership.objects.filter(revoked_at=None, party__isnull=False).values("user_id")
    counted = rows.annotate(n=Count("partnership_id", distinct=True)).filter(n__gt=1)
    return set(counted.values_list("user_id", flat=True))


# (user, meeting mails first, longest since the last, partnership)
type _Turn = tuple[int, bool, dt.date, int]


def _turn(table: Table, brief: Brief) -> _Turn:
    mine = table.digests.get(brief.person.user.pk, [])
    last = max((d.sent_on for d in mine), default=dt.date.min)
    return brief.person.user.pk, brief.kind is not Kind.MEETING, last, table.partnership.pk


def _whose_turn(turns: Iterable[_Turn]) -> dict[int, set[int]]:
    """By partnership the people whose turn it is: before a meeting first, then who has waited longest."""
    taken: set[int] = set()
    chosen: defaultdict[int, set[int]] = defaultdict(set)
    for user_id, _not_meeting, _last, partnership_id in sorted(turns):
        if user_id not in taken:
            taken.add(user_id)
            chosen[partnership_id].add(user_id)
    return chosen


def _write_turns(chosen: dict[int, set[int]], *, since: dt.date, at: dt.datetime) -> int:
    written = 0
    for partnership in Partnership.objects.filter(pk__in=chosen).order_by("pk"):
        with scope_for(door(partnership.pk), partnership.pk):
            table = table_of(partnership, at=at)
            mine = [p for p in table.people if p.user.pk in chosen[partnership.pk]]
            written += sum(_write_once(table, table.brief(p, since=since)) for p in mine)
    return written


def _write_once(table: Table, brief: Brief) -> int:
    """1 when the digest was written now, 0 when somebody was before us."""
    if brief.kind is None:
        return 0
    person, pid = brief.person, table.partnership.pk
    token = new_token(pid)
    with override(person.user.language):
        written = write(table, brief, token)
    with transaction.atomic():
        _week, is_first = PersonWeek.objects.get_or_create(
            user=person.user,
            period=rules.week_of(table.on),
            defaults={"sent_on": table.on, "partnership": table.partnership},
        )
        if not is_first:
            return 0
        letter = post(
            to=person.user.email,
            subject=written.subject,
            text=written.text,
            html=written.html,
            kind="digest",
            partnership_id=pid,
            from_name=table.partnership.name,
            headers=written.headers,
            holds_key=True,
        )
        Digest.objects.create(
            **wall_of(person.membership),
            user=person.user,
            period=rules.week_of(table.on),
            kind=brief.kind,
            meeting_id=table.meeting.pk if brief.kind is Kind.MEETING and table.meeting else None,
            link=open_link(
                person.membership,
                token,
                [i.measure.pk for i in brief.items],
                at=table.at,
                line_ids=[w.pk for w in brief.lines],
                takes_replies=True,
            ),
            letter=letter,
            sent_on=table.on,
            at=table.at,
        )
    return 1

"""The ways of reminding that are compared. All but the last three write mails of the bench's own."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from bench.weeks.place import Place
from malbild.access.scope import outside_the_walls
from malbild.goals.models import Measure
from malbild.kit import clock
from malbild.momentum.rules import is_mail_day, next_mail_day
from malbild.momentum.services import run_due
from malbild.outbox.services import post

_AHEAD = dt.timedelta(days=3)


@dataclass(frozen=True)
class Arm:
    name: str
    mails: str = ""  # "", "each", "list" or "ours"
    by_link: bool = False
    rings: bool = True


NONE = Arm("no reminders")
EACH = Arm("one reminder per åtgärd", "each")
LIST = Arm("weekly list, sign in", "list")
OURS = Arm("ours", "ours", by_link=True)
SIGNED_IN = Arm("ours, but sign in", "ours")
UNRUNG = Arm("ours, but nobody rings", "ours", by_link=True, rings=False)
ARMS = (NONE, EACH, LIST, SIGNED_IN, UNRUNG, OURS)
BASELINES = (NONE, EACH, LIST)


def write(arm: Arm, places: list[Place], at: dt.datetime) -> None:
    """The morning's mails, into the outbox."""
    if arm.mails == "ours":
        run_due(at)
        return
    with clock.standing_at(at):
        for place in places if arm.mails else ():
            _write_own(arm, place, at.astimezone(clock.SWEDEN).date())


def _write_own(arm: Arm, place: Place, on: dt.date) -> None:
    """Each: one mail per åtgärd, three days before its day, and one for its question. List: every Tuesday."""
    with outside_the_walls("bench: what is open"):
        rows = Measure.objects.filter(pk__in=[w.pk for w in place.works], owner__isnull=False).open()
        open_now = set(rows.values_list("pk", flat=True))
    for member in place.members:
        mine = [w for w in place.works if w.owner is member and w.pk in open_now]
        if arm.mails == "list":
            if mine and is_mail_day(on) and on.weekday() == 1:
                _post(place, member.email, [w.pk for w in mine])
            continue
        for work in mine:
            asked = next_mail_day(place.began.date() + dt.timedelta(days=1))
            if on in (asked if not work.named_on else None, next_mail_day(work.due - _AHEAD)):
                _post(place, member.email, [work.pk])


def _post(place: Place, email: str, pks: list[int]) -> None:
    text = "Det här väntar på dig. Logga in och svara.\n" + "".join(f"[{pk}]\n" for pk in pks)
    post(to=email, subject="Det här väntar på dig", text=text, kind="reminder", partnership_id=place.partnership.pk)

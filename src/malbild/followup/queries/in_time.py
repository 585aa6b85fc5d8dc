"""How often what a partnership promises gets done in time, said no surer than it is."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import OuterRef, Subquery
from django.db.models.fields.json import KeyTextTransform
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from malbild.access.policy import shared_table
from malbild.followup.models import UsualShare
from malbild.followup.promises import LOOK_BACK, Kept, Promise, kept
from malbild.goals.models import Measure, MeasureAnswer, MeasureEvent
from malbild.goals.models.measures import MeasureQuerySet
from malbild.goals.states import MEASURE_OPEN, Answer, MeasureState
from malbild.kit.clock import SWEDEN
from malbild.statistics import USUAL, HowMany, OnTime, Plainly, on_time_probability, plainly, shared_prior
from malbild.statistics.on_time import Beta

FEWEST_PARTNERSHIPS: Final = 5  # with fewer, everybody's sum says too much of a single neighbour


@dataclass(frozen=True)
class InTime:
    """What may be said: `words` is "" while no promise's day has passed."""

    share: OnTime
    plain: Plainly

    @property
    def words(self) -> str:
        return _words(self.plain)

    @property
    def basis(self) -> str:
        """What it is counted on; "" where there is no number to explain."""
        if self.plain.how_many not in _NUMBERED:
            return ""
        n = self.share.finished
        return ngettext(
            "Räknat på %(n)s åtgärd som skulle ha varit klar någon gång de senaste två åren.",
            "Räknat på %(n)s åtgärder som skulle ha varit klara någon gång de senaste två åren.",
            n,
        ) % {"n": n}


_NUMBERED = frozenset({HowMany.TENTHS, HowMany.NEARLY_ALL, HowMany.NEARLY_NONE})


def in_time(partnership_id: int, *, on: dt.date) -> InTime:
    """Of what the parties share, in one query: the same for every reader, and never by person."""
    usual = UsualShare.objects.filter(partnerships__gte=FEWEST_PARTNERSHIPS)
    sums = {f"usual_{name}": Subquery(usual.values(name)[:1]) for name in ("in_time", "counted")}
    rows = list(_recent(partnership_id, on=on).annotate(**sums).values(*_READ, *sums))
    found = kept(map(_promise, rows), on=on)
    share = on_time_probability(found.in_time, found.counted, _prior(rows[0]) if rows else USUAL)
    return InTime(share, plainly(share))


def kept_here(partnership_id: int, *, on: dt.date) -> Kept:
    """The two sums of one partnership, in one query."""
    return kept(map(_promise, _recent(partnership_id, on=on).values(*_READ)), on=on)


def promises(partnership_id: int) -> list[Promise]:
    """Every promise there has been, with the days that measure how long it took, in one query."""
    ends = MeasureEvent.objects.visible_to(shared_table(partnership_id)).filter(
        measure=OuterRef("pk"), state__in=[s.value for s in MeasureState if s not in _GOES_ON]
    )
    rows = _promised(partnership_id).annotate(left_at=Subquery(ends.order_by("-at", "-pk").values("at")[:1]))
    return [_promise(row) for row in rows.values(*_READ, "accepted_at", "left_at")]


_GOES_ON = MEASURE_OPEN - {MeasureState.PAUSED} | {MeasureState.DONE, MeasureState.FOLLOWED_UP}
_READ = ("state", "due", "done_on", "first_due")


def _promised(partnership_id: int) -> MeasureQuerySet:
    """Åtgärder whose owner said yes, with the day that was agreed before the first "Ny tid"."""
    put_off = MeasureAnswer.objects.visible_to(shared_table(partnership_id)).filter(
        measure=OuterRef("pk"), answer=Answer.NEW_DATE.value, undone_at=None, at__gte=OuterRef("accepted_at")
    )
    first = put_off.annotate(day=KeyTextTransform("due", "before")).order_by("at", "pk").values("day")[:1]
    rows = Measure.objects.visible_to(shared_table(partnership_id)).filter(accepted_at__isnull=False, due__isnull=False)
    return rows.order_by("pk").annotate(first_due=Subquery(first))


def _recent(partnership_id: int, *, on: dt.date) -> MeasureQuerySet:
    return _promised(partnership_id).filter(due__gte=on - LOOK_BACK)


def _promise(row: dict[str, Any]) -> Promise:
    first = row["first_due"]
    due = dt.date.fromisoformat(first) if first else row["due"]
    state, left_at = MeasureState(row["state"]), row.get("left_at")
    return Promise(
        state,
        due,
        row["done_on"],
        accepted_on=_day(row.get("accepted_at")),
        ended_on=_day(left_at) if state not in _GOES_ON else None,
    )


def _day(moment: dt.datetime | None) -> dt.date | None:
    return moment.astimezone(SWEDEN).date() if moment else None


def _prior(row: dict[str, Any]) -> Beta:
    """Everybody's history, or what is usual where nobody has any."""
    return shared_prior(row["usual_in_time"], row["usual_counted"]) if row["usual_counted"] else USUAL


def _words(plain: Plainly) -> str:
    match plain.how_many:
        case HowMany.TENTHS:
            return _("Av liknande åtgärder blir ungefär %(n)s av 10 klara i tid.") % {"n": plain.tenths}
        case HowMany.NEARLY_ALL:
            return _("Av liknande åtgärder blir nästan alla klara i tid.")
        case HowMany.NEARLY_NONE:
            return _("Av liknande åtgärder blir nästan inga klara i tid.")
        case HowMany.MOST:
            return _("Troligen blir de flesta åtgärder klara i tid. Det är för få än för att säga mer.")
        case HowMany.ABOUT_HALF:
            return _("Troligen blir ungefär hälften av åtgärderna klara i tid. Det är för få än för att säga mer.")
        case HowMany.FEW:
            return _("Troligen blir få åtgärder klara i tid. Det är för få än för att säga mer.")
        case HowMany.TOO_FEW:
            return ""

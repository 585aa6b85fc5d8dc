"""How often what a partnership promises gets done in time, said no surer than it is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import Any, Final

from django.db.models import F, FilteredRelation, OuterRef, Q, Subquery
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from malbild.access.policy import shared_table
from malbild.followup.models import UsualShare
from malbild.followup.promises import LOOK_BACK, Kept, Promise, kept
from malbild.goals.models import Measure, MeasureEvent
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
    found = kept(_each(rows), on=on)
    share = on_time_probability(found.in_time, found.counted, _prior(rows[0]) if rows else USUAL)
    return InTime(share, plainly(share))


def kept_here(partnership_id: int, *, on: dt.date) -> Kept:
    """The two sums of one partnership, in one query."""
    return kept(_each(_recent(partnership_id, on=on).values(*_READ)), on=on)


def promises(partnership_id: int) -> list[Promise]:
    """Every promise there has been, with the days that measure how long it took, in one query."""
    ends = MeasureEvent.objects.visible_to(shared_table(partnership_id)).filter(
        measure=OuterRef("pk"), state__in=[s.value for s in MeasureState if s not in _GOES_ON]
    )
    rows = _promised(partnership_id).annotate(left_at=Subquery(ends.order_by("-at", "-pk").values("at")[:1]))
    return list(_each(rows.values(*_READ, "accepted_at", "left_at")))


_GOES_ON = MEASURE_OPEN - {MeasureState.PAUSED} | {MeasureState.DONE, MeasureState.FOLLOWED_UP}
_READ = ("pk", "state", "due", "done_on", "put_off__before")


def _promised(partnership_id: int) -> MeasureQuerySet:
    """Åtgärder whose owner said yes, a row for each "Ny tid" that stands, the first of them first.

    A join, since SQLite would look through all the partnership's answers for every åtgärd in a subquery. What it
    brings along is a day; an answer is never less shared than its åtgärd.
    """
    stands = Q(answers__answer=Answer.NEW_DATE.value, answers__undone_at=None, answers__at__gte=F("accepted_at"))
    rows = Measure.objects.visible_to(shared_table(partnership_id)).filter(accepted_at__isnull=False, due__isnull=False)
    return rows.annotate(put_off=FilteredRelation("answers", condition=stands)).order_by("pk", "put_off__at")


def _recent(partnership_id: int, *, on: dt.date) -> MeasureQuerySet:
    return _promised(partnership_id).filter(due__gte=on - LOOK_BACK)


def _each(rows: Iterable[dict[str, Any]]) -> Iterator[Promise]:
    """One promise for each åtgärd; its due is the day that stood before the first "Ny tid"."""
    for _pk, mine in groupby(rows, key=itemgetter("pk")):
        row = next(mine)
        state, before, left_at = MeasureState(row["state"]), row["put_off__before"] or {}, row.get("left_at")
        first = before.get("due")
        yield Promise(
            state,
            dt.date.fromisoformat(first) if first else row["due"],
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

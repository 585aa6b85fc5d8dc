"""How often what a partnership promises gets done in time, said no surer than it is."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import OuterRef, Q, Subquery
from django.db.models.fields.json import KeyTextTransform
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from malbild.access.policy import shared_table
from malbild.followup.models import UsualShare
from malbild.followup.promises import LOOK_BACK, Kept, Promise, kept
from malbild.goals.models import Measure, MeasureAnswer
from malbild.goals.models.measures import MeasureQuerySet
from malbild.goals.states import Answer, MeasureState
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
    rows = list(
        _promised(partnership_id, on=on)
        .annotate(
            usual_in_time=Subquery(usual.values("in_time")[:1]), usual_counted=Subquery(usual.values("counted")[:1])
        )
        .values(*_READ, "usual_in_time", "usual_counted")
    )
    found = kept(map(_promise, rows), on=on)
    share = on_time_probability(found.in_time, found.counted, _prior(rows[0]) if rows else USUAL)
    return InTime(share, plainly(share))


def kept_here(partnership_id: int, *, on: dt.date) -> Kept:
    """The two sums of one partnership, in one query."""
    return kept(map(_promise, _promised(partnership_id, on=on).values(*_READ)), on=on)


_READ = ("state", "due", "done_on", "first_due")


def _promised(partnership_id: int, *, on: dt.date) -> MeasureQuerySet:
    """Åtgärder whose owner said yes, with the day that was agreed before the first "Ny tid"."""
    put_off = MeasureAnswer.objects.visible_to(shared_table(partnership_id)).filter(
        measure=OuterRef("pk"), answer=Answer.NEW_DATE.value, undone_at=None, at__gte=OuterRef("accepted_at")
    )
    first = put_off.annotate(day=KeyTextTransform("due", "before")).order_by("at", "pk").values("day")[:1]
    recent = Q(due__gte=on - LOOK_BACK)
    rows = Measure.objects.visible_to(shared_table(partnership_id)).filter(recent, accepted_at__isnull=False)
    return rows.order_by("pk").annotate(first_due=Subquery(first))


def _promise(row: dict[str, Any]) -> Promise:
    first = row["first_due"]
    due = dt.date.fromisoformat(first) if first else row["due"]
    return Promise(MeasureState(row["state"]), due, row["done_on"])


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

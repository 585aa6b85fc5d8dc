"""Reads of the quarters: what was promised and done, what was learned, and which direction was taken."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from django.db.models import Q
from django.utils.translation import gettext as _

from malbild.access.actor import Actor
from malbild.goals.models import Measure
from malbild.goals.states import MEASURE_OPEN
from malbild.kit.clock import SWEDEN
from malbild.meetings.models import DirectionDecision, QuarterEvaluation
from malbild.meetings.quarters import Quarter, turning_near
from malbild.meetings.words import full_day


@dataclass
class Gave:
    """What a quarter gave, from the plan's own rows: counted and named, never scored."""

    done: list[Measure] = field(default_factory=list)
    waiting: list[Measure] = field(default_factory=list)  # promised to a day in the quarter, and not done
    ended: list[Measure] = field(default_factory=list)  # promised, and ended without being done
    later: list[Measure] = field(default_factory=list)  # promised in the quarter to a day after it

    @property
    def is_empty(self) -> bool:
        return not (self.done or self.waiting or self.ended or self.later)


@dataclass
class QuarterPage:
    """A quarter with its direction, and the quarter before it."""

    quarter: Quarter
    direction: DirectionDecision | None
    previous: Quarter
    previous_direction: DirectionDecision | None
    evaluation: QuarterEvaluation | None  # of the previous quarter
    gave: Gave  # the previous quarter


def turn_words(day: dt.date) -> tuple[str, str]:
    """The title of the agenda's point about the quarter, and why it stands on this meeting."""
    turn = turning_near(day)
    title = _("Kvartalet: vad gav det, och vart ska vi nu?")
    words = {"quarter": str(turn).capitalize(), "day": full_day(turn.starts_on)}
    if day < turn.starts_on:
        return title, _("%(quarter)s börjar %(day)s, och det här är mötet närmast.") % words
    return title, _("%(quarter)s började %(day)s, och det här är mötet närmast.") % words


def quarter_page(actor: Actor, quarter: Quarter) -> QuarterPage:
    """Three queries."""
    days = [quarter.before.starts_on, quarter.starts_on]
    rows = DirectionDecision.objects.visible_to(actor).filter(starts_on__in=days).select_related("decided_in")
    found = {d.starts_on: d for d in rows}
    learned = QuarterEvaluation.objects.visible_to(actor).filter(starts_on=quarter.before.starts_on)
    return QuarterPage(
        quarter=quarter,
        direction=found.get(quarter.starts_on),
        previous=quarter.before,
        previous_direction=found.get(quarter.before.starts_on),
        evaluation=learned.select_related("meeting").first(),
        gave=gave(actor, quarter.before),
    )


def gave(actor: Actor, quarter: Quarter) -> Gave:
    """What was promised and done, in the plan that all parties share. One query."""
    first = dt.datetime.combine(quarter.starts_on, dt.time(), tzinfo=SWEDEN)
    last = dt.datetime.combine(quarter.after.starts_on, dt.time(), tzinfo=SWEDEN)
    inside = (quarter.starts_on, quarter.ends_on)
    said_yes = Q(accepted_at__gte=first, accepted_at__lt=last)
    due = Q(due__range=inside, accepted_at__lt=last)
    rows = Measure.objects.visible_to(actor).shared().select_related("owner__user")
    found = Gave()
    for measure in rows.filter(Q(done_on__range=inside) | said_yes | due).order_by("due", "pk"):
        if measure.done_on is not None:
            if quarter.starts_on <= measure.done_on <= quarter.ends_on:
                found.done.append(measure)
            elif measure.done_on > quarter.ends_on and measure.due and measure.due <= quarter.ends_on:
                found.waiting.append(measure)
            else:
                found.later.append(measure)
        elif measure.state not in MEASURE_OPEN:
            found.ended.append(measure)
        elif measure.due is not None and measure.due <= quarter.ends_on:
            found.waiting.append(measure)
        else:
            found.later.append(measure)
    return found

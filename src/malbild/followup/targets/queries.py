"""What things are measured by, with what was last said of their figures: for pages, and without numpy."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import OuterRef, Subquery
from django.db.models.functions import JSONObject
from django.utils.translation import gettext as _

from malbild.access.models import WalledQuerySet
from malbild.access.policy import shared_table
from malbild.followup.figures import words
from malbild.followup.figures.judging import told_from
from malbild.followup.models import Judgement, Target, Wanted
from malbild.followup.targets.advice import number
from malbild.goals.names import day_words
from malbild.series import areas


@dataclass(frozen=True, slots=True)
class Measured:
    """A target and its signal. `said` is None where the figure is not judged yet, or the work itself is followed."""

    target: Target
    said: words.Said | None
    counts: str

    @property
    def aims_at(self) -> str:
        """Högst 45 på ett år, senast 31 december 2027; empty where the figure is only looked at."""
        target = self.target
        if target.target is None or target.due is None:
            return ""
        about = {"n": number(target.target), "day": day_words(target.due)}
        if target.window == 1:
            most, least = _("Högst %(n)s på ett år, senast %(day)s"), _("Minst %(n)s på ett år, senast %(day)s")
        else:
            most, least = _("Högst %(n)s på tre år, senast %(day)s"), _("Minst %(n)s på tre år, senast %(day)s")
        return (most if target.wanted == Wanted.FEWER else least) % about

    @property
    def stood_at(self) -> str:
        """I snitt 71 per år 2020–2024, when the target was set."""
        if self.target.baseline is None:
            return ""
        about = {"n": number(self.target.baseline), "years": self.target.baseline_years}
        return _("I snitt %(n)s per år %(years)s") % about

    @property
    def where(self) -> str:
        return areas.name_of(self.target.area)


type Thing = tuple[str, int]
"""("goal" or "assignment", its id)."""


def measured(rows: WalledQuerySet[Target]) -> dict[Thing, Measured]:
    """Targets by their thing; one query."""
    said = Judgement.objects.filter(indicator=OuterRef("indicator"), area=OuterRef("area"))
    kept = JSONObject(state="state", because="because", numbers="numbers")
    found = rows.select_related("indicator").annotate(kept=Subquery(said.values_list(kept)[:1]))
    return {_thing(row): _measured(row, row.kept) for row in found}


def measured_by_all(partnership_id: int) -> dict[Thing, Measured]:
    """What the parties share, so that everybody reads the same signals."""
    return measured(Target.objects.visible_to(shared_table(partnership_id)).filter(partnership_id=partnership_id))


def _thing(row: Target) -> Thing:
    return ("goal", row.goal_id) if row.goal_id else ("assignment", row.assignment_id or 0)


def _measured(row: Target, kept: dict[str, Any] | None) -> Measured:
    if kept is None or row.indicator is None:
        return Measured(row, None, "")
    one = told_from(row.indicator, row.area, kept)
    return Measured(row, words.development(one, fewer=row.wanted == Wanted.FEWER), words.counts_in_words(one))

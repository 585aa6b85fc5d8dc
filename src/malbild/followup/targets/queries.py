"""What things are measured by, with what was last said of their figures: for pages, and without numpy."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from django.db.models import OuterRef, Subquery
from django.db.models.functions import JSONObject
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from malbild.access.models import WalledQuerySet
from malbild.access.policy import shared_table
from malbild.followup.figures import words
from malbild.followup.figures.judging import told_from
from malbild.followup.models import Judgement, OwnUnit, Target, Wanted
from malbild.followup.own import words as own_words
from malbild.followup.targets.advice import number
from malbild.goals.names import day_words
from malbild.series import areas

_SPANS: Final = {
    1: (gettext_noop("Högst %(n)s på ett år, senast %(day)s"), gettext_noop("Minst %(n)s på ett år, senast %(day)s")),
    3: (gettext_noop("Högst %(n)s på tre år, senast %(day)s"), gettext_noop("Minst %(n)s på tre år, senast %(day)s")),
}
_OWN_SPANS: Final = {
    (OwnUnit.PERCENT, 1): (
        gettext_noop("Högst %(n)s procent, senast %(day)s"),
        gettext_noop("Minst %(n)s procent, senast %(day)s"),
    ),
    (OwnUnit.SEK, 1): (
        gettext_noop("Högst %(n)s kronor på ett år, senast %(day)s"),
        gettext_noop("Minst %(n)s kronor på ett år, senast %(day)s"),
    ),
    (OwnUnit.SEK, 3): (
        gettext_noop("Högst %(n)s kronor på tre år, senast %(day)s"),
        gettext_noop("Minst %(n)s kronor på tre år, senast %(day)s"),
    ),
}


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
        most, least = _SPANS[target.window]
        if target.own is not None and target.own.unit != OwnUnit.COUNT:
            most, least = _OWN_SPANS[OwnUnit(target.own.unit), target.window]
        return _(most if target.wanted == Wanted.FEWER else least) % about

    @property
    def stood_at(self) -> str:
        """I snitt 71 per år 2020–2024, when the target was set."""
        if self.target.baseline is None:
            return ""
        about = {"n": number(self.target.baseline), "years": self.target.baseline_years}
        if self.target.own is not None:
            unit = {OwnUnit.PERCENT: _("%(n)s procent %(years)s"), OwnUnit.SEK: _("%(n)s kronor %(years)s")}
            return unit.get(OwnUnit(self.target.own.unit), _("%(n)s år %(years)s")) % about
        return _("I snitt %(n)s per år %(years)s") % about

    @property
    def where(self) -> str:
        return areas.name_of(self.target.area) if self.target.area else ""

    @property
    def name(self) -> str:
        """Of the figure; empty where the work itself is followed."""
        if self.target.own is not None:
            return self.target.own.title
        return self.target.indicator.name if self.target.indicator else ""


type Thing = tuple[str, int]
"""("goal" or "assignment", its id)."""


def measured(rows: WalledQuerySet[Target]) -> dict[Thing, Measured]:
    """Targets by their thing; one query."""
    said = Judgement.objects.filter(indicator=OuterRef("indicator"), area=OuterRef("area"))
    kept = JSONObject(state="state", because="because", numbers="numbers")
    found = rows.select_related("indicator", "own").annotate(kept=Subquery(said.values_list(kept)[:1]))
    return {_thing(row): _measured(row, row.kept) for row in found}


def measured_by_all(partnership_id: int) -> dict[Thing, Measured]:
    """What the parties share, so that everybody reads the same signals."""
    return measured(Target.objects.visible_to(shared_table(partnership_id)).filter(partnership_id=partnership_id))


def _thing(row: Target) -> Thing:
    return ("goal", row.goal_id) if row.goal_id else ("assignment", row.assignment_id or 0)


def _measured(row: Target, kept: dict[str, Any] | None) -> Measured:
    if row.own is not None:
        return Measured(row, own_words.development(row.own), own_words.headline(row.own))
    if kept is None or row.indicator is None:
        return Measured(row, None, "")
    one = told_from(row.indicator, row.area, kept)
    return Measured(row, words.development(one, fewer=row.wanted == Wanted.FEWER), words.counts_in_words(one))

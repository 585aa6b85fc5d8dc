"""Whom a figure is compared with: chosen by the group, always named, the same for everybody who reads it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from typing import Final

from django.db.models import Q
from django.utils.translation import gettext as _

from malbild.access.policy import shared_table
from malbild.accounts import registry
from malbild.followup.models import Comparison, Kind
from malbild.kit.sorting import swedish_order
from malbild.series import areas
from malbild.series.likeness import KOLADA_YEAR, likenesses

NEAREST: Final = 15


@dataclass(frozen=True, slots=True)
class Alike:
    """`codes` are the others; `kind` is how they were found."""

    kind: Kind
    codes: tuple[str, ...]
    group: str = ""

    @property
    def words(self) -> str:
        """How they were found, to be read after "jämfört med"."""
        if self.kind == Kind.KOLADA:
            return _("de sju kommuner som Kolada kallar liknande, övergripande %(year)s") % {"year": KOLADA_YEAR}
        if self.kind == Kind.NEAREST:
            words = _("de %(n)s kommuner som är närmast i folkmängd, täthet och tillväxt, räknat av oss")
            return words % {"n": len(self.codes)}
        words = _("de %(n)s andra kommunerna i SKR:s grupp %(group)s")
        return words % {"n": len(self.codes), "group": self.group.lower()}

    @property
    def names(self) -> list[str]:
        return sorted((areas.name_of(code) for code in self.codes), key=swedish_order)


def others(area: str, kind: Kind) -> Alike:
    """The municipalities to compare with. Raises KeyError for what is no municipality."""
    if kind == Kind.KOLADA:
        return Alike(kind, likenesses()[area].similar)
    if kind == Kind.NEAREST:
        return Alike(kind, _nearest(area))
    groups = {row["code"]: row["skr_group"] for row in registry.rows()}
    return Alike(Kind.SKR, tuple(c for c, group in groups.items() if group == groups[area] and c != area), groups[area])


def chosen(partnership_id: int, indicator_id: int) -> Kind:
    """What the group chose for this figure, else for all of them, else SKR's group; one query."""
    rows = Comparison.objects.visible_to(shared_table(partnership_id)).filter(partnership_id=partnership_id)
    mine = rows.filter(Q(indicator=None) | Q(indicator_id=indicator_id))
    found = {row.indicator_id: Kind(row.kind) for row in mine}
    return found.get(indicator_id) or found.get(None) or Kind.SKR


def by_county(found: Alike) -> list[tuple[str, list[str]]]:
    """The names by county, both in Swedish order: the map in words."""
    counties: defaultdict[str, list[str]] = defaultdict(list)
    for row in registry.rows():
        if row["code"] in found.codes:
            counties[row["county"]].append(row["name"])
    return [(c, sorted(counties[c], key=swedish_order)) for c in sorted(counties, key=swedish_order)]


@cache
def _nearest(area: str) -> tuple[str, ...]:
    from malbild.statistics import (  # noqa: PLC0415 - numpy comes with the first figure
        nearest_municipalities,
        standardised_covariates,
    )

    rows = likenesses()
    codes = sorted(rows)
    z = standardised_covariates(
        [[rows[c].inhabitants, rows[c].density, rows[c].growth] for c in codes], logged=(0, 1), winsorise=3.0
    )
    return nearest_municipalities(z, codes, area, k=NEAREST).ids

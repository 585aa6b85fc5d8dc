"""Where the compared municipalities lie."""

from __future__ import annotations

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from malbild.followup.figures.alike import Alike
from malbild.followup.figures.words import place_name
from malbild.series.boundaries import SHEET, boundaries
from malbild.ui.charts import area_map


def drawn(area: str, found: Alike, indicator_id: int) -> SafeString:
    return area_map(
        boundaries(),
        SHEET,
        own=area,
        marked=frozenset(found.codes),
        title=_("Sveriges kommuner: %(where)s och de %(n)s som jämförs")
        % {"where": place_name(area), "n": len(found.codes)},
        description=_("Samma kommuner står i listan, län för län."),
        key=f"karta-{indicator_id}",
    )

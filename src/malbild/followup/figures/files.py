"""A figure to take away: table as CSV and XLSX, everything as JSON, the picture as SVG and PNG."""

from __future__ import annotations

import csv
import io
import json
import math
from dataclasses import asdict
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from malbild.followup.figures import drawing, words
from malbild.followup.figures.reading import Figure, fetched_on, notes_on
from malbild.ui.charts.alone import picture

VERSION = 1
"""Of the JSON: one more when a field changes its meaning or goes."""


def as_csv(found: Figure) -> str:
    """The yearly table; a semicolon and a byte order mark, so that Excel in Swedish opens it."""
    out = io.StringIO()
    rows = csv.writer(out, delimiter=";", lineterminator="\r\n")
    rows.writerow(_head())
    for year in found.years:
        low, high = (round(v, found.digits or None) for v in year.band) if year.band else ("", "")
        value = "" if year.value is None else f"{year.value:g}".replace(".", ",")
        rows.writerow([year.year, value, _("ja") if year.is_preliminary else "", low, high])
    return "\ufeff" + out.getvalue()


def as_xlsx(found: Figure) -> bytes:
    """A sheet by year, one by month where there are months, and one about the figure."""
    from openpyxl import Workbook  # noqa: PLC0415 - slow, and few ask for it
    from openpyxl.cell import WriteOnlyCell  # noqa: PLC0415 - as above

    book = Workbook(write_only=True)
    years = book.create_sheet(_("År"))
    years.append(_head())
    for year in found.years:
        low, high = (round(v, found.digits or None) for v in year.band) if year.band else (None, None)
        years.append([year.year, year.value, _("ja") if year.is_preliminary else None, low, high])
    if found.months:
        months = book.create_sheet(_("Månader"))
        months.append([_("År"), _("Månad"), _("Antal"), _("Preliminärt"), _("Snittet för tolv månader")])
        for one in found.months:
            sign = _("ja") if one.is_preliminary else None
            months.append([one.month[0], one.month[1], one.value, sign, one.mean])
    about = book.create_sheet(_("Om siffran"))
    for line in about_lines(found):
        cell = WriteOnlyCell(about, line)
        cell.data_type = "s"  # a category's name comes from a file: what looks like a formula is text
        about.append([cell])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def as_json(found: Figure) -> str:
    """Everything the page is made of; NaN is null."""
    verdict = {k: _plain(v) for k, v in asdict(found.verdict).items() if k not in ("since", "spikes")}
    fetched = fetched_on(found)
    whole = {
        "version": VERSION,
        "indicator": {
            "source": found.indicator.source,
            "source_name": str(found.indicator.source_name),
            "category": found.indicator.category,
            "name": found.indicator.name,
            "unit": found.indicator.unit,
            "step": found.indicator.step,
        },
        "area": found.area,
        "area_name": words.place_name(found.area),
        "fetched_at": fetched.isoformat() if fetched else None,
        "notes": notes_on(found),
        "headline": words.headline(found),
        "verdict": verdict,
        "since": found.since,
        "single_months": found.spikes,
        "similar": {"kind": found.compared.kind.value, "codes": found.compared.codes, "with_numbers": found.alike},
        "years": [asdict(y) for y in found.years],
        "months": [
            {"year": m.month[0], "month": m.month[1], "value": m.value, "is_preliminary": m.is_preliminary}
            for m in found.months
        ],
    }
    return json.dumps(whole, ensure_ascii=False, indent=1)


def as_picture(found: Figure, *, by_month: bool) -> str:
    """The chart as SVG of its own, with its sentence over it and its source beneath."""
    chart = drawing.by_month(found) if by_month and found.months else drawing.chart(found)
    where = f"{found.indicator.name}, {words.place_name(found.area)}"
    return picture(chart, heading=f"{where}. {words.headline(found)}", foot=" ".join(about_lines(found)[1:]))


def about_lines(found: Figure) -> list[str]:
    """What the figure is, whence and when it came, and what must be said with it."""
    fetched = fetched_on(found)
    source = _("Källa: %(source)s.") % {"source": found.indicator.source_name}
    day = _("Hämtad %(day)s.") % {"day": date_format(fetched, "j F Y")} if fetched else ""
    return [
        f"{found.indicator.name}, {words.place_name(found.area)}. {words.headline(found)}.",
        f"{source} {day}".strip(),
        *filter(None, [words.spikes(found)]),
        *notes_on(found),
        _("Siffrorna visar inte varför antalet ändras."),
    ]


def _head() -> list[str]:
    return [_("År"), _("Antal"), _("Preliminärt"), _("Liknande kommuner, från"), _("Liknande kommuner, till")]


def _plain(value: Any) -> Any:
    return None if isinstance(value, float) and not math.isfinite(value) else value

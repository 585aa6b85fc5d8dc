"""The authorities' own files, where they lie beside the repository: they are read, and the sums that must hold hold."""

from __future__ import annotations

from collections import defaultdict

import pytest

from malbild.series import areas
from malbild.series.formats import bra_csv, kolada, polisen, scb, sol, sol_excel
from malbild.series.readings import Mark, Step, Unit
from malbild.series.tests.files import shared

YEARS = ("2020_manad", "2021_manad", "2022_manad", "2023_manad")
DATABASE = [f"brott/bra_sol_databasfil_{name}.txt" for name in YEARS]
WITH_DOTS = "brott/bra_sol_databasfil_2021_manad_med_prickar_och_upphorda.txt"
CHAPTERS = ("3 kap", "4 kap", "5 kap", "6 kap", "7 kap")


def real(name):
    raw = shared(name)
    if raw is None:
        pytest.skip("shared/data is not beside the repository")
    return raw


@pytest.mark.parametrize("name", DATABASE)
def test_sols_database_file(name):
    table = sol.read_database_file(real(name))
    assert table.step is Step.MONTH
    counts = {(r.area, r.category, r.period): r.value for r in table.readings if r.unit is Unit.COUNT}
    sums = defaultdict(list)
    for (area, category, period), value in counts.items():
        if category.startswith(CHAPTERS):
            sums[area, period].append(value)
    checked = 0
    for (area, category, period), value in counts.items():
        if category.startswith("3-7 kap") and value is not None and None not in sums[area, period]:
            assert sum(sums[area, period]) == value
            checked += 1
        if category.startswith("därav misshandel") and value is not None:
            assert value <= counts[area, "3 kap. Brott mot liv och hälsa", period]
    assert checked > 250


def test_districts_that_have_ended_and_parents_that_were_not_asked_for():
    table = sol.read_database_file(real(WITH_DOTS))
    marks = {r.mark for r in table.readings if r.area == "0162"}
    assert marks == {Mark.NONE, Mark.NOT_AVAILABLE}
    assert any("Järva" in note for note in table.notes)


def test_the_preliminary_year_is_marked():
    table = sol.read_database_file(real(DATABASE[3]))
    assert {r.mark for r in table.readings if r.value is not None} == {Mark.PRELIMINARY}


def test_the_text_form_and_the_excel_form_say_the_same():
    text = sol.read_text_file(real("brott/bra_sol_textfil_2021_per100k.txt"))
    excel = sol_excel.read_excel_file(real("brott/bra_sol_excel_2021_per100k.xls"))
    found = [{(r.area, r.category): (r.value, r.mark) for r in t.readings} for t in (text, excel)]
    assert found[0] == found[1]
    assert {area for area, _category in found[0]} == set(areas.inhabitants())


def test_the_totals_have_every_municipality_once():
    table = bra_csv.read(real("brott/bra_kommun_csv_totalt_prel2021.csv"), year=2021, is_preliminary=True)
    counts = {r.area: r.value for r in table.readings if r.unit is Unit.COUNT}
    assert set(counts) == set(areas.inhabitants())
    assert counts["0319"] == 902
    assert sum(counts.values()) == 1_204_896


@pytest.mark.parametrize("name", ["N00945_3_kommuner", "N03702_jamforelsegrupp"])
def test_flattened_kolada(name):
    assert len(kolada.read_flattened(real(f"kolada/kolada_varden_{name}.csv")).readings) > 60


@pytest.mark.parametrize(
    ("name", "many"),
    [
        ("scb_jsonstat1_dodsorsaker", 1120),
        ("pxwebapi1_svar_jsonstat1_BefolkningNy", 24),
        ("pxwebapi1_svar_json_BefolkningNy", 24),
    ],
)
def test_statistics_sweden(name, many):
    assert len(scb.read(real(f"scb/{name}.json")).readings) == many


@pytest.mark.parametrize("name", ["2025-01-01_kommunniva", "2026-08-22"])
def test_events(name):
    events = polisen.read(real(f"polisen/api_events_{name}.json"))
    assert len(events) == 500
    assert sum(e.area is not None for e in events) > 330

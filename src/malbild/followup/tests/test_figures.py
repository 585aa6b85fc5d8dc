"""A number says what it can bear: in words, with its picture, its table, and how it was counted."""

from __future__ import annotations

import io
import json
import re
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
from django.test import Client
from openpyxl import load_workbook

from malbild.accounts import registry
from malbild.followup.figures import listing, reading, words
from malbild.series.models import Indicator
from malbild.series.readings import Mark, Period, Reading, Step, Table, Unit
from malbild.series.services import take_in
from malbild.statistics import State
from malbild.ui import charts
from malbild.ui.charts import alone

pytestmark = pytest.mark.django_db
OURS = "0319"


def deliver(counts, *, step=Step.YEAR, first=2018, category="Skadegörelse", unit=Unit.COUNT, preliminary=0, raw=b"1"):
    """`counts`: area → numbers in their order; None is missing. The last `preliminary` are marked so."""
    cells = []
    for area, values in counts.items():
        for i, v in enumerate(values):
            period = Period(first + i) if step is Step.YEAR else Period(first + i // 12, i % 12 + 1)
            last = i >= len(values) - preliminary
            mark = Mark.NOT_AVAILABLE if v is None else Mark.PRELIMINARY if last else Mark.NONE
            cells.append(Reading(area, category, unit, period, v, mark, i + 1))
    take_in(Table("bra_sol", step, cells), name="fil", raw=raw)
    return Indicator.objects.get(category=category, unit=unit.value, step=step.value)


def country(years, ours, seed=1):
    """Every municipality at eight per thousand, ours as given."""
    random = np.random.default_rng(seed)
    found = {r["code"]: random.poisson(r["inhabitants"] * 0.008, years).astype(float).tolist() for r in registry.rows()}
    return {**found, OURS: ours}


@pytest.fixture
def see(world):
    def page(who, path):
        client = Client()
        client.force_login(world.users[who])
        return client.get(path)

    return page


class TestReading:
    def test_an_ordinary_year_among_similar_municipalities(self, world):
        indicator = deliver(country(8, [78, 80, 71, 74, 77, 69, 72, 75]))
        found = reading.figure(indicator, OURS)
        assert found.verdict.state is State.NO_SAFE_CHANGE
        assert words.development(found).word == "Ingen säker förändring"
        assert words.comparison(found).word == "Inom det vanliga"
        assert words.headline(found) == "Ingen säker förändring: 75 år 2025, i snitt 73 per år tidigare"
        assert found.years[-1].band[0] < 75 < found.years[-1].band[1]

    def test_a_doubling_is_a_clear_change_and_above_the_others(self, world):
        found = reading.figure(deliver(country(8, [78, 80, 71, 74, 77, 69, 72, 160])), OURS)
        assert words.development(found).word == "Tydlig försämring"
        assert words.comparison(found).word == "Högre"

    def test_a_halving_is_an_improvement(self, world):
        found = reading.figure(deliver(country(8, [78, 80, 71, 74, 77, 69, 72, 30])), OURS)
        assert (words.development(found).word, words.development(found).shape) == (
            "Tydlig förbättring",
            "forbattring-ned",
        )

    def test_two_years_say_what_they_can(self, world):
        """902 crimes one year and 1,295 another: an interval, and no verdict."""
        indicator = deliver({OURS: [902, None, None, None, 1295]}, first=2021)
        found = reading.figure(indicator, OURS)
        assert words.development(found).word == "För lite underlag"
        assert words.comparison(found).word == "Kan inte jämföras"
        assert words.headline(found) == "För lite underlag: 1\u00a0295 år 2025, 902 det enda år före som har siffror"

    def test_months_are_summed_only_where_all_twelve_are_there(self, world):
        calm = np.random.default_rng(2).poisson(8, (12, 48)).astype(float)
        codes = [r["code"] for r in registry.rows()][:11]
        counts = {**dict(zip(codes, calm.tolist(), strict=False)), OURS: [*calm[11].tolist()[:47], None]}
        found = reading.figure(deliver(counts, step=Step.MONTH, first=2020), OURS)
        assert [y.months for y in found.years] == [12, 12, 12, 11]
        assert found.years[-1].value is None
        assert words.development(found).word == "Väntar på siffror"

    def test_one_case_with_many_crimes_is_named_and_judges_nothing_after_it(self, world):
        calm = np.random.default_rng(5).poisson(3, (24, 48)).astype(float)
        mine = calm[0].tolist()
        mine[15] = 37.0
        codes = [r["code"] for r in registry.rows() if r["code"] != OURS][:23]
        counts = {**dict(zip(codes, calm[1:].tolist(), strict=True)), OURS: mine}
        found = reading.figure(deliver(counts, step=Step.MONTH, first=2020), OURS)
        assert found.spikes == ((2021, 4),)
        assert words.spikes(found) == "En enskild månad sticker ut: april 2021. Den kan vara ett enda ärende."
        assert found.verdict.state is State.NO_SAFE_CHANGE

    def test_a_rate_alone_is_not_judged(self, world):
        found = reading.figure(deliver({OURS: [900.0, 950.0]}, unit=Unit.PER_100_000), OURS)
        assert "Hämta antal" in words.development(found).line

    def test_alone_and_not_judged_the_number_is_told_all_the_same(self, world):
        found = reading.figure(deliver({OURS: [6.0] * 35 + [8.0]}, step=Step.MONTH, first=2023), OURS)
        assert found.verdict.state is State.TOO_FEW
        assert words.headline(found) == "För lite underlag: 74 år 2025"

    def test_districts_and_counties_are_no_fellows(self, world):
        counts = {**country(8, [78, 80, 71, 74, 77, 69, 72, 75]), "Södermalm": [9000] * 8, "Uppsala län": [90000] * 8}
        assert reading.figure(deliver(counts), OURS).years[-1].band[1] < 120

    def test_no_numbers_no_figure(self, world):
        indicator = deliver({"0330": [5, 6]})
        assert reading.figure(indicator, OURS) is None
        assert listing.listed(OURS) == []

    def test_the_same_number_of_queries_for_one_and_for_all(self, world, django_assert_num_queries):
        one = deliver({OURS: [5, 6]}, category="En", raw=b"1")
        all_of_them = deliver(country(8, [5] * 8), category="Alla", raw=b"2")
        for indicator in (one, all_of_them):
            with django_assert_num_queries(6):
                reading.figure(indicator, OURS)
            with django_assert_num_queries(1):
                reading.figure(indicator, OURS)

    def test_what_is_kept_is_forgotten_when_numbers_come(self, world):
        first = deliver(country(8, [78, 80, 71, 74, 77, 69, 72, 75]), raw=b"1")
        assert reading.figure(first, OURS).years[-1].value == 75
        again = deliver({OURS: [78, 80, 71, 74, 77, 69, 72, 90]}, raw=b"2")
        assert (again.pk, reading.figure(again, OURS).years[-1].value) == (first.pk, 90)


class TestPages:
    @pytest.fixture
    def indicator(self, world):
        return deliver(country(8, [78, 80, 71, 74, 77, 69, 72, 75]), preliminary=1)

    @pytest.mark.parametrize("who", ["anna", "bo", "frida", "gun", "hans", "rut", "ines"])
    def test_everyone_with_a_seat_sees_the_list_and_the_figure(self, see, indicator, who):
        assert "Skadegörelse" in see(who, "/s/var/siffror/").content.decode()
        page = see(who, f"/s/var/siffror/{indicator.pk}/")
        assert page.status_code == 200
        assert "75 år 2025" in page.content.decode()

    @pytest.mark.parametrize("who", ["cia", "dan"])
    def test_nobody_else_does(self, see, indicator, who):
        assert see(who, f"/s/var/siffror/{indicator.pk}/").status_code == 404

    def test_a_figure_of_another_municipality_is_not_there(self, see, world):
        assert see("anna", f"/s/var/siffror/{deliver({'0330': [5, 6]}).pk}/").status_code == 404

    def test_the_table_says_what_the_picture_says(self, see, indicator):
        page = see("anna", f"/s/var/siffror/{indicator.pk}/").content.decode()
        drawn = re.findall(
            r'class="ch-(?:in|a)"[^>]*>(\d+)</text>', page.split('class="ch ch-l"')[1].split("</svg>")[0]
        )
        table = re.findall(r'<td class="n">(\d+)</td>', page)
        assert set(table) == {"78", "80", "71", "74", "77", "69", "72", "75"}
        assert set(table) <= set(drawn)

    def test_the_picture_needs_no_script_and_no_style(self, see, indicator):
        page = see("anna", f"/s/var/siffror/{indicator.pk}/").content.decode()
        svg = page[page.index('<svg class="ch ') : page.rindex("</svg>")]
        assert "style=" not in svg
        assert "<script" not in svg
        assert 'role="img"' in svg

    def test_the_table_as_a_file(self, see, indicator):
        answer = see("anna", f"/s/var/siffror/{indicator.pk}/tabell.csv")
        lines = answer.content.decode("utf-8-sig").splitlines()
        assert answer["Content-Type"].startswith("text/csv")
        assert lines[0].startswith("År;Antal;Preliminärt")
        assert lines[-1].startswith("2025;75;ja;")

    def test_without_numbers_the_list_says_what_to_do(self, see, world):
        assert "Det finns inga siffror om Älvkarleby än." in see("anna", "/s/var/siffror/").content.decode()

    def test_never_a_causal_word(self, see, indicator):
        page = see("anna", f"/s/var/siffror/{indicator.pk}/").content.decode().casefold()
        for word in ("tack vare", "beror på", "lett till", "signifikant", "bevis", "effekt av"):
            assert word not in page

    def test_the_open_numbers_of_another_municipality(self, see, indicator):
        here, there = see("anna", "/s/var/siffror/"), see("anna", "/s/var/siffror/?kommun=0330")
        assert '<option value="0330">Knivsta</option>' in here.content.decode()
        assert "Siffror om Knivsta" in there.content.decode()
        assert f"/s/var/siffror/{indicator.pk}/?kommun=0330" in there.content.decode()
        page = see("anna", f"/s/var/siffror/{indicator.pk}/?kommun=0330").content.decode()
        assert "Skadegörelse i Knivsta" in page
        assert f"/s/var/siffror/{indicator.pk}/tabell.csv?kommun=0330" in page

    @pytest.mark.parametrize("asked", ["", "9999", "00", "0319", "x" * 500, "'", "0330 "])
    def test_what_is_no_other_municipality_is_ours(self, see, indicator, asked):
        answer = see("anna", f"/s/var/siffror/{indicator.pk}/?kommun={asked}")
        assert answer.status_code == 200
        assert "i Älvkarleby" in answer.content.decode() or asked == "0330 "


class TestMonths:
    @pytest.fixture
    def spiky(self, world):
        calm = np.random.default_rng(5).poisson(3, (24, 48)).astype(float)
        mine = [*calm[0].tolist()[:15], 37.0, *calm[0].tolist()[16:]]
        codes = [r["code"] for r in registry.rows() if r["code"] != OURS][:23]
        counts = {**dict(zip(codes, calm[1:].tolist(), strict=True)), OURS: mine}
        return deliver(counts, step=Step.MONTH, first=2016, preliminary=3), mine

    def test_the_single_month_is_marked_in_the_picture_by_name(self, see, spiky):
        indicator, _mine = spiky
        page = see("anna", f"/s/var/siffror/{indicator.pk}/").content.decode()
        wide, narrow = (svg.split("</svg>")[0] for svg in page.split('aria-labelledby="manad-')[1:])
        for svg in (wide, narrow):
            assert svg.count('class="ch-ring"') == 1
            assert "april 2017: 37" in svg

    def test_the_table_is_the_picture(self, see, spiky):
        indicator, mine = spiky
        found = reading.figure(indicator, OURS)
        rows = words.month_rows(found)
        assert [rows[i % 12][1][3 - i // 12].value for i in range(48)] == mine  # the newest year first
        page = see("anna", f"/s/var/siffror/{indicator.pk}/").content.decode()
        table = page.split("mx-months")[1].split("</table>")[0]
        numbers = [int(n) for n in re.findall(r'<td class="n">(\d+)', table)]
        assert sorted(numbers) == sorted(int(v) for v in mine)
        assert table.count("prel.") == 3

    def test_a_place_where_the_counting_changed_is_drawn_and_told(self, see, spiky):
        page = see("anna", f"/s/var/siffror/{spiky[0].pk}/").content.decode()
        assert "Brå delar in brotten på ett annat sätt från 2017, 2019." in page
        assert 'class="ch-break"' in page

    def test_the_line_is_the_mean_of_twelve_and_never_of_fewer(self, world):
        found = reading.figure(deliver({OURS: [12.0] * 12 + [None] + [12.0] * 13}, step=Step.MONTH, first=2020), OURS)
        assert [one.mean for one in found.months] == [None] * 11 + [12.0] + [None] * 12 + [12.0] * 2

    def test_five_years_are_shown_however_long_the_series_is(self, world):
        found = reading.figure(deliver({OURS: [5.0] * 300}, step=Step.MONTH, first=2001), OURS)
        assert (len(found.months), found.months[-1].month) == (60, (2025, 12))

    def test_a_yearly_figure_has_no_months(self, see, world):
        indicator = deliver(country(8, [78, 80, 71, 74, 77, 69, 72, 75]))
        assert "Månad för månad" not in see("anna", f"/s/var/siffror/{indicator.pk}/").content.decode()


class TestFiles:
    @pytest.fixture
    def indicator(self, world):
        calm = np.random.default_rng(5).poisson(3, (24, 48)).astype(float)
        codes = [r["code"] for r in registry.rows() if r["code"] != OURS][:23]
        counts = {**dict(zip(codes, calm[1:].tolist(), strict=True)), OURS: [*calm[0].tolist()[:47], 9.0]}
        return deliver(counts, step=Step.MONTH, first=2020, preliminary=1)

    def test_the_workbook_has_years_months_and_what_it_is(self, see, indicator):
        answer = see("anna", f"/s/var/siffror/{indicator.pk}/tabell.xlsx")
        book = load_workbook(io.BytesIO(answer.content))
        assert book.sheetnames == ["År", "Månader", "Om siffran"]
        found = reading.figure(indicator, OURS)
        months = list(book["Månader"].values)[1:]
        assert [row[2] for row in months] == [one.value for one in found.months]
        assert months[-1][:4] == (2023, 12, 9, "ja")
        assert "Källa: Brå, anmälda brott." in [row[0] for row in book["Om siffran"].values][1]

    def test_a_name_that_looks_like_a_formula_is_text(self, see, world):
        evil = deliver(country(8, [78, 80, 71, 74, 77, 69, 72, 75]), category="=HYPERLINK(1)")
        answer = see("anna", f"/s/var/siffror/{evil.pk}/tabell.xlsx")
        cell = load_workbook(io.BytesIO(answer.content))["Om siffran"]["A1"]
        assert (cell.data_type, cell.value[:14]) == ("s", "=HYPERLINK(1),")

    def test_the_json_says_what_the_page_says_and_holds_no_nan(self, see, indicator):
        answer = see("anna", f"/s/var/siffror/{indicator.pk}/siffra.json")
        told = json.loads(answer.content, parse_constant=lambda name: pytest.fail(name))
        found = reading.figure(indicator, OURS)
        assert told["headline"] == words.headline(found)
        assert told["verdict"]["state"] == found.verdict.state.value
        assert [m["value"] for m in told["months"]] == [one.value for one in found.months]
        assert told["area_name"] == "Älvkarleby"

    @pytest.mark.parametrize("more", ["", "?per=manad"])
    def test_the_picture_stands_alone_with_its_source(self, see, indicator, more):
        svg = see("anna", f"/s/var/siffror/{indicator.pk}/bild.svg{more}").content.decode()
        root = ElementTree.fromstring(svg)
        texts = [node.text for node in root.iter("{http://www.w3.org/2000/svg}text")]
        assert any("Källa: Brå" in (t or "") for t in texts)
        assert any("Skadegörelse, Älvkarleby" in (t or "") for t in texts)
        assert "var(--" not in svg
        png = see("anna", f"/s/var/siffror/{indicator.pk}/bild.png{more}")
        assert png.content.startswith(b"\x89PNG")
        assert len(png.content) > 20_000

    def test_its_looks_are_the_pages(self):
        """The rules of a picture of its own are those of the style sheet, with the colours put in."""
        folder = Path(charts.__file__).parents[1] / "css"
        tokens = dict(re.findall(r"(--mb-[\w-]+): (#\w+)", (folder / "tokens.css").read_text(encoding="utf-8")))
        page = (folder / "pages/measure.css").read_text(encoding="utf-8")
        for name, rules in re.findall(r"\.(ch-[\w-]+)\{([^}]*)\}", alone._LOOKS):
            told = re.search(rf"\.{name} \{{ ([^}}]*) \}}", page)
            assert told, name
            said = {part.strip() for part in re.sub(r"var\((--[\w-]+)\)", lambda m: tokens[m[1]], told[1]).split(";")}
            mine = {part.replace(":", ": ") for part in rules.split(";")}
            paper = tokens["--mb-paper"]
            assert mine == {part.replace(paper, "#fff") for part in said if part}, name


class TestMorePictures:
    def test_the_funnel_marks_only_ourselves_and_says_where_we_are(self, see, world):
        indicator = deliver(country(8, [78, 80, 71, 74, 77, 69, 72, 75]))
        page = see("anna", f"/s/var/siffror/{indicator.pk}/").content.decode()
        found = reading.figure(indicator, OURS)
        wide = page.split('aria-labelledby="tratt-')[1].split("</svg>")[0]
        assert wide.count('class="ch-dot"') == len(found.among) - 1
        assert wide.count('class="ch-own-dot"') == 1
        assert "inom vad slump" in page
        own = next(a for a in found.among if a.code == OURS)
        assert own.rate == pytest.approx(75 / 9573 * 100_000, rel=0.01)
        assert own.limits[0] < own.limits[1] < own.rate < own.limits[2] < own.limits[3]

    def test_far_outside_is_said_without_a_rank(self, see, world):
        indicator = deliver(country(8, [78, 80, 71, 74, 77, 69, 72, 300]))
        assert "fler än slumpen" in see("anna", f"/s/var/siffror/{indicator.pk}/").content.decode()

    def test_with_too_few_there_is_no_funnel(self, see, world):
        indicator = deliver({OURS: [50.0] * 6, "0330": [60.0] * 6})
        assert "tratt-" not in see("anna", f"/s/var/siffror/{indicator.pk}/").content.decode()

    def test_a_control_chart_of_whole_months_only(self, see, world):
        whole = deliver({OURS: [5.0, 6.0] * 12}, step=Step.MONTH, first=2022, category="Hel", raw=b"1")
        holes = deliver({OURS: [5.0, None] * 12}, step=Step.MONTH, first=2022, category="Hål", raw=b"2")
        assert "Snitt 5,5, gränser" in see("anna", f"/s/var/siffror/{whole.pk}/").content.decode()
        assert 'aria-labelledby="styr-' not in see("anna", f"/s/var/siffror/{holes.pk}/").content.decode()

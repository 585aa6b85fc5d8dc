"""A group's own numbers: pasted or sent, told no surer than they are, and nobody else's."""

from __future__ import annotations

import datetime as dt
import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from malbild.access.errors import Forbidden
from malbild.access.scope import scope_for
from malbild.followup.models import OwnFigure
from malbild.followup.own import table, words
from malbild.followup.own.services import add_own, drop_own, edit_own
from malbild.followup.own.table import Value
from malbild.goals.plan_import.grid import Cell, Grid
from malbild.ui.charts import Bars, bars

pytestmark = pytest.mark.django_db
NEW = "/s/var/siffror/egna/ny/"
SURVEY = "År\tOtrygga\tAntal svar\n2023\t31,5\t240\n2025\t30\t212\n"


def book(rows):
    made = Workbook()
    for row in rows:
        made.active.append(row)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def send(client, raw=None, name="egna.xlsx", **more):
    given = {"title": "Otrygga i centrum", "unit": "percent", "table": "", **more}
    if raw is not None:
        given["file"] = SimpleUploadedFile(name, raw)
    return client.post(NEW, given, follow=True)


def figure(*values, unit="percent", wanted="fewer"):
    return OwnFigure(title="x", unit=unit, wanted=wanted, values=[list(v) for v in values])


def only(world):
    with scope_for(world.actor("anna"), world.ours.pk):
        return OwnFigure.objects.get()


class TestTakingIn:
    def test_pasted_from_a_spreadsheet_with_its_headings(self, world):
        page = send(world.client("anna"), table=SURVEY, source="Trygghetsmätningen").content.decode()
        assert "Ungefär 3 av 10: 30 procent 2025" in page
        assert "Med 212 svar ligger andelen troligen mellan 24 och 37 procent." in page
        assert only(world).course == [Value(2023, 31.5, 240), Value(2025, 30.0, 212)]

    @pytest.mark.parametrize(
        "text", ["2024;120 000\n2025;98 500,50", "2024 120000\n2025 98500,5", "2024\t120000\n2025\t98500.5"]
    )
    def test_columns_by_semicolon_space_or_tab(self, world, text):
        send(world.client("anna"), table=text, unit="sek")
        assert [v.value for v in only(world).course] == [120000.0, 98500.5]

    def test_a_workbook_and_a_csv(self, world):
        anna = world.client("anna")
        send(anna, book([["År", "Antal"], [2024, 17], [2025, 12]]), unit="count", title="Klotter")
        send(anna, "År;Antal\n2025;9".encode("cp1252"), "egna.csv", unit="count", title="Bränder")
        with scope_for(world.actor("anna"), world.ours.pk):
            rows = {row.title: row.course for row in OwnFigure.objects.all()}
        assert rows == {"Klotter": [Value(2024, 17.0), Value(2025, 12.0)], "Bränder": [Value(2025, 9.0)]}

    @pytest.mark.parametrize(
        ("text", "unit", "why"),
        [
            ("2025\tmånga", "count", "inget tal"),
            ("2025\t-3", "count", "mindre än noll"),
            ("2025\t9999999999", "count", "för stort"),
            ("2025\t4,5", "count", "inget helt antal"),
            ("2025\t130", "percent", "för stort"),
            ("45292\t17", "count", "ingen period"),
            ("2025-01-01\t17", "count", "ingen period"),
            ("2025\t1\n2025\t2", "count", "två gånger"),
            ("År\tAntal", "count", "inga tal"),
            ("", "count", "Klistra in en tabell"),
            ("19121212-1212\t17", "count", "personnummer"),
        ],
    )
    def test_what_cannot_be_is_refused_with_row_and_reason_and_kept_in_the_box(self, world, text, unit, why):
        answer = send(world.client("anna"), table=text, unit=unit)
        assert answer.status_code == 422
        assert why in answer.content.decode()
        assert text.split("\t")[0] in answer.content.decode()
        with scope_for(world.actor("anna"), world.ours.pk):
            assert not OwnFigure.objects.exists()

    def test_formulas_without_a_value_dates_bombs_and_junk(self, world):
        anna = world.client("anna")
        bomb = io.BytesIO()
        with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("xl/workbook.xml", b"0" * 90_000_000)
        for raw in (
            book([[2025, "=A1*2"]]),
            book([[dt.date(2025, 1, 1), 17]]),
            bomb.getvalue(),
            b"PK\x03\x04 cut off",
            b"\x00\x01\x02" * 100,
            b"<!doctype html><html>",
            b"",
            b"x" * 2_000_002,
        ):
            assert send(anna, raw, unit="count").status_code == 422
        with scope_for(world.actor("anna"), world.ours.pk):
            assert not OwnFigure.objects.exists()

    @given(rows=st.lists(st.tuples(st.text(max_size=12), st.text(max_size=12), st.text(max_size=6)), max_size=12))
    def test_whatever_is_pasted_it_ends_in_values_or_a_word(self, rows):
        grid = Grid("", {n: {c: Cell(t) for c, t in enumerate(r)} for n, r in enumerate(rows, 1)})
        try:
            found = table.read([grid], is_share=True, is_count=False)
        except table.Refusal:
            return
        assert [v.year for v in found] == sorted({v.year for v in found})
        assert all(0 <= v.value <= 100 for v in found)


class TestRights:
    def made(self, world, who="anna"):
        with scope_for(world.actor(who), world.ours.pk):
            values = [Value(2024, 30.0, 212)]
            return add_own(world.actor(who), world.ours.pk, title="Otrygga", unit="percent", values=values)

    @pytest.mark.parametrize("who", ["frida", "gun"])
    def test_others_at_the_table_read_and_may_not_change(self, world, who):
        row = self.made(world)
        assert world.client(who).get(f"/s/var/siffror/egna/{row.pk}/").status_code == 200
        with scope_for(world.actor(who), world.ours.pk):
            for deed in (
                lambda: add_own(world.actor(who), world.ours.pk, title="x", unit="count", values=[Value(2025, 1.0)]),
                lambda: edit_own(world.actor(who), row.pk, title="x", unit="count", values=[Value(2025, 1.0)]),
                lambda: drop_own(world.actor(who), row.pk),
            ):
                with pytest.raises(Forbidden):
                    deed()
        assert only(world).title == "Otrygga"

    def test_a_neighbour_finds_nothing(self, world):
        row = self.made(world)
        with scope_for(world.actor("cia")), pytest.raises(OwnFigure.DoesNotExist):
            drop_own(world.actor("cia"), row.pk)

    def test_changed_and_taken_away_by_the_page(self, world):
        row, anna = self.made(world), world.client("anna")
        address = f"/s/var/siffror/egna/{row.pk}/"
        assert "2024\t30\t212" in anna.get(f"{address}andra/").content.decode()
        given = {"title": "Otrygga", "unit": "percent", "table": "2024 30 \n2025\t28\t190", "wanted": "fewer"}
        assert "28 procent 2025" in anna.post(f"{address}andra/", given, follow=True).content.decode()
        assert "Siffrorna är borttagna." in anna.post(f"{address}bort/", follow=True).content.decode()
        assert anna.get(address).status_code == 404


class TestWhatIsSaid:
    def test_too_few_answers_are_told_as_that(self, world):
        said = words.development(figure((2024, 50.0, 400), (2025, 40.0, 41)))
        assert (said.word, said.line) == ("För lite underlag", "41 svar, vi behöver minst 100.")

    def test_a_difference_within_the_limits_is_no_safe_change(self, world):
        assert words.development(figure((2024, 33.0, 200), (2025, 30.0, 212))).word == "Ingen säker förändring"

    @pytest.mark.parametrize(("wanted", "word"), [("fewer", "Tydlig förbättring"), ("more", "Tydlig försämring")])
    def test_far_apart_is_clear_in_the_wanted_direction(self, world, wanted, word):
        assert words.development(figure((2024, 50.0, 400), (2025, 30.0, 400), wanted=wanted)).word == word

    @pytest.mark.parametrize("unit", ["count", "sek"])
    def test_own_counts_and_costs_are_not_judged(self, world, unit):
        assert words.development(figure((2024, 5.0, None), (2025, 500.0, None), unit=unit)).word == "För lite underlag"

    def test_without_the_number_of_answers_nothing_is_certain(self, world):
        row = figure((2024, 50.0, None), (2025, 30.0, None))
        assert "inte känt" in words.certain(row)
        assert words.development(row).word == "För lite underlag"


def test_a_number_wider_than_its_bar_stands_over_it():
    """Eight years on a phone: white figures beyond the bar's edge would be lost on the paper."""
    years = [str(year) for year in range(2018, 2026)]
    long = bars(Bars(years, [4120.0] * 8, "Kostnader", "Kostnader"), "lang").split("ch-s", 1)[1]
    short = bars(Bars(years, [41.0] * 8, "Antal", "Antal"), "kort").split("ch-s", 1)[1]
    assert (long.count(">4120<"), 'class="ch-in"' in long) == (8, False)
    assert (short.count(">41<"), 'class="ch-in"' in short) == (8, True)

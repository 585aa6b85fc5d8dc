"""Each form is read as it is, and what cannot be right is refused whole with row and reason."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from malbild.kit.errors import Refusal
from malbild.series import areas
from malbild.series.formats import bra_csv, kolada, polisen, scb, sol, sol_excel
from malbild.series.formats.values import NotANumber, number, text_of
from malbild.series.readings import Mark, NotThisFile, Period, Step, Unit, Why, WrongRows, explained
from malbild.series.tests import files
from malbild.series.tests.files import as_json, latin


def values(table, unit=Unit.COUNT):
    return {(r.area, r.category, r.period): (r.value, r.mark) for r in table.readings if r.unit is unit}


class TestAreas:
    @pytest.mark.parametrize(
        ("name", "code"),
        [
            ("Älvkarleby kommun", "0319"),
            ("Arjeplogs kommun", "2506"),
            ("Arjeplog kommun", "2506"),
            ("Stockholm", "0180"),
            ("Tranås kommun ", "0687"),
            ("Malung–Sälens kommun", "2023"),
            ("Region Gotland", "0980"),
            ("Gotlands kommun", "0980"),
            ("Habo kommun", "0643"),
            ("Håbo kommun", "0305"),
            ("Riket", "00"),
        ],
    )
    def test_a_name_is_known_as_each_source_writes_it(self, name, code):
        assert areas.by_name(name) == code

    @pytest.mark.parametrize("name", ["Habö kommun", "Alvkarleby kommun", "Stockholms", "", "0319 kommun"])
    def test_a_name_that_is_only_like_one_is_not_known(self, name):
        assert areas.by_name(name) is None

    def test_a_code_that_a_spreadsheet_has_shortened_is_known(self):
        assert [areas.by_code(c) for c in ("0319", "319", "0000", "9999", "٣١٩", "")] == [
            "0319",
            "0319",
            "00",
            None,
            None,
            None,
        ]

    def test_a_district_is_no_municipality_and_may_have_ended(self):
        found = areas.found("Norrmalm stadsdel (upphörde 2024-01-01)")
        assert (found.code, found.is_municipality, found.ended) == ("Norrmalm stadsdel", False, 2024)


class TestNumbers:
    @pytest.mark.parametrize(
        ("text", "value"),
        [("0", 0), ("1 234", 1234), ("1\u00a0234", 1234), ("1\u202f234 567", 1234567), ("9,5", 9.5), ("9.5", 9.5)],
    )
    def test_numbers_as_they_are_written(self, text, value):
        assert number(text) == (value, Mark.NONE)

    @pytest.mark.parametrize(
        ("text", "mark"), [("..", Mark.NOT_AVAILABLE), ("", Mark.NOT_AVAILABLE), (".", Mark.NOT_APPLICABLE)]
    )
    def test_what_is_missing_is_never_nought(self, text, mark):
        assert number(text) == (None, mark)

    @pytest.mark.parametrize(
        ("text", "why"),
        [
            ("-", Why.NUMBER),
            ("12 34", Why.NUMBER),
            ("1e9", Why.NUMBER),
            ("٣", Why.NUMBER),
            ("-3", Why.NEGATIVE),
            ("1000000001", Why.TOO_LARGE),
            ("2,5", Why.NOT_WHOLE),
            ("#REF!", Why.NUMBER),
        ],
    )
    def test_what_is_no_count_is_refused(self, text, why):
        with pytest.raises(NotANumber) as refused:
            number(text, is_count=True)
        assert refused.value.why is why


class TestSol:
    def test_the_database_file(self):
        table = sol.read_database_file(latin(files.SOL))
        found = values(table)
        assert table.step is Step.MONTH
        assert found["0319", "3-7 kap. Brott mot person", Period(2023, 5)] == (17, Mark.PRELIMINARY)
        assert found["0319", "3 kap. Brott mot liv och hälsa", Period(2023, 1)] == (None, Mark.NOT_AVAILABLE)
        assert len(found) == 4

    def test_heby_stands_twice_and_the_one_with_numbers_counts(self):
        found = values(sol.read_database_file(latin(files.SOL)))
        assert found["0331", "3-7 kap. Brott mot person", Period(2023, 1)] == (28, Mark.PRELIMINARY)

    def test_a_rate_is_stored_as_published(self):
        found = values(sol.read_database_file(latin(files.SOL)), Unit.PER_100_000)
        assert found["0319", "3-7 kap. Brott mot person", Period(2023, 1)] == (209, Mark.PRELIMINARY)

    def test_a_parent_with_another_number_is_refused_with_both_rows(self):
        wrong = files.SOL + "Älvkarleby kommun;3-7 kap. Brott mot person;2023 prel.;Jan;21;209;\n"
        with pytest.raises(WrongRows) as refused:
            sol.read_database_file(latin(wrong))
        (problem,) = refused.value.problems
        assert (problem.row, problem.why) == (8, Why.TWICE)
        assert "rad 2" in explained(problem)

    @pytest.mark.parametrize(
        ("line", "why"),
        [
            ("Alvkarleby kommun;3 kap.;2023;Jan;1;1;", Why.AREA),
            ("Älvkarleby kommun;3 kap.;2023;Juni;-1;1;", Why.NEGATIVE),
            ("Älvkarleby kommun;3 kap.;2023;Tors;1;1;", Why.PERIOD),
            ("Älvkarleby kommun;3 kap.;23;Jan;1;1;", Why.PERIOD),
            ("Älvkarleby kommun;3 kap.;2023;Jan;1", Why.COLUMNS),
            ("Älvkarleby kommun;3 kap.;2023;Jan;=A1;1;", Why.NUMBER),
            ("Älvkarleby kommun;3 kap.;2023;Jan;2023-01-05;1;", Why.NUMBER),
        ],
    )
    def test_one_wrong_row_refuses_the_file(self, line, why):
        with pytest.raises(WrongRows) as refused:
            sol.read_database_file(latin(files.SOL + line + "\n"))
        assert [(p.row, p.why) for p in refused.value.problems] == [(8, why)]
        assert "har inget sparats" in refused.value.message

    def test_a_cut_file_is_refused_at_its_last_row(self):
        with pytest.raises(WrongRows):
            sol.read_database_file(latin(files.SOL)[:-9])

    def test_shuffled_names_are_refused_and_shown(self):
        """The numbers imply populations; with the names shuffled they imply others'."""
        right = "Region;Brott;År;Period;Antal;/100 000 inv\n" + "".join(
            f"{name};3 kap.;2021;2021;{antal};{rate};\n"
            for name, antal, rate in (
                ("Knivsta kommun", 334, 1700),
                ("Botkyrka kommun", 2722, 2870),
                ("Salem kommun", 300, 1780),
            )
        )
        assert sol.read_database_file(latin(right)).step is Step.YEAR
        shuffled = right.replace("Knivsta", "X").replace("Botkyrka", "Knivsta").replace("X", "Botkyrka")
        with pytest.raises(WrongRows) as refused:
            sol.read_database_file(latin(shuffled))
        assert {p.why for p in refused.value.problems} == {Why.IMPLAUSIBLE}
        assert any("Knivsta" in explained(p) for p in refused.value.problems)

    def test_a_district_that_did_not_exist_has_nothing_to_count(self):
        rows = "".join(f"Stadsdelsområde Järva (Sthlm);3 kap.;2020;{m};0;0;\n" for m in ("Jan", "Feb"))
        table = sol.read_database_file(latin("Region;Brott;År;Period;Antal;/100 000 inv\n" + rows))
        assert {r.mark for r in table.readings} == {Mark.NOT_APPLICABLE}
        assert "Järva" in table.notes[0]

    def test_the_text_file_with_heads_between(self):
        table = sol.read_text_file(latin(files.SOL_TEXT))
        found = values(table, Unit.PER_100_000)
        assert found["1440", "3 kap. Brott mot liv och hälsa", Period(2021)] == (454, Mark.NONE)
        assert found["1440", "3-7 kap. Brott mot person", Period(2021)] == (None, Mark.NOT_AVAILABLE)
        assert found["0643", "3 kap. Brott mot liv och hälsa", Period(2021)] == (310, Mark.NONE)
        assert found["0305", "3 kap. Brott mot liv och hälsa", Period(2021)] == (512, Mark.NONE)

    @pytest.mark.parametrize("raw", [b"", b"\xd0\xcf\x11\xe0", sol_excel.SIGNATURE + b"\0" * 600, b"PK\x03\x04"])
    def test_what_is_no_old_workbook_is_refused(self, raw):
        with pytest.raises(NotThisFile):
            sol_excel.read_excel_file(raw)


class TestOthers:
    def test_the_yearly_table_with_and_without_its_head(self):
        raw = files.BRA_CSV.encode()
        with_head = bra_csv.read(raw, year=2021)
        without = bra_csv.read(raw.split(b"\r\n", 1)[1], year=2021)
        assert values(with_head) == values(without)
        assert values(with_head)["2506", bra_csv.CATEGORY, Period(2021)] == (189, Mark.NONE)
        assert "3 av 290" in with_head.notes[0]

    def test_the_year_is_found_in_the_files_name(self):
        assert bra_csv.year_in("Anmälda brott kommunerna 2023.csv") == 2023
        assert bra_csv.year_in("tabell 12345.csv") is None

    def test_a_file_for_a_municipality_that_is_none_is_refused(self):
        with pytest.raises(WrongRows) as refused:
            bra_csv.read((files.BRA_CSV + "Oslo kommun;1;1\r\n").encode(), year=2021)
        assert refused.value.problems[0].why is Why.AREA

    def test_kolada_as_it_answers_and_flattened(self):
        answer = values(kolada.read_answer(as_json(files.KOLADA)), Unit.PER_100_000)
        flat = "gender,count,status,value,kpi,year,municipality_id\nT,1,,13542.48366,N07540,2025,319\n"
        assert answer["0319", "N07540", Period(2025)] == (13542.48366, Mark.NONE)
        assert answer["00", "N07540", Period(2025)] == (None, Mark.NOT_AVAILABLE)
        assert values(kolada.read_flattened(flat.encode()), Unit.PER_100_000) == {
            ("0319", "N07540", Period(2025)): (13542.48366, Mark.NONE)
        }

    def test_a_file_of_what_has_changed_its_unit_says_no_unit(self):
        """U07417 and U07452 were once per 1,000: a file does not say which it has, an answer's title does."""
        flat = "gender,count,status,value,kpi,year,municipality_id\nT,1,,35.1,U07417,2015,319\n"
        assert kolada.read_flattened(flat.encode()).readings[0].unit is Unit.OTHER
        told = kolada.read_flattened(flat.encode(), {"U07417": Unit.PER_1_000})
        assert told.readings[0].unit is Unit.PER_1_000

    def test_json_stat_two(self):
        found = values(scb.read(as_json(files.JSON_STAT2)), Unit.PEOPLE)
        assert found["0319", "Folkmängd", Period(2024)] == (9552, Mark.NONE)
        assert found["0319", "Folkmängd", Period(2025)] == (None, Mark.NOT_AVAILABLE)
        assert found["0305", "Folkmängd", Period(2025)] == (22610, Mark.NONE)

    def test_a_cube_whose_size_does_not_fit_is_refused(self):
        with pytest.raises(NotThisFile):
            scb.read(as_json({**files.JSON_STAT2, "value": [1, 2, 3]}))

    def test_a_cube_of_another_country_is_refused(self):
        abroad = {**files.JSON_STAT2["dimension"], "Region": {"category": {"index": ["15", "XX"]}}}
        with pytest.raises(WrongRows):
            scb.read(as_json({**files.JSON_STAT2, "dimension": abroad}))

    def test_events_are_news_with_a_place_from_the_title(self):
        (event,) = polisen.read(as_json(files.EVENTS))
        assert (event.area, event.kind, event.at.hour) == ("0114", "Mord/dråp, försök", 8)
        assert event.url.startswith("https://polisen.se/aktuellt/")

    def test_a_web_page_saved_as_a_table_is_said_to_be_one(self):
        with pytest.raises(NotThisFile) as refused:
            text_of(b"<!DOCTYPE html><html><body>500 Internal Server Error</body></html>")
        assert "webbsida" in refused.value.message

    def test_a_binary_file_is_said_to_be_one(self):
        with pytest.raises(NotThisFile):
            text_of(b"PK\x03\x04\x00\x00\x00")


READERS = {
    "database": sol.read_database_file,
    "text": sol.read_text_file,
    "excel": sol_excel.read_excel_file,
    "bra": lambda raw: bra_csv.read(raw, year=2021),
    "kolada": kolada.read_answer,
    "flat": kolada.read_flattened,
    "scb": scb.read,
    "police": polisen.read,
}
GOOD = {
    "database": latin(files.SOL),
    "text": latin(files.SOL_TEXT),
    "excel": sol_excel.SIGNATURE + b"\0" * 2000,
    "bra": files.BRA_CSV.encode(),
    "kolada": as_json(files.KOLADA),
    "flat": b"gender,count,status,value,kpi,year,municipality_id\nT,1,,13.5,N1,2025,0319\n",
    "scb": as_json(files.JSON_STAT2),
    "police": as_json(files.EVENTS),
}


@pytest.mark.parametrize("name", READERS)
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_a_spoilt_file_is_read_or_refused_and_never_breaks(name, data):
    raw = bytearray(GOOD[name])
    for _ in range(data.draw(st.integers(0, 6))):
        at = data.draw(st.integers(0, max(0, len(raw) - 1)))
        raw[at : at + data.draw(st.integers(0, 4))] = data.draw(st.binary(max_size=4))
    with contextlib.suppress(Refusal):
        READERS[name](bytes(raw[: data.draw(st.integers(0, len(raw)))]))


@pytest.mark.parametrize(
    "raw",
    [
        as_json(files.JSON_STAT2).replace(b'"size": [2', b'"size": [-1e9992'),
        as_json(files.JSON_STAT2).replace(b"9552", b"9" * 400),
        as_json(files.JSON_STAT2).replace(b'"2024": 0', b'"2024": 1e400'),
        as_json(files.KOLADA).replace(b"13542.48366", b"9" * 400),
        as_json(files.KOLADA).replace(b"2025", b"1e999"),
    ],
)
def test_numbers_larger_than_the_machine_are_refused_in_words(raw):
    for read in (scb.read, kolada.read_answer):
        with pytest.raises(Refusal):
            read(raw)


def test_hard_spaces_about_a_heading_are_no_part_of_it():
    plain = "kpi,municipality_id,year,gender,count,status,value\nN07540,0319,2025,T,1,,13542.5\n"
    spaced = plain.replace("kpi,", "\u00a0kpi ,", 1)
    assert kolada.read_flattened(spaced.encode()).readings == kolada.read_flattened(plain.encode()).readings


def test_a_quote_in_the_headings_is_refused_in_words():
    raw = b'kpi,municipality_id,"year,gender,count,status,value\nN07540,0319,2025,T,1,,13542.5\n'
    with pytest.raises(NotThisFile):
        kolada.read_flattened(raw)

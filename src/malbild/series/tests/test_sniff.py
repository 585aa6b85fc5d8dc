"""A file is known by what stands in it."""

import io
import zipfile

import pytest

from malbild.series.formats.sniff import read_any
from malbild.series.readings import NotThisFile
from malbild.series.tests import files
from malbild.series.tests.files import as_json, latin


@pytest.mark.parametrize(
    ("raw", "source"),
    [
        (latin(files.SOL), "bra_sol"),
        (latin(files.SOL_TEXT), "bra_sol"),
        (files.BRA_CSV.encode(), "bra_csv"),
        (as_json(files.KOLADA), "kolada"),
        (as_json(files.JSON_STAT2), "scb"),
    ],
)
def test_each_form_is_known_whatever_the_file_is_called(raw, source):
    assert read_any(raw, "brott 2021.xyz").source == source


def test_a_yearly_table_must_say_its_year_somewhere():
    with pytest.raises(NotThisFile, match="vilket år"):
        read_any(files.BRA_CSV.encode(), "tabell.csv")
    assert read_any(files.BRA_CSV.encode(), "tabell.csv", year=2021).readings[0].period.year == 2021


def test_events_are_news_and_are_not_taken_in():
    with pytest.raises(NotThisFile, match="nyheter"):
        read_any(as_json(files.EVENTS), "events.json")


def test_a_packed_file_is_not_unpacked():
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as bomb:
        bomb.writestr("xl/sheet1.xml", b"0" * 5_000_000)
    with pytest.raises(NotThisFile, match="packad"):
        read_any(packed.getvalue(), "brott.xlsx")


@pytest.mark.parametrize("raw", [b"", b"hej", b"<html>500</html>", b"{", b"[]", b"\x00\x01\x02"])
def test_anything_else_is_refused_with_what_to_do(raw):
    with pytest.raises(NotThisFile):
        read_any(raw, "fil")

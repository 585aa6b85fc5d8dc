"""Files that are no plan, or mean harm: a reason at once, within the bounds."""

import io
import time
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from malbild.goals.plan_import.pasted import read_pasted
from malbild.goals.plan_import.sheets import Limits, read_workbook
from malbild.goals.plan_import.tests.files import ALVKARLEBY, SHEET, book, changed, with_sheet
from malbild.goals.plan_import.unreadable import Unreadable, Why

PLAIN = book(["Åtgärd", "När"], ["Laga", "31/3"])
OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600


def cells(count, where=lambda n: f"A{n}"):
    return b"".join(
        f'<row r="{n}"><c r="{where(n)}" t="inlineStr"><is><t>x</t></is></c></row>'.encode() for n in range(1, count)
    )


def wide(count):
    return b'<row r="1">' + b'<c t="inlineStr"><is><t>x</t></is></c>' * count + b"</row>"


def zipped(**parts):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in parts.items():
            made.writestr(name, content)
    return out.getvalue()


LAUGHS = b"""<!DOCTYPE b [<!ENTITY a "haha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>"""
NASTY = {
    "a picture": (b"\x89PNG\r\n\x1a\n" + b"x" * 100, Why.NOT_A_SPREADSHEET),
    "a text file": ("orsak;åtgärd".encode(), Why.NOT_A_SPREADSHEET),
    "nothing": (b"", Why.NOT_A_SPREADSHEET),
    "old Excel": (OLD, Why.OLD_EXCEL),
    "a password": (OLD + "EncryptedPackage".encode("utf-16-le"), Why.PASSWORD),
    "a Word document": (zipped(**{"word/document.xml": "<x/>"}), Why.NOT_A_SPREADSHEET),
    "LibreOffice": (zipped(mimetype="application/vnd.oasis", **{"content.xml": "<x/>"}), Why.OPEN_DOCUMENT),
    "macros": (changed(PLAIN, {}, {"xl/vbaProject.bin": b"x"}), Why.MACROS),
    "links to other files": (changed(PLAIN, {}, {"xl/externalLinks/externalLink1.xml": b"<x/>"}), Why.LINKED),
    "half a file": (PLAIN[: len(PLAIN) // 2], Why.BROKEN),
    "broken XML": (changed(PLAIN, {SHEET: lambda b: b[:-30]}), Why.BROKEN),
    "an unknown shared text": (with_sheet(PLAIN, b'<row r="1"><c r="A1" t="s"><v>99999</v></c></row>'), Why.BROKEN),
    "a number that is none": (with_sheet(PLAIN, b'<row r="1"><c r="A1"><v>1e</v></c></row>'), Why.BROKEN),
    "a row that is none": (with_sheet(PLAIN, b'<row r="x"><c r="A1"><v>1</v></c></row>'), Why.BROKEN),
    "an entity bomb": (changed(PLAIN, {SHEET: lambda b: LAUGHS + b[b.index(b"<worksheet") :]}), Why.BOMB),
    "a zip bomb": (with_sheet(PLAIN, b"<row/>" + b" " * 50_000_000), Why.BOMB),
    "100 000 rows": (with_sheet(PLAIN, cells(100_000)), Why.TOO_MANY_ROWS),
    "a million columns": (with_sheet(PLAIN, wide(1_000_000)), Why.TOO_MANY_COLUMNS),
    "a column beyond Excel": (with_sheet(PLAIN, b'<row r="1"><c r="ZZZZZ1"><v>1</v></c></row>'), Why.TOO_MANY_COLUMNS),
    "too many tabs": (book(["x"], more=lambda b: [b.create_sheet(f"B{n}") for n in range(40)]), Why.TOO_MANY_SHEETS),
    "an empty book": (book(), Why.EMPTY),
    "11 MB": (PLAIN + b"\0" * 11_000_000, Why.TOO_BIG),
    "thousands of parts": (changed(PLAIN, {}, {f"x/{n}": b"" for n in range(3_100)}), Why.BOMB),
}  # fmt: skip


@pytest.mark.parametrize("name", NASTY)
def test_it_is_refused_with_its_reason_and_soon(name):
    data, why = NASTY[name]
    started = time.monotonic()
    with pytest.raises(Unreadable) as told:
        read_workbook(data)
    assert told.value.why is why
    assert time.monotonic() - started < Limits().seconds


def test_a_directory_that_lies_about_a_size_does_not_help_a_bomb():
    """The declared size says one byte; the bytes that come are counted, or the file is broken."""
    data = bytearray(with_sheet(PLAIN, b" " * 45_000_000))
    with zipfile.ZipFile(io.BytesIO(bytes(data))) as made:
        size = made.getinfo(SHEET).file_size
    lied = bytes(data).replace(size.to_bytes(4, "little"), (1).to_bytes(4, "little"))
    with pytest.raises(Unreadable) as told:
        read_workbook(lied)
    assert told.value.why in (Why.BROKEN, Why.BOMB)


def test_reading_stops_when_its_time_is_up():
    with pytest.raises(Unreadable) as told:
        read_workbook(PLAIN, Limits(seconds=-1))
    assert told.value.why is Why.TOO_SLOW


def test_a_sheet_drawn_over_a_hundred_thousand_empty_rows_is_read():
    rows = b"".join(f'<row r="{n}"><c r="A{n}" s="0"/></row>'.encode() for n in range(3, 100_000))
    filled = b'<row r="1"><c r="A1" t="inlineStr"><is><t>Laga</t></is></c></row>'
    merged = b'<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'
    (grid,) = read_workbook(with_sheet(PLAIN, filled + rows, merged))
    assert list(grid.rows) == [1]


def test_cells_without_an_address_stand_one_after_another():
    (grid,) = read_workbook(with_sheet(PLAIN, b"<row><c><v>1</v></c><c><v>2.5</v></c></row>"))
    assert [c.text for c in grid.rows[1].values()] == ["1", "2,5"]


def test_half_a_sign_pair_is_left_out():
    row = b'<row r="1"><c r="A1" t="inlineStr"><is><t>La_xD800_ga_x000D_</t></is></c></row>'
    (grid,) = read_workbook(with_sheet(PLAIN, row))
    assert grid.rows[1][0].text.strip() == "Laga"


@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_a_damaged_file_is_read_or_refused_never_anything_else(data):
    whole = bytearray(ALVKARLEBY.read_bytes())
    for place in data.draw(st.lists(st.integers(0, len(whole) - 1), min_size=1, max_size=12)):
        whole[place] = data.draw(st.integers(0, 255))
    try:
        grids = read_workbook(bytes(whole))
    except Unreadable:
        return
    assert all(g.rows for g in grids)


def test_pasted_cells_keep_line_breaks_inside_quotes_and_a_first_empty_cell():
    (grid,) = read_pasted('Orsak\tÅtgärd\n\t"Laga\nljuset"\n')
    assert grid.rows[2][1].text == "Laga\nljuset"
    assert 0 not in grid.rows[2]


def test_a_lonely_quote_sign_is_part_of_the_text():
    (grid,) = read_pasted('Åtgärd\tVem\n"Tryggt stråk\tMaria\nKlipp\tKarin')
    assert len(grid.rows) == 3


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", Why.EMPTY),
        ("\t\n\t", Why.EMPTY),
        ("bara text", Why.NOT_A_SPREADSHEET),
        ("a\tb\n" * 2_500, Why.TOO_MANY_ROWS),
        ("a\t" * 100, Why.TOO_MANY_COLUMNS),
    ],
)
def test_what_is_no_table_is_refused(text, why):
    with pytest.raises(Unreadable) as told:
        read_pasted(text)
    assert told.value.why is why

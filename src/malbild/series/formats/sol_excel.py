"""SOL's Excel form, the old binary .xls: the blocks of the text form, with empty cells for what is missing."""

from __future__ import annotations

from collections.abc import Iterator

import xlrd
from django.utils.translation import gettext as _

from malbild.series.formats.sol import read_blocks
from malbild.series.formats.values import LARGEST
from malbild.series.readings import NotThisFile, Table

SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MOST_ROWS, _MOST_COLUMNS = 65_536, 256


def read_excel_file(raw: bytes) -> Table:
    """Raises as `read_text_file`, and NotThisFile for what is no such workbook."""
    if len(raw) > LARGEST or not raw.startswith(SIGNATURE):
        raise NotThisFile(_("Filen är ingen Excel-fil av det äldre slaget (.xls)."))
    try:
        book = xlrd.open_workbook(file_contents=raw, on_demand=True, logfile=_Nowhere())
        sheet = book.sheet_by_index(0)
        return read_blocks(_cells(sheet))
    except (xlrd.XLRDError, xlrd.compdoc.CompDocError, AssertionError, IndexError, ValueError, KeyError) as error:
        raise NotThisFile(_("Excel-filen är skadad eller avhuggen. Hämta den igen.")) from error
    except Exception as error:  # the reader was not written for hostile files and raises what comes
        if error.__class__.__module__.startswith("malbild"):
            raise
        raise NotThisFile(_("Excel-filen är skadad eller avhuggen. Hämta den igen.")) from error


class _Nowhere:
    """The reader prints what it meets."""

    def write(self, _text: str) -> int:
        return 0

    def flush(self) -> None:
        return None


def _cells(sheet: xlrd.sheet.Sheet) -> Iterator[list[str]]:
    for row in range(min(sheet.nrows, _MOST_ROWS)):
        yield [_text(sheet.cell_value(row, c)) for c in range(min(sheet.ncols, _MOST_COLUMNS))]


def _text(value: object) -> str:
    """A whole number without the decimals that a spreadsheet gives it."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)

"""Workbooks for the tests: whole ones by openpyxl, and hand-made ones with what openpyxl would never write."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from openpyxl import Workbook

ALVKARLEBY = Path(__file__).parents[3] / "web" / "demo" / "atgardsplan-alvkarleby.xlsx"


def book(*rows: Sequence[Any], merges: Sequence[str] = (), more: Callable[[Workbook], None] | None = None) -> bytes:
    """A workbook with the rows in its first sheet."""
    made = Workbook()
    sheet = made.active
    for row in rows:
        sheet.append(list(row))
    for area in merges:
        sheet.merge_cells(area)
    if more:
        more(made)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def changed(data: bytes, parts: Mapping[str, Callable[[bytes], bytes]], extra: Mapping[str, bytes] = {}) -> bytes:
    """The workbook with some of its parts rewritten, and others put in."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            content = old.read(entry)
            new.writestr(entry.filename, parts.get(entry.filename, lambda b: b)(content))
        for name, content in extra.items():
            new.writestr(name, content)
    return out.getvalue()


SHEET = "xl/worksheets/sheet1.xml"


def with_sheet(data: bytes, rows: bytes, after: bytes = b"") -> bytes:
    """The workbook with other rows in its first sheet, as raw XML."""

    def rewrite(xml: bytes) -> bytes:
        head = xml[: xml.index(b"<sheetData")]
        return head + b"<sheetData>" + rows + b"</sheetData>" + after + b"</worksheet>"

    return changed(data, {SHEET: rewrite})

"""From the bytes of an .xlsx to plain cells, inside fixed bounds.

It reads the XML itself. openpyxl's streaming mode leaves out merged cells and trusts the size the file gives of itself,
its full mode builds every cell in memory before it can be stopped, and neither gives a formula together with its
stored value. Here nothing is ever computed, fetched or trusted: sizes are counted as they come.
"""

from __future__ import annotations

import io
import posixpath
import time
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from xml.parsers import expat

from malbild.goals.plan_import.cells import Formats, GridReader, Pairs, Strings, Styles, XmlReader
from malbild.goals.plan_import.grid import Grid
from malbild.goals.plan_import.unreadable import Unreadable, Why

_OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # the old compound file: .xls, or an encrypted .xlsx
_CHUNK = 64 * 1024
_FAULTS = (
    zipfile.BadZipFile,
    zlib.error,
    expat.ExpatError,
    EOFError,
    OSError,
    RuntimeError,
    NotImplementedError,
    KeyError,
    ValueError,
    IndexError,
    OverflowError,
)


@dataclass(frozen=True, slots=True)
class Limits:
    """The most we read: bytes sent and unpacked, entries, sheets, filled rows and columns a sheet, signs, seconds."""

    sent: int = 10_000_000
    unpacked: int = 40_000_000
    entries: int = 3_000
    sheets: int = 25
    rows: int = 2_000
    columns: int = 60
    signs: int = 2_000_000
    seconds: float = 10.0


@dataclass(slots=True)
class _Package:
    """The zip with its bounds: every part is unpacked piece by piece, counted and timed."""

    archive: zipfile.ZipFile
    limits: Limits
    stop_at: float
    unpacked: int = field(default=0)

    def read(self, part: str, reader: XmlReader) -> None:
        with self.archive.open(part) as stream:
            reader.feed(self._pieces(stream.read))

    def _pieces(self, read: Callable[[int], bytes]) -> Any:
        while piece := read(_CHUNK):
            self.unpacked += len(piece)
            if self.unpacked > self.limits.unpacked:
                raise Unreadable(Why.BOMB)
            if time.monotonic() > self.stop_at:
                raise Unreadable(Why.TOO_SLOW)
            yield piece

    def relations(self, part: str) -> list[dict[str, str]]:
        """The relations of a part; a missing list is an empty one."""
        folder, name = posixpath.split(part)
        listed = posixpath.join(folder, "_rels", f"{name}.rels")
        if listed not in self.archive.namelist():
            return []
        pairs = Pairs("Relationship")
        self.read(listed, pairs)
        return [{**r, "Target": _resolved(folder, r.get("Target", ""))} for r in pairs.found]


def read_workbook(data: bytes, limits: Limits | None = None) -> list[Grid]:
    """Every sheet that holds something, in the order of the tabs.

    Raises Unreadable for what is no .xlsx, what carries macros or links to other files, and what is out of bounds.
    """
    limits = limits or Limits()
    if len(data) > limits.sent:
        raise Unreadable(Why.TOO_BIG)
    _refuse_by_first_bytes(data)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            package = _Package(archive, limits, time.monotonic() + limits.seconds)
            _refuse_by_directory(archive, limits)
            grids = _read_sheets(package)
    except Unreadable:
        raise
    except _FAULTS as fault:
        raise Unreadable(Why.BROKEN) from fault
    if not grids:
        raise Unreadable(Why.EMPTY)
    if sum(len(cell.text) for g in grids for cells in g.rows.values() for cell in cells.values()) > limits.signs:
        raise Unreadable(Why.BOMB)
    return grids


def _refuse_by_first_bytes(data: bytes) -> None:
    if data.startswith(_OLD):
        encrypted = "EncryptedPackage".encode("utf-16-le") in data
        raise Unreadable(Why.PASSWORD if encrypted else Why.OLD_EXCEL)
    if not data.startswith(b"PK\x03\x04"):
        raise Unreadable(Why.NOT_A_SPREADSHEET)


def _refuse_by_directory(archive: zipfile.ZipFile, limits: Limits) -> None:
    """What the list of parts tells, before anything is unpacked."""
    entries = archive.infolist()
    names = {e.filename for e in entries}
    if len(entries) > limits.entries:
        raise Unreadable(Why.BOMB)
    if any(e.flag_bits & 1 for e in entries):
        raise Unreadable(Why.PASSWORD)
    if "content.xml" in names and "mimetype" in names:
        raise Unreadable(Why.OPEN_DOCUMENT)
    if "[Content_Types].xml" not in names:
        raise Unreadable(Why.NOT_A_SPREADSHEET)
    if any(n.lower().endswith("vbaproject.bin") for n in names):
        raise Unreadable(Why.MACROS)
    if any(n.startswith("xl/externalLinks/") for n in names):
        raise Unreadable(Why.LINKED)
    if sum(e.file_size for e in entries if e.filename.endswith((".xml", ".rels"))) > limits.unpacked:
        raise Unreadable(Why.BOMB)


def _read_sheets(package: _Package) -> list[Grid]:
    types = Pairs("Override")
    package.read("[Content_Types].xml", types)
    book = next((r["Target"] for r in package.relations("") if r.get("Type", "").endswith("/officeDocument")), "")
    kind = next((t.get("ContentType", "") for t in types.found if t.get("PartName", "").lstrip("/") == book), "")
    if "macroEnabled" in kind:
        raise Unreadable(Why.MACROS)
    if "sheet.binary" in kind or book.endswith(".bin"):
        raise Unreadable(Why.BINARY)
    if "spreadsheetml" not in kind and not book.startswith("xl/"):
        raise Unreadable(Why.NOT_A_SPREADSHEET)
    sheets, settings = Pairs("sheet"), Pairs("workbookPr")
    package.read(book, sheets)
    package.read(book, settings)
    related = package.relations(book)
    if len(sheets.found) > package.limits.sheets:
        raise Unreadable(Why.TOO_MANY_SHEETS)
    formats = Formats(_styles(package, related), _strings(package, related), _counts_from_1904(settings))
    targets = {r.get("Id", ""): r["Target"] for r in related if r.get("Type", "").endswith("/worksheet")}
    grids = []
    for sheet in sheets.found:
        if (part := targets.get(sheet.get("id", ""))) is None:  # a chart or a dialogue
            continue
        reader = GridReader(formats, rows=package.limits.rows, columns=package.limits.columns)
        package.read(part, reader)
        grids.append(reader.grid(sheet.get("name", ""), is_hidden=sheet.get("state", "visible") != "visible"))
    return [g for g in grids if g.rows]


def _styles(package: _Package, related: list[dict[str, str]]) -> list[str]:
    """The number format of each cell style."""
    reader = Styles()
    if part := _part(related, "/styles"):
        package.read(part, reader)
    return reader.formats()


def _strings(package: _Package, related: list[dict[str, str]]) -> list[str]:
    reader = Strings()
    if part := _part(related, "/sharedStrings"):
        package.read(part, reader)
    return reader.found


def _part(related: list[dict[str, str]], ending: str) -> str:
    return next((r["Target"] for r in related if r.get("Type", "").endswith(ending)), "")


def _counts_from_1904(settings: Pairs) -> bool:
    return any(s.get("date1904") in ("1", "true") for s in settings.found)


def _resolved(folder: str, target: str) -> str:
    return target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))

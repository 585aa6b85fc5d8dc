"""Numbers as Swedish authorities write them, and text out of bytes."""

from __future__ import annotations

import re
from html import unescape

from django.utils.translation import gettext as _

from malbild.series.readings import Mark, NotThisFile, Why

LARGEST = 60_000_000
"""No file of this kind is larger; one that is would only fill the memory."""
MOST = 1e9
_SPACES = re.compile(r"[\s\u00a0\u2009\u202f]+")
_NUMBER = re.compile(r"[+-]?\d+(?:[.,]\d+)?")
_THOUSANDS = re.compile(r"[+-]?\d{1,3}(?: \d{3})+(?:[.,]\d+)?")
_HTML = re.compile(rb"^\s*(?:<!doctype|<html|<head|<\?xml[^>]*>\s*<html)", re.IGNORECASE)


class NotANumber(Exception):
    """With the reason that a page can put into words."""

    def __init__(self, why: Why) -> None:
        super().__init__(why)
        self.why = why


def number(text: str, *, is_count: bool = False) -> tuple[float | None, Mark]:
    """The number in a cell, or None with the mark that stands there. Raises NotANumber.

    An empty cell is not available. A lone "-" is refused: it is 0 in some tables and missing in others.
    """
    text = _SPACES.sub(" ", text).strip()
    if text in ("", ".."):
        return None, Mark.NOT_AVAILABLE
    if text == ".":
        return None, Mark.NOT_APPLICABLE
    if _THOUSANDS.fullmatch(text):
        text = text.replace(" ", "")
    if not text.isascii() or not _NUMBER.fullmatch(text):
        raise NotANumber(Why.NUMBER)
    value = float(text.replace(",", "."))
    if value < 0:
        raise NotANumber(Why.NEGATIVE)
    if value > MOST:
        raise NotANumber(Why.TOO_LARGE)
    if is_count and value != int(value):
        raise NotANumber(Why.NOT_WHOLE)
    return value, Mark.NONE


def text_of(raw: bytes) -> str:
    """The file's text: UTF-8 with or without its mark, else Windows' Western European. Raises NotThisFile.

    ISO 8859-1 is read as Windows-1252, which holds it; the file's own line ends are kept as \\n.
    """
    if len(raw) > LARGEST:
        raise NotThisFile(_("Filen är för stor. Dela upp den, eller välj färre områden och år."))
    if not raw.strip():
        raise NotThisFile(_("Filen är tom."))
    if _HTML.match(raw[:400]):
        raise NotThisFile(
            _("Filen är en webbsida och inte statistik. Ofta är det ett felmeddelande som sparats: hämta filen igen.")
        )
    if b"\x00" in raw[:4000]:
        if raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
            return _lines(raw.decode("utf-16", errors="replace"))
        raise NotThisFile(_("Filen är inte en textfil. Välj Databasfil eller CSV när du hämtar den."))
    try:
        return _lines(raw.decode("utf-8-sig"))
    except UnicodeDecodeError:
        return _lines(raw.decode("cp1252", errors="replace"))


def _lines(text: str) -> str:
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return unescape(text) if "&nbsp;" in text else text

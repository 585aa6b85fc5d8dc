"""Which form a file has, by what stands in it and never by its name; only a year may be taken from the name."""

from __future__ import annotations

import zipfile
from io import BytesIO

from django.utils.translation import gettext as _

from malbild.series.formats import bra_csv, kolada, polisen, scb, sol, sol_excel
from malbild.series.formats.values import text_of
from malbild.series.readings import NotThisFile, Table


def read_any(raw: bytes, name: str, *, year: int | None = None, is_preliminary: bool = False) -> Table:
    """Read a file of any form that we know. Raises NotThisFile with what to do, and WrongRows."""
    if raw.startswith(sol_excel.SIGNATURE):
        return sol_excel.read_excel_file(raw)
    if zipfile.is_zipfile(BytesIO(raw)):
        raise NotThisFile(_("Filen är packad, eller en ny Excel-fil. Hämta den som CSV eller Databasfil i stället."))
    if raw.lstrip()[:1] in (b"{", b"["):
        return _json(raw)
    text = text_of(raw)
    if sol.is_database_file(text):
        return sol.read_database_file(raw)
    if sol.is_text_file(text):
        return sol.read_text_file(raw)
    if kolada.is_flattened(text):
        return kolada.read_flattened(raw)
    if bra_csv.is_municipal_table(text):
        found = year or bra_csv.year_in(name)
        if found is None:
            raise NotThisFile(_("Filen säger inte vilket år den gäller. Skriv året när du läser in den."))
        return bra_csv.read(raw, year=found, is_preliminary=is_preliminary or "prel" in name.casefold())
    raise NotThisFile(
        _("Vi känner inte igen filen. Vi läser Brås Databasfil, textfil, .xls och årstabell, och Kolada och SCB.")
    )


def _json(raw: bytes) -> Table:
    try:
        return scb.read(raw)
    except NotThisFile:
        pass
    try:
        polisen.read(raw)
    except NotThisFile:
        return kolada.read_answer(raw)
    raise NotThisFile(_("Filen är polisens händelser. De är nyheter och räknas inte som statistik."))

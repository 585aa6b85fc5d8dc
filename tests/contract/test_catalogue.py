"""The English catalogue is whole: every text has its English, with the same placeholders, and nothing is left over."""

from __future__ import annotations

import gettext
import io

from babel.messages.mofile import write_mo

from tests import catalogue

HOW = "python -m tests.catalogue, then translate what is empty"


def test_the_file_is_what_the_source_says() -> None:
    assert catalogue.PO.read_bytes() == catalogue.written(catalogue.updated()), HOW


def test_every_text_has_its_english() -> None:
    wrong = [p for m in catalogue.stored() if m.id for p in catalogue.problems(m)]
    assert wrong == [], HOW


def test_it_can_be_compiled_without_gettext() -> None:
    out = io.BytesIO()
    write_mo(out, catalogue.stored())
    out.seek(0)
    assert gettext.GNUTranslations(out).gettext("Spara") == "Save"

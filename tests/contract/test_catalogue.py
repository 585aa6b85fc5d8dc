"""The English catalogue is whole: every text has its English, with the same placeholders, and nothing is left over."""

from __future__ import annotations

import gettext
import io

import pytest
from babel.messages import Message
from babel.messages.extract import extract
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


TEMPLATE = """{% load x %}
  <p>{% translate "Ett" %} Ett fel? {% button _("Två") variant="primary" %}</p>
     {% translate "mål" context "domstol" %} it's 100 %
   {% blocktranslate trimmed count n=rows|length %}
      {{ n }} rad
   {% plural %}{{ n }} rader{% endblocktranslate %}
 {% status "klart" _('Tre') %}{% blocktranslate with a=b.c %}Hej {{ a }}!{% endblocktranslate %}"""


def test_every_way_of_writing_a_text_in_a_template_is_read() -> None:
    source = io.BytesIO(catalogue.as_python(TEMPLATE).encode())
    found = [(text, context) for _l, text, _c, context in extract("python", source, keywords=catalogue.KEYWORDS)]
    assert found == [
        ("Ett", None),
        ("Två", None),
        ("mål", "domstol"),
        (("%(n)s rad", "%(n)s rader"), None),
        ("Tre", None),
        ("Hej %(a)s!", None),
    ]


@pytest.mark.parametrize(
    ("source", "target", "wrong"),
    [
        ("Hej %(name)s", "Hello %(name)s", 0),
        ("Hej %(name)s", "Hello %(nam)s", 1),
        ("Hej", "", 1),
        ("Hej\n", "Hello", 1),
        (("%(n)s rad", "%(n)s rader"), ("one row", "%(n)s rows"), 1),
        (("en rad", "%(n)s rader"), ("one row", "%(n)s rows"), 0),
        (("en rad", "%(n)s rader"), ("one row", ""), 1),
    ],
)
def test_what_is_wrong_with_a_translation_is_seen(source: object, target: object, wrong: int) -> None:
    assert len(catalogue.problems(Message(source, target))) == wrong

"""The tool that keeps the English catalogue reads every way of writing a text, and sees what is wrong with one."""

from __future__ import annotations

import io

import pytest
from babel.messages import Catalog, Message
from babel.messages.extract import extract

from tests import catalogue

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


def test_translations_are_taken_in_where_their_text_stands() -> None:
    catalog = Catalog(locale="en")
    catalog.add("Spara", locations=[("src/malbild/goals/views.py", 1)])
    catalog.add("mål", context="domstol", locations=[("src/malbild/goals/views.py", 1)])
    rows = catalogue.left(catalog, ["goals"])
    assert [row["sv"] for row in rows] == [["Spara"], ["mål"]]
    assert catalogue.left(catalog, ["meetings"]) == []
    rows[0]["en"], rows[1]["en"] = ["Save"], ["case"]
    assert catalogue.fill(catalog, rows) == []
    assert catalogue.left(catalog, []) == []
    assert catalogue.fill(catalog, [{"sv": ["Borta"], "en": ["Gone"], "context": None}]) != []

"""The fields of an answer are drawn without templates, and read as Django's own."""

import re

import pytest
from django import forms

from malbild.ui.widgets import Choice, Day, Text

LONG = {"maxlength": "280", "aria-invalid": "true"}
REASONS = [("", "Välj om du vill"), ("a", "Väntar på <någon>")]


def parts(html):
    """Tags with their attributes in any order."""
    found = re.findall(r"<(/?\w+)((?:\s+[\w-]+(?:=\"[^\"]*\")?)*)\s*>", str(html))
    return [(tag, sorted(re.findall(r"[\w-]+(?:=\"[^\"]*\")?", attrs))) for tag, attrs in found]


@pytest.mark.parametrize(
    ("ours", "djangos", "value"),
    [
        (Text(), forms.TextInput(), None),
        (
            Text({"maxlength": "280", "aria-invalid": "true"}),
            forms.TextInput({"maxlength": "280", "aria-invalid": "true"}),
            '"><b>',
        ),
        (Day({"type": "date"}), forms.DateInput({"type": "date"}), "2026-12-18"),
        (Choice(choices=REASONS), forms.Select(choices=REASONS), "a"),
        (Choice({"required": True}, choices=REASONS), forms.Select({"required": True}, choices=REASONS), ""),
    ],
)
def test_a_field_is_the_same_as_djangos(ours, djangos, value):
    name, attrs = "said", {"id": "id_7_said", "class": "ds-input"}
    assert parts(ours.render(name, value, attrs)) == parts(djangos.render(name, value, attrs))
    assert parts(ours.render(name, value, attrs))


def test_words_are_never_tags():
    assert "&lt;någon&gt;" in Choice(choices=REASONS).render("x", "")
    assert "<b>" not in Text().render("x", '"><b>')

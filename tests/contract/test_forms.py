"""Forms are short: at most three boxes that must be filled in, counted over every form class there is."""

from __future__ import annotations

import importlib
import pkgutil
from typing import Any

import pytest
from django import forms

import malbild
from malbild.ui.forms import PlainForm

MOST = 3


def _all_forms() -> list[type[forms.BaseForm]]:
    """Every form class in our own code, found by loading every module."""
    for module in pkgutil.walk_packages(malbild.__path__, "malbild."):
        if ".tests" not in module.name and ".migrations" not in module.name and not module.name.endswith("asgi"):
            importlib.import_module(module.name)
    return sorted(set(_below(forms.BaseForm)), key=_name)


def _below(cls: type[Any]) -> list[type[Any]]:
    found = [c for c in cls.__subclasses__() if c.__module__.startswith("malbild.") and ".tests." not in c.__module__]
    return found + [deep for c in cls.__subclasses__() for deep in _below(c)]


def _name(form: type[forms.BaseForm]) -> str:
    return f"{form.__module__}.{form.__name__}"


def required(form: type[forms.BaseForm]) -> list[str]:
    return [name for name, field in form.base_fields.items() if field.required]  # type: ignore[attr-defined]


FORMS = _all_forms()


def test_the_search_finds_the_forms_we_know() -> None:
    found = {form.__name__ for form in FORMS}
    assert {"GoalForm", "AnswerForm", "EvidenceForm", "InviteForm"} <= found


@pytest.mark.parametrize("form", FORMS, ids=_name)
def test_a_form_asks_for_three_things_at_most(form: type[forms.BaseForm]) -> None:
    assert len(required(form)) <= MOST, required(form)


def test_a_fourth_box_is_seen() -> None:
    fields = {f"box{n}": forms.CharField() for n in range(4)}
    assert len(required(type("Long", (PlainForm,), {**fields, "__module__": "tests"}))) > MOST


def test_a_number_is_typed_in_a_box_like_any_other() -> None:
    """Not the browser's box for numbers: small, with arrows, and a turn of the wheel over it changes the number."""
    fields = {"minutes": forms.IntegerField(min_value=1, max_value=240)}
    page = str(type("Short", (PlainForm,), {**fields, "__module__": "tests"})()["minutes"])
    assert all(part in page for part in ('type="text"', 'inputmode="numeric"', 'class="ds-input"')), page

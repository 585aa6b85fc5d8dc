"""The file format: whatever a card holds comes back the same, and whatever a file holds is answered."""

import contextlib
import datetime as dt
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from malbild.experience import card_file
from malbild.experience.errors import BadCardFile
from malbild.experience.models import PublishedCard
from malbild.experience.models.cards import LISTS, TEXTS
from malbild.experience.names import Certainty
from malbild.experience.schema import KEYWORDS, faults
from malbild.kit import guard
from malbild.partnerships.tags import FORMS, PROBLEMS, SIZES

LIMITS = {name: row["maxLength"] for name, row in card_file.SCHEMA["properties"].items() if "maxLength" in row}


def texts(most: int, least: int = 0) -> st.SearchStrategy[str]:
    """What can stand in a saved text: cleaned, and no personnummer."""
    cleaned = st.text(max_size=most).map(guard.clean).filter(lambda t: least <= len(t) <= most)
    return cleaned.filter(lambda t: not guard.has_personal_number(t))


_needed = {"title", "problem", "done", "happened"}
cards = st.builds(
    PublishedCard,
    key=st.uuids(),
    version=st.integers(1, 30_000),
    published_on=st.dates(dt.date(2000, 1, 1), dt.date(2100, 1, 1)),
    place=texts(80),
    size=st.sampled_from(["", *SIZES]),
    problems=st.lists(st.sampled_from(sorted(PROBLEMS)), unique=True),
    form=st.sampled_from(["", *FORMS]),
    certainty=st.sampled_from(Certainty.values),
    sub_goals=st.lists(texts(200, 1), max_size=12),
    measures=st.lists(texts(200, 1), max_size=30),
    **{name: texts(LIMITS[name], 1 if name in _needed else 0) for name in TEXTS},
)


@given(card=cards)
def test_a_card_comes_back_as_it_went_out(card):
    data = card_file.as_data(card)
    assert list(faults(card_file.SCHEMA, data)) == []
    fields = card_file.read(card_file.as_bytes(card))
    for name in (*TEXTS, *LISTS, "size", "problems", "form", "certainty", "key", "version", "published_on", "place"):
        assert fields[name] == getattr(card, name)
    assert fields["source"] == data["source"]


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)


@given(name=st.sampled_from(sorted(card_file.SCHEMA["properties"])), value=anything)
def test_any_value_in_any_place_is_read_or_refused(name, value):
    card = PublishedCard(title="T", problem="P", done="D", happened="H", published_on=dt.date(2026, 11, 24))
    with contextlib.suppress(BadCardFile):
        card_file.read(json.dumps({**card_file.as_data(card), name: value}).encode())


@given(content=st.binary(max_size=2000))
def test_any_bytes_are_read_or_refused(content):
    with pytest.raises(BadCardFile):
        card_file.read(content)


def test_the_schema_uses_only_what_our_reader_of_it_knows():
    def keywords(row):
        for name, value in row.items():
            if name == "properties":
                for inner in value.values():
                    yield from keywords(inner)
            else:
                yield name
                if name == "items":
                    yield from keywords(value)

    assert set(keywords(card_file.SCHEMA)) <= KEYWORDS


def test_the_schema_has_the_same_tags_as_the_registry():
    situation = card_file.SCHEMA["properties"]["situation"]["properties"]
    assert situation["size"]["enum"] == ["", *SIZES]
    assert situation["problems"]["items"]["enum"] == list(PROBLEMS)
    assert situation["form"]["enum"] == ["", *FORMS]
    assert card_file.SCHEMA["properties"]["certainty"]["enum"] == Certainty.values

"""Suggestions by word stems: real Swedish cards, compounds, ties, and six hundred at once."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from malbild.workshops.stems import MOST, STOP, suggest

CARDS = [
    (1, "Vi ses för sällan, mötena blir inställda"),
    (2, "Många möten men inga beslut"),
    (3, "Besluten följs inte upp"),
    (4, "Skolan saknas ofta på mötet"),
    (5, "Svårt att få med skolor i arbetet"),
    (6, "Belysningen i tunneln är trasig"),
    (7, "Bättre belysning vid stationen"),
    (8, "Vi vet inte vem som tar styrgruppsbeslut"),
    (9, "Grannsamverkan fungerar bra"),
]


def found(cards) -> dict[str, tuple[int, ...]]:
    return {s.word: s.cards for s in suggest(cards)}


def test_cards_that_speak_of_the_same_thing_are_found_in_all_their_forms():
    seen = found(CARDS)
    assert seen["beslut"] == (2, 3, 8)
    assert (1, 2, 4) in seen.values()
    assert (4, 5) in seen.values()
    assert (6, 7) in seen.values()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Skolan är med", "En skola till"),
        ("Samverkan haltar", "Vi samverkar sällan"),
        ("Polisen syns inte", "Poliser på torget"),
        ("Fler beslut", "Beslutsmötet ställs in"),
        ("Ungdomarna driver runt", "Ungdomsgården är stängd"),
        ("Trygghet på torget kvällstid", "Otydligt vad trygghetsarbetet ska ge"),
    ],
)
def test_endings_and_compounds_are_seen_through(one, other):
    assert [s.cards for s in suggest([(1, one), (2, other)])] == [(1, 2)]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Vi behöver mer tid", "Vi behöver fler vuxna"),  # only stop words in common
        ("Ring mig", "Det blev en förbättring"),  # an ending is no word
        ("Bil", "Bilaga"),  # three letters are found as they stand only
    ],
)
def test_what_only_looks_alike_is_left_alone(one, other):
    assert suggest([(1, one), (2, other)]) == []


def test_a_word_on_nearly_every_card_tells_nothing():
    about = ["droger", "busshållplatsen", "skolgården", "kajen", "läsår"]
    cards = [(n, f"Samverkan om {what}") for n, what in enumerate(about)]
    assert suggest(cards) == []


def test_two_words_that_always_stand_together_are_one_suggestion():
    cards = [(1, "mörk gångtunnel"), (2, "gångtunneln är mörk"), (3, "nattvandring"), (4, "låst grind"), (5, "fritid")]
    assert len(suggest(cards)) == 1


texts = st.lists(st.sampled_from([text for _pk, text in CARDS] + ["", "!!", "och att det", "åäö ÅÄÖ"]), max_size=40)


@given(texts=texts, seed=st.randoms())
def test_the_order_of_the_cards_plays_no_part(texts, seed):
    cards = list(enumerate(texts))
    first = suggest(cards)
    seed.shuffle(cards)
    assert suggest(cards) == first


@given(st.lists(st.text(max_size=280), max_size=30))
def test_whatever_is_written_gives_at_most_five_true_suggestions(texts):
    cards = list(enumerate(texts))
    rows = suggest(cards)
    assert len(rows) <= MOST
    assert [len(r.cards) for r in rows] == sorted((len(r.cards) for r in rows), reverse=True)
    for row in rows:
        assert 2 <= len(set(row.cards)) <= len(cards)
        assert row.word not in STOP
        assert all(row.stem in texts[n].lower() or row.stem[:3] in texts[n].lower() for n in row.cards)


def test_six_hundred_cards_are_quick():
    cards = [(n, f"{CARDS[n % 9][1]} plats{chr(97 + n % 26)}{chr(97 + n // 26)} i kvarteret") for n in range(600)]
    started = time.perf_counter()
    assert 2 <= len(suggest(cards)) <= MOST
    assert time.perf_counter() - started < 1.5

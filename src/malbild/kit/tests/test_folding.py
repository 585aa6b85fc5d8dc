"""What is found by what: the words of Swedish meetings."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from malbild.kit.folding import excerpt, finds, folded, needles


@pytest.mark.parametrize(
    ("asked", "text"),
    [
        ("belysningen", "Ny belysning vid stationen"),
        ("belysning", "BELYSNINGEN LAGAS"),
        ("tunnlar", "Gångtunneln vid stationen"),
        ("tunneln", "två gångtunnlar"),
        ("cykel", "Laga cyklarna och cykelställen"),
        ("skolan", "Skolornas kvällsöppet"),
        ("åtgärder", "en åtgärd"),
        ("beslutade", "Beslut om nattvandring"),
        ("KS", "KS tar upp frågan"),
        ("idé", "en ide från ungdomsrådet"),
        ("möte med skolan", "Möten på skolan"),
        ("2026", "klart 2026"),
    ],
)
def test_a_word_is_found_in_its_other_forms_and_inside_compounds(asked, text):
    assert finds(needles(asked), folded(text))


@pytest.mark.parametrize(
    ("asked", "text"),
    [
        ("far", "får"),  # å is a letter of its own
        ("ks", "Eksjö"),
        ("lagar", "en anläggning"),
        ("belysning skola", "belysning vid stationen"),
        ("26", "2026"),
    ],
)
def test_another_word_is_not_found(asked, text):
    assert not finds(needles(asked), folded(text))


@pytest.mark.parametrize("nothing", ["", "   ", "%", "_", "''--", "\\", "\x00"])
def test_signs_alone_ask_for_nothing(nothing):
    assert needles(nothing) == []


def test_the_words_that_hit_are_set_apart_whole():
    pieces = excerpt("Vi lagar gångtunneln vid KS.", needles("tunnlar ks"))
    assert [(p.text, p.is_hit) for p in pieces] == [
        ("Vi lagar ", False),
        ("gångtunneln", True),
        (" vid ", False),
        ("KS", True),
        (".", False),
    ]


def test_a_long_text_is_shown_around_its_first_hit():
    pieces = excerpt("före " * 200 + "tunneln " + "efter " * 200, needles("tunnel"), most=100)
    assert [p.text for p in pieces if p.is_hit] == ["tunneln"]
    assert (pieces[0].text, pieces[-1].text) == ("… ", "…")
    assert sum(len(p.text) for p in pieces) < 110


@given(st.text(max_size=200), st.text(max_size=400))
def test_any_question_and_any_text_are_borne(asked, text):
    wanted = needles(asked)
    assert len(folded(text)) == len(text) + 2
    assert "".join(p.text for p in excerpt(text, wanted, most=10_000)) == text
    excerpt(text, wanted, most=20)


@given(st.text(alphabet="aZåÄö0_-% \n\t\x00ü", max_size=60))
def test_plain_text_folds_as_any_other(text):
    assert folded(text) == folded(text + "é")[:-2] + " "

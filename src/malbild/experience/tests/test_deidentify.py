"""What may point at a person or a place is found, and the text is otherwise left as it was."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from malbild.experience.deidentify import Mark, findings, known, pieces, replace

NAMES = known(["Maria Demo", "Bo"], ["Älvkarleby", "Norra Uppland", "Vara"])


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Maria ringde.", [(Mark.PERSON, "Maria")]),
        ("Vi frågade Marias chef.", [(Mark.PERSON, "Marias")]),
        ("Det ska vara så.", []),
        ("Vi lärde av Vara kommun.", [(Mark.PLACE, "Vara")]),
        ("Hela Norra Uppland var med.", [(Mark.PLACE, "Norra Uppland")]),
        ("Ring 08-123 456 78.", [(Mark.PHONE, "08-123 456 78")]),
        ("Ring +46 70 123 45 67.", [(Mark.PHONE, "+46 70 123 45 67")]),
        ("Mejla bo@exempel.se.", [(Mark.MAIL, "bo@exempel.se")]),
        ("Född 811218-9876.", [(Mark.NUMBER, "811218-9876")]),
        ("Vi gick i Skutskär. Efteråt var det lugnt.", [(Mark.CAPITAL, "Skutskär")]),
        ("Brå och SSPF hjälpte Polisen.", []),
        ("Rad ett\nRad två", []),
        ("64 anmälningar 2025, i snitt 71 per år 2020–2024.", []),
    ],
)
def test_it_is_found(text, found):
    assert [(f.mark, f.text) for f in findings([text], NAMES)] == found


@given(text=st.text(alphabet="aåBo Maria.Skut\n0123456789-@", max_size=80))
def test_the_pieces_joined_are_the_text(text):
    assert "".join(p.text for p in pieces(text, NAMES)) == text
    assert replace(text, NAMES, {}) == text


def test_a_word_taken_out_takes_its_space_along():
    assert replace("Vi frågade Maria, som svarade.", NAMES, {"Maria": ""}) == "Vi frågade, som svarade."
    assert replace("Bo borrade. Sedan kom Bo. Bo gick.", NAMES, {"Bo": "en person"}) == (
        "En person borrade. Sedan kom en person. En person gick."
    )
    assert replace("Bo borrade. Bo gick.", NAMES, {"Bo": "En person"}) == "En person borrade. En person gick."

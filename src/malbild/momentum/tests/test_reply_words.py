"""A reply's own words are told from the letter it quotes, and understood only where they can mean one thing."""

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from malbild.momentum.replies.own_words import own_words, words_of
from malbild.momentum.replies.understand import Asked, Given, understand
from malbild.momentum.tests.reply_shapes import HTML, LETTER, PLAIN, html_reply, message, plain_reply

ON = dt.date(2026, 12, 2)
JANUARY = dt.date(2027, 1, 15)
RING, LOKAL, LJUS = Asked(11, "Ring om belysningen"), Asked(12, "Boka lokal"), Asked(13, "Byt lampor")
THREE, ONE = [RING, LOKAL, LJUS], [RING]
QUESTION = [Asked(14, "Ta fram en rutin", is_question=True)]


def said(text, asked=ONE, name="Frida Ek"):
    return understand(words_of(text), asked, on=ON, name=name)


def short(found):
    return None if found is None else [(g.pk, g.answer, g.text or g.new_due) for g in found]


# --- whose words ----------------------------------------------------------------

ANSWERS = "1 klart, 2 behöver hjälp med nycklar"
UNDERSTOOD = [Given(11, "done"), Given(12, "need-help", "med nycklar")]


@pytest.mark.parametrize("program", PLAIN)
def test_an_answer_is_found_however_the_letter_is_quoted(program):
    found = own_words(plain_reply(program, f"Hej!\n\n{ANSWERS}\n\nMvh Frida"))
    assert found.is_certain
    assert LETTER.split("\n")[2] not in found.text
    assert understand(found, THREE, on=ON, name="Frida Ek") == UNDERSTOOD


@pytest.mark.parametrize("program", HTML)
def test_an_answer_is_found_in_html_alone(program):
    found = own_words(html_reply(program, f"Hej!\n\n{ANSWERS}"))
    assert found.is_certain
    assert understand(found, THREE, on=ON) == UNDERSTOOD


@pytest.mark.parametrize("program", PLAIN)
def test_the_letter_quoted_with_nothing_of_ones_own_is_no_answer(program):
    found = own_words(plain_reply(program, ""))
    assert understand(found, THREE, on=ON) is None
    assert understand(found, ONE, on=ON) is None


@pytest.mark.parametrize("program", HTML)
def test_the_letter_quoted_in_html_is_no_answer(program):
    assert understand(own_words(html_reply(program, "")), THREE, on=ON) is None


def test_words_written_between_the_quoted_lines_are_left_for_a_person():
    text = "> 1. Ring om belysningen\nKlart\n> 2. Boka lokal\nPå gång\n"
    assert not words_of(text).is_certain
    assert words_of(text).text == "Klart\nPå gång"


def test_a_quoted_line_that_was_folded_on_the_way_is_no_answer():
    assert said("> 1. Ring om belysningen. Klart senast den 1 december, annars är det\nklart\n") is None
    assert said("Hej\n\n> 1. Ring om belysningen\nklart\n> mer\n") is None


def test_both_above_and_below_is_left_for_a_person():
    assert said("Klart\n\n> hej\n\nmen en sak är kvar") is None


def test_plain_text_is_read_before_html_and_attachments_are_counted():
    made = message("Klart", html="<p>På gång</p>")
    assert own_words(made).answer == "Klart"
    with_file = (
        b"Content-Type: multipart/mixed; boundary=X\n\n--X\nContent-Type: text/plain\n\nKlart\n"
        b"--X\nContent-Type: text/plain\nContent-Disposition: attachment; filename=a.txt\n\nhej\n--X--\n"
    )
    assert (own_words(with_file).answer, own_words(with_file).attachments) == ("Klart", 1)


def test_old_alphabets_and_wrong_names_of_them_are_read():
    head = b"Content-Type: text/plain; charset=%b\nContent-Transfer-Encoding: 8bit\n\n%b"
    for charset, coded in ((b"iso-8859-1", "På gång".encode("latin-1")), (b"x-finns-inte", "På gång".encode())):
        assert own_words(head % (charset, coded)).answer == "På gång"


@pytest.mark.parametrize("program", PLAIN)
@given(words=st.text(st.characters(blacklist_categories=["Cs", "Cc"]), max_size=60))
@settings(max_examples=15, deadline=None)
def test_whatever_is_written_the_quoted_letter_never_answers(program, words):
    """The same answers with the letter and without it, or none."""
    alone = understand(own_words(message(f"{words}\n")), THREE, on=ON)
    assert understand(own_words(plain_reply(program, words)), THREE, on=ON) in (None, alone)


@given(raw=st.binary(max_size=400))
@settings(max_examples=100, deadline=None)
def test_junk_is_read_without_an_error_and_answers_nothing(raw):
    for head in (b"", b"Content-Type: text/html\n\n", b"Content-Type: multipart/mixed; boundary=a\n\n--a\n"):
        assert understand(own_words(head + raw), THREE, on=ON) is None


def test_a_huge_message_and_deep_html_are_bounded():
    assert len(own_words(message("a " * 200_000)).text) <= 4000
    assert not own_words(message("Klart\n" + "x" * 300_000)).is_certain
    assert own_words(b"Content-Type: text/html\n\n" + b"<div>" * 50_000 + b"Klart").text == "Klart"


# --- what they mean -------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Klart", (11, "done", None)),
        ("klart!", (11, "done", None)),
        ("Den är klar.", (11, "done", None)),
        ("Det är gjort", (11, "done", None)),
        ("1 klar", (11, "done", None)),
        ("Hej Anna! Klart /Frida", (11, "done", None)),
        ("Tack, klart!", (11, "done", None)),
        ("Klart\n\nFrida Ek", (11, "done", None)),
        ("Klart. Vi ringde i går.", (11, "done", "Vi ringde i går.")),
        ("På gång", (11, "on-track", None)),
        ("på g", (11, "on-track", None)),
        ("Pågår, väntar på skolan", (11, "on-track", "väntar på skolan")),
        ("Behöver hjälp", (11, "need-help", None)),
        ("Jag behöver hjälp med nycklar till lokalen", (11, "need-help", "med nycklar till lokalen")),
        ("Hjälp!", (11, "need-help", None)),
        ("ny tid 15 januari", (11, "new-date", JANUARY)),
        ("Ny tid: fredag 15 januari", (11, "new-date", JANUARY)),
        ("nytt datum 2027-01-15", (11, "new-date", JANUARY)),
        ("Flyttas till 15/1", (11, "new-date", JANUARY)),
        ("Ring om belysningen: klart", (11, "done", None)),
    ],
)
def test_one_promise_is_answered_as_people_write(text, expected):
    assert short(said(text)) == [expected]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1 klart, 2 på gång", [(11, "done", None), (12, "on-track", None)]),
        (
            "1. klart\n2. ny tid 15 januari\n3: på gång",
            [(11, "done", None), (12, "new-date", JANUARY), (13, "on-track", None)],
        ),
        ("1 och 2 klara, 3 på gång", [(11, "done", None), (12, "done", None), (13, "on-track", None)]),
        ("Punkt 1 klar. Punkt 2 behöver hjälp med bil.", [(11, "done", None), (12, "need-help", "med bil.")]),
        ("Alla klara", [(11, "done", None), (12, "done", None), (13, "done", None)]),
        ("2 klart", [(12, "done", None)]),
        ("Boka lokal klart\nByt lampor på gång", [(12, "done", None), (13, "on-track", None)]),
        ("1 klart men 2 behöver hjälp", [(11, "done", None), (12, "need-help", None)]),
    ],
)
def test_several_are_answered_by_number_or_by_name(text, expected):
    assert short(said(text, THREE)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ja", (14, "yes", None)),
        ("Ja, jag tar den!", (14, "yes", None)),
        ("ja, men 15 januari", (14, "other-day", JANUARY)),
        ("Annat datum 15 januari", (14, "other-day", JANUARY)),
        ("Fel person, fråga Bo", (14, "wrong-person", "fråga Bo")),
    ],
)
def test_a_question_has_answers_of_its_own(text, expected):
    assert short(said(text, QUESTION)) == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Inte klart",
        "Klart är det inte",
        "Klart snart",
        "Nästan klart",
        "Klart?",
        "Klart som korvspad",
        "Klart, men en sak är kvar",
        "Klart 15 januari",
        "Klart, 15 januari",
        "Klart om skolan säger ja",
        "På gång eller klart",
        "På gång men behöver hjälp",
        "Behöver inte hjälp",
        "Behöver hjälp, annars klart",
        "Ny tid",
        "Ny tid på fredag",
        "Ny tid 31 februari",
        "Ny tid 1 december",  # i går
        "Ny tid torsdag 15 januari",  # en fredag
        "Ja",  # to what is no question
        "Ring mig",
        "4 klart",
        "0 klart",
        "Klart\nKlart",
        "1 klart, 1 på gång",
        "Klart\n\nMvh Frida\nPS: en sak är inte klar",
        "Klart\n\nMvh\nFrida\nbehöver hjälp",
        "Klart\nKan du ringa mig?",
        "Klart " + "x" * 300,
        "Se https://malbild.exempel/svar/1-abc/klart/11/",
    ],
)
def test_in_doubt_nothing_is_understood(text):
    assert said(text) is None


@pytest.mark.parametrize("text", ["Klart", "På gång", "1 klart 2 på gång", "1, 7 klart", "Boka klart"])
def test_which_one_is_never_guessed(text):
    assert said(text, THREE) is None


def test_two_with_the_same_name_are_not_told_apart_by_it():
    assert said("Ring klart", [Asked(1, "Ring"), Asked(2, "Ring")]) is None
    assert said("Klart", []) is None
    assert said("Klart", QUESTION) is None


@given(
    st.lists(
        st.sampled_from(
            ["1", "2", "3", "klart", "på", "gång", "behöver", "hjälp", "inte", "men", "om", ",", ".", "och\n"]
        ),
        max_size=12,
    )
)
@settings(max_examples=200, deadline=None)
def test_words_that_turn_an_answer_round_leave_it_to_a_person(words):
    text = " ".join(words)
    found = said(text, THREE)
    if "inte" in words or "om" in words:
        assert found is None or all(g.answer == "need-help" for g in found if g.text)
    assert found is None or (len({g.pk for g in found}) == len(found) and {g.pk for g in found} <= {11, 12, 13})

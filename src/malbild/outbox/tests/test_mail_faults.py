"""Each fault of a mail server: a letter ends sent, or waits, or is given up with a reason, and holds up no other."""

import datetime as dt

import pytest

from malbild.kit import clock
from malbild.outbox import smtp
from malbild.outbox.models import Letter, LetterState, Trouble
from malbild.outbox.queries import trouble
from malbild.outbox.services import post, send_waiting, sending
from malbild.outbox.tests.mailserver import bare_server, busy, drips, mail_server, never_answers

MINUTE = dt.timedelta(minutes=1)


@pytest.fixture
def server(db, settings):
    with mail_server() as (moody, url):
        settings.EMAIL_URL, settings.DEMO = url, False
        yield moody


@pytest.fixture
def impatient(monkeypatch):
    monkeypatch.setattr(sending, "Line", lambda: smtp.Line(0.3, 0.6))


def letters(count):
    return [post(to=f"p{n}@exempel.se", subject=f"Sak {n}", text="Hej") for n in range(count)]


def states():
    return [(x.state, x.trouble) for x in Letter.objects.order_by("pk")]


def later(minutes):
    return clock.standing_at(clock.now() + minutes * MINUTE)


@pytest.mark.parametrize("mood", ["no-such-user", "relay-denied", "spam"])
def test_a_no_to_everybody_is_our_fault_and_nobody_is_given_up(server, mood):
    server.always = mood
    made = letters(5)
    assert send_waiting() == 0
    assert server.offered == 3
    assert states() == [("waiting", "refused")] * 3 + [("waiting", "")] * 2
    assert trouble(at=clock.now()) == "refused"
    server.always = "take"
    with later(2):
        assert send_waiting() == 5
        assert trouble(at=clock.now()) == ""
    assert {m["Message-ID"] for m in server.taken} == {x.message_id for x in made}
    assert len(server.taken) == 5


def test_a_no_to_everybody_over_several_rounds_is_seen_too(server):
    server.always = "relay-denied"
    for n in range(3):
        post(to=f"p{n}@exempel.se", subject="x", text="x")
        send_waiting()
    assert states() == [("waiting", "refused")] * 3


def test_three_bad_addresses_among_good_ones_are_given_up(server):
    server.moods = ["no-such-user", "take", "no-such-user", "take", "no-such-user"]
    letters(5)
    assert send_waiting() == 2
    assert states() == [("failed", "recipient"), ("sent", "")] * 2 + [("failed", "recipient")]
    assert trouble(at=clock.now()) == ""


def test_a_server_that_says_no_to_everybody_for_days_is_given_up_as_our_fault(server):
    server.always = "relay-denied"
    letters(3)
    Letter.objects.update(attempts=len(sending.RETRY_MINUTES) - 1)
    send_waiting()
    assert states() == [("failed", "refused")] * 3
    assert trouble(at=clock.now()) == "failed"


def test_a_letter_too_big_for_the_server_ends_alone(server):
    server.moods = ["too-big"]
    letters(2)
    assert send_waiting() == 1
    assert states() == [("failed", "content"), ("sent", "")]


def test_a_letter_that_cuts_the_line_every_time_holds_up_no_other(server):
    server.cut_by = "p0@exempel.se"
    letters(3)
    assert send_waiting() == 2
    assert states() == [("waiting", "connection"), ("sent", ""), ("sent", "")]


def test_a_server_that_cuts_every_line_ends_the_round(server):
    server.always = "cut"
    letters(8)
    assert send_waiting() == 0
    assert server.offered == sending.CUTS_IN_A_ROW
    assert [x.attempts for x in Letter.objects.order_by("pk")] == [1, 1, 1, 0, 0, 0, 0, 0]


def test_what_python_cannot_build_holds_up_no_other(server, monkeypatch):
    bad, _good = letters(2)
    real = sending.as_message

    def breaks(letter):
        if letter.pk == bad.pk:
            raise AttributeError
        return real(letter)

    monkeypatch.setattr(sending, "as_message", breaks)
    assert send_waiting() == 1
    assert states() == [("failed", "content"), ("sent", "")]


def test_a_server_slow_with_its_last_answer_gets_the_letter_once(server, monkeypatch):
    monkeypatch.setattr(sending, "Line", lambda: smtp.Line(0.3, 5))
    server.moods = ["slow"]
    letters(1)
    assert send_waiting() == 1
    with later(60):
        assert send_waiting() == 0
    assert len(server.taken) == 1


@pytest.mark.parametrize(("meets", "code"), [(never_answers, "connection"), (drips, "connection"), (busy, "later")])
def test_a_server_that_only_lets_one_wait_costs_one_try_and_one_letter(db, settings, impatient, meets, code):
    with bare_server(meets) as (calls, url):
        settings.EMAIL_URL, settings.DEMO = url, False
        letters(4)
        assert send_waiting() == 0
        assert send_waiting() == 0  # all of them rest
        assert len(calls) == 1
    assert states() == [("waiting", code)] * 4
    assert [x.attempts for x in Letter.objects.order_by("pk")] == [1, 0, 0, 0]


def test_a_server_without_tls_never_sees_the_letter_in_the_clear(db, settings):
    with mail_server() as (moody, url):
        settings.EMAIL_URL, settings.DEMO = url.replace("smtp://", "smtp+tls://"), False
        made = letters(2)
        assert send_waiting() == 0
        assert moody.offered == 0
        assert states() == [("waiting", "secure")] * 2
        settings.EMAIL_URL = url  # mended
        with later(16):
            assert send_waiting() == 2
    assert [m["Message-ID"] for m in moody.taken] == [x.message_id for x in made]


def test_a_wrong_password_is_tried_once_and_not_once_a_letter(db, settings):
    with mail_server(login_refused=True) as (moody, url):
        settings.EMAIL_URL, settings.DEMO = url, False
        letters(4)
        for _ in range(3):
            assert send_waiting() == 0
        assert moody.connections == 1
    assert states() == [("waiting", "login")] * 4
    assert trouble(at=clock.now()) == "login"


def test_a_server_that_offers_no_login_is_our_fault_and_not_the_letters(db, settings):
    with mail_server() as (_moody, url):
        settings.EMAIL_URL, settings.DEMO = url.replace("smtp://", "smtp://malbild:key@"), False
        letters(1)
        send_waiting()
    assert states() == [("waiting", "login")]


class Killed(BaseException):
    pass


def test_killed_between_the_250_and_our_commit_the_same_message_id_goes_again(server, monkeypatch):
    made = letters(3)
    real, calls = sending._write_down_sent, []

    def dies(letter):
        calls.append(letter.pk)
        if len(calls) == 2:
            raise Killed
        real(letter)

    monkeypatch.setattr(sending, "_write_down_sent", dies)
    with pytest.raises(Killed):
        send_waiting()
    assert send_waiting() == 1  # the third; the second is still leased
    with later(11):
        assert send_waiting() == 1
    ids = [m["Message-ID"] for m in server.taken]
    assert sorted(ids) == sorted([x.message_id for x in made] + [made[1].message_id])
    assert {state for state, _trouble in states()} == {LetterState.SENT}


def test_a_round_ends_when_its_time_is_up_and_the_next_goes_on(server, monkeypatch):
    monkeypatch.setattr(sending, "ROUND_SECONDS", 0)
    letters(2)
    assert send_waiting() == 1
    assert send_waiting() == 1


def test_every_kind_of_trouble_ends_in_a_state_and_a_word(server):
    """The whole table at once: nothing is lost, nothing goes twice, and each letter can be told of."""
    server.moods = ["greylist", "no-such-user", "take", "spam", "too-big", "cut", "cut-after", "take"]
    made = letters(8)
    assert send_waiting() == 2
    with later(3):
        assert send_waiting() == 3
    assert [t for _s, t in states()] == ["", "recipient", "", "content", "content", "", "", ""]
    ids = [m["Message-ID"] for m in server.taken]
    assert len(ids) == 6  # one was taken twice: the server had it, and we never heard
    assert set(ids) == {x.message_id for n, x in enumerate(made) if n not in (1, 3, 4)}
    assert Trouble.NONE not in Letter.objects.failed().values_list("trouble", flat=True)

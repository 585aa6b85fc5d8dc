"""What comes back finds its letter or nobody; a bounce silences an address, an absence only itself."""

import datetime as dt
import logging

import pytest

from malbild.kit import clock, events
from malbild.outbox.events import LetterAnswered
from malbild.outbox.models import CameBack, Letter, LetterState, Mailbox, Trouble, Unreachable, WorkerBeat
from malbild.outbox.returns import Kind
from malbild.outbox.services import post, reach_again, read_mailbox, receive, send_waiting, sending, try_again
from malbild.outbox.tests.imapserver import imap_server
from malbild.outbox.tests.mailserver import bare_server, mail_server, never_answers
from malbild.outbox.tests.test_returns import letter as answer
from malbild.outbox.tests.test_returns import report

FRIDA = "frida@exempel.se"


@pytest.fixture
def sent(db, settings):
    """A letter to Frida that the server has taken."""
    settings.DEMO = True
    made = post(to=FRIDA, subject="2 saker", text="Hej", kind="digest")
    send_waiting()
    return made


def now(letter):
    letter.refresh_from_db()
    return (letter.state, letter.trouble, letter.came_back)


def bounce(letter, **more):
    return receive(report(message_id=letter.message_id, **more))


def test_a_bounce_marks_the_letter_and_the_address(sent):
    got = bounce(sent)
    assert (got.kind, got.letter_id, got.is_new) == (Kind.BOUNCED, sent.pk, True)
    assert now(sent) == (LetterState.FAILED, Trouble.RECIPIENT, CameBack.BOUNCED)
    assert sent.last_error == "5.1.1"
    found = Unreachable.objects.get()
    assert (found.address, found.status) == (FRIDA, "5.1.1")


def test_nothing_automatic_goes_to_an_address_that_bounced_until_somebody_says_so(sent):
    bounce(sent)
    for kind in ("digest", "minutes", "invitation"):
        assert post(to="Frida@Exempel.se", subject="x", text="x", kind=kind).trouble == Trouble.UNREACHABLE
    assert send_waiting() == 0
    assert post(to="ny@exempel.se", subject="x", text="x", kind="digest").state == LetterState.WAITING
    for kind in ("code", "link", "test"):  # somebody waits for these
        assert post(to=FRIDA, subject="x", text="x", kind=kind).state == LetterState.WAITING
    assert reach_again(FRIDA)
    assert not reach_again(FRIDA)
    assert post(to=FRIDA, subject="x", text="x", kind="digest").state == LetterState.WAITING


def test_the_same_bounce_again_changes_nothing_even_after_it_was_put_right(sent):
    bounce(sent)
    reach_again(FRIDA)
    for _ in range(3):
        assert not bounce(sent).is_new
    assert not Unreachable.objects.exists()


def test_a_letter_that_did_not_arrive_can_go_again_as_the_same_letter(sent):
    bounce(sent)
    assert try_again(sent.pk)
    assert not Unreachable.objects.exists()
    assert send_waiting() == 1
    assert now(sent) == (LetterState.SENT, Trouble.NONE, CameBack.NOTHING)


def test_a_letter_that_lost_its_key_is_not_sent_empty(sent):
    Letter.objects.update(text="", html="")
    bounce(sent)
    assert not try_again(sent.pk)


@pytest.mark.parametrize("status", ["5.7.1", "5.6.0", "5.3.4"])
def test_what_a_server_thinks_of_the_letter_does_not_silence_the_person(sent, status):
    bounce(sent, status=status)
    assert now(sent) == (LetterState.FAILED, Trouble.CONTENT, CameBack.BOUNCED)
    assert not Unreachable.objects.exists()


def test_a_delay_changes_nothing(sent):
    assert bounce(sent, action="delayed", status="4.4.1").kind is Kind.DELAYED
    assert now(sent) == (LetterState.SENT, Trouble.NONE, CameBack.NOTHING)


def test_an_address_that_the_letter_was_passed_on_to_is_not_held_against_the_person(sent):
    bounce(sent, to="annan@hemma.se")
    assert now(sent)[2] == CameBack.BOUNCED
    assert not Unreachable.objects.exists()
    assert not bounce(sent, to="annan@hemma.se").is_new


def test_an_absence_is_noted_and_nothing_is_answered(sent):
    before = Letter.objects.count()
    away = answer(In_Reply_To=sent.message_id, Auto_Submitted="auto-replied")
    assert receive(away).is_new
    assert not receive(away).is_new
    assert now(sent) == (LetterState.SENT, Trouble.NONE, CameBack.AWAY)
    assert Letter.objects.count() == before
    assert not Unreachable.objects.exists()
    assert bounce(sent).is_new  # and then the box was closed


def test_two_machines_that_answer_each_other_stop_at_ours(sent):
    """Our own letter come back, our own report of a report, an answer to a bounce: none makes a letter."""
    before = Letter.objects.count()
    for raw in (
        answer(From_="x", Auto_Submitted="auto-generated", References=sent.message_id),
        report(message_id="<report@mx.exempel.se>"),
        answer(Auto_Submitted="auto-replied", In_Reply_To="<report@mx.exempel.se>"),
    ):
        for _ in range(50):
            receive(raw)
    assert Letter.objects.count() == before


@pytest.mark.parametrize("message_id", ["<nobody@malbild.se>", "", "<>", "<" + "a" * 190 + "@x.se>", "1"])
def test_a_forged_or_unknown_name_is_handed_to_nobody_and_leaves_no_words_in_the_log(sent, message_id, caplog):
    with caplog.at_level(logging.DEBUG):
        got = receive(report(message_id=message_id, Diagnostic_Code="smtp; 550 Hemlig text om Frida"))
        receive(answer("Hemlig text om Frida", In_Reply_To=message_id or "<x@y.se>"))
    assert (got.letter_id, got.is_new) == (None, False)
    assert now(sent) == (LetterState.SENT, Trouble.NONE, CameBack.NOTHING)
    for word in ("Hemlig", "frida", "nobody@"):
        assert word not in caplog.text


def test_a_name_from_long_ago_or_of_a_letter_never_sent_is_nobodys(sent):
    with clock.standing_at(clock.now() + dt.timedelta(days=31)):
        assert bounce(sent).letter_id is None
    waiting = post(to="bo@exempel.se", subject="x", text="x")
    assert bounce(waiting).letter_id is None


def test_an_ordinary_answer_is_left_for_others(sent):
    got = receive(answer("Klart!", In_Reply_To=sent.message_id))
    assert (got.kind, got.letter_id, got.is_new) == (Kind.OTHER, sent.pk, False)
    assert now(sent) == (LetterState.SENT, Trouble.NONE, CameBack.NOTHING)


# --- said at the door ---------------------------------------------------------


def test_a_server_that_knows_no_such_address_silences_it_at_once(db, settings):
    with mail_server() as (moody, url):
        settings.EMAIL_URL, settings.DEMO = url, False
        moody.moods = ["no-such-user", "spam"]
        post(to=FRIDA, subject="x", text="x")
        post(to="bo@exempel.se", subject="x", text="x")
        send_waiting()
    assert list(Unreachable.objects.values_list("address", "status")) == [(FRIDA, "5.1.1")]


def test_letters_that_came_back_are_not_taken_for_a_server_that_says_no(db, settings):
    with mail_server() as (moody, url):
        settings.EMAIL_URL, settings.DEMO = url, False
        for n in range(3):
            made = post(to=f"p{n}@exempel.se", subject="x", text="x", holds_key=True)
            send_waiting()
            bounce(made, to=made.to)
        moody.always = "no-such-user"
        post(to=FRIDA, subject="x", text="x")
        send_waiting()
    assert set(Letter.objects.values_list("state", flat=True)) == {LetterState.FAILED}
    assert Unreachable.objects.count() == 4


def test_a_server_that_knows_nobody_silences_nobody(db, settings):
    with mail_server() as (moody, url):
        settings.EMAIL_URL, settings.DEMO = url, False
        moody.always = "no-such-user"
        for n in range(4):
            post(to=f"p{n}@exempel.se", subject="x", text="x")
        send_waiting()
        assert moody.offered == sending.EVERYBODY
    assert not Unreachable.objects.exists()


# --- the mailbox --------------------------------------------------------------


@pytest.fixture(scope="module")
def imap():
    with imap_server() as post_office:
        yield post_office


@pytest.fixture
def box(imap, settings, db):
    settings.IMAP_URL = imap.url
    read_mailbox()  # what earlier tests put there
    return imap


def test_without_a_mailbox_nothing_is_read(db, settings):
    settings.IMAP_URL = ""
    assert read_mailbox() == 0
    assert not WorkerBeat.objects.exists()


def test_a_bounce_is_fetched_from_a_real_mailbox_once_and_nothing_there_is_touched(sent, box):
    box.put(answer("Hej!"))
    box.put(report(message_id=sent.message_id))
    assert read_mailbox() == 2
    assert now(sent)[2] == CameBack.BOUNCED
    assert read_mailbox() == 0
    assert "Seen" not in box.flags()
    box.take_away_first()  # somebody tidies
    box.put(answer("Hej igen!"))
    assert read_mailbox() == 1
    assert WorkerBeat.objects.get(job="returns").did == "ok 1"


def test_a_mailbox_numbered_anew_is_read_again_and_nothing_happens_twice(sent, box):
    box.put(report(message_id=sent.message_id))
    read_mailbox()
    reach_again(FRIDA)
    Mailbox.objects.update(validity=1)
    assert read_mailbox() > 0
    assert not Unreachable.objects.exists()


def test_a_process_that_dies_in_the_middle_goes_on_where_it_was(sent, box, monkeypatch):
    from malbild.outbox.services import receiving  # noqa: PLC0415

    for _ in range(3):
        box.put(answer("Hej!"))
    seen = []

    def dies(raw):
        seen.append(raw)
        if len(seen) == 2:
            raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(receiving, "receive", dies)
        with pytest.raises(KeyboardInterrupt):
            read_mailbox()
    assert read_mailbox() == 2


def test_a_huge_letter_and_junk_do_not_stop_the_reading(sent, box):
    box.put(b"Subject: x\n\n" + b"x" * 600_000)
    box.put(b"Content-Type: multipart/report; boundary=\n\n--\n\xff\xff\n")
    box.put(report(message_id=sent.message_id))
    assert read_mailbox() == 3
    assert now(sent)[2] == CameBack.BOUNCED


def test_the_key_to_the_mailbox_is_written_down_nowhere(box):
    assert "hemligt" not in str(list(Mailbox.objects.values()))


@pytest.mark.parametrize(
    ("change", "code"),
    [(("hemligt", "fel"), "login"), (("INBOX", "Finns-inte"), "login"), (("imap://", "imap+tls://"), "connection")],
)
def test_a_mailbox_that_cannot_be_read_is_told_and_stops_nothing(imap, db, settings, change, code):
    settings.IMAP_URL = imap.url.replace(*change)
    assert read_mailbox() == 0
    assert WorkerBeat.objects.get(job="returns").did == code


def test_a_mailbox_that_is_away_or_silent_is_told(db, settings, monkeypatch):
    monkeypatch.setattr("malbild.outbox.mailbox.SECONDS", 0.3)
    settings.IMAP_URL = "imap://a:b@127.0.0.1:9/"
    assert read_mailbox() == 0
    with bare_server(never_answers) as (_calls, url):
        settings.IMAP_URL = url.replace("smtp://", "imap://a:b@")
        assert read_mailbox() == 0
    assert WorkerBeat.objects.get(job="returns").did == "connection"


def test_what_a_subscriber_cannot_take_in_keeps_nothing_and_holds_up_nobody(sent, monkeypatch, caplog):
    def fails(event):
        Letter.objects.filter(pk=event.letter_id).update(subject="halvvägs")
        raise RuntimeError("oväntat")

    monkeypatch.setitem(events._subscribers, LetterAnswered, [fails])
    got = receive(answer("Klart!", In_Reply_To=sent.message_id))
    sent.refresh_from_db()
    assert (got.kind, got.letter_id, sent.subject) == (Kind.OTHER, sent.pk, "2 saker")
    assert "an answer was not taken in" in caplog.text

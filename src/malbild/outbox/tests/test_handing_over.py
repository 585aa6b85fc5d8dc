"""Letters against a real mail server that fails in every way: handed over at least once, never lost."""

import datetime as dt
import threading
import time

import pytest
from django.db import connection

from malbild.kit import clock
from malbild.outbox import smtp
from malbild.outbox.message import as_message
from malbild.outbox.models import Letter, LetterState, Trouble, WorkerBeat
from malbild.outbox.queries import failed_letters, health
from malbild.outbox.services import post, send_letter, send_now, send_waiting, sending, try_again
from malbild.outbox.tests.mailserver import mail_server


@pytest.fixture
def server(db, settings):
    with mail_server() as (moody, url):
        settings.EMAIL_URL, settings.DEMO = url, False
        yield moody


def letter(to="frida@exempel.se", **more):
    return post(to=to, subject="2 saker", text="Hej på dig, åäö", **more)


def later(minutes):
    return clock.standing_at(clock.now() + dt.timedelta(minutes=minutes))


def test_a_letter_arrives_with_everything_it_should_carry(server):
    made = letter(
        from_name="Samverkan Älvkarleby",
        html="<p>Hej på dig</p>",
        headers={"Reply-To": "maria@exempel.se", "List-Unsubscribe": "<https://x.se/svar/1/>"},
        attachments=[("protokoll.pdf", "application/pdf", b"%PDF-")],
    )
    assert send_waiting() == 1
    (got,) = server.taken
    assert got["From"] == "Samverkan Älvkarleby <malbild@localhost>"
    assert (got["To"], got["Subject"]) == ("frida@exempel.se", "2 saker")
    assert got["Message-ID"] == made.message_id
    assert got["Reply-To"] == "maria@exempel.se"
    assert got["List-Unsubscribe"] == "<https://x.se/svar/1/>"
    assert got["Auto-Submitted"] == "auto-generated"
    assert abs(got["Date"].datetime - made.created_at) < dt.timedelta(seconds=2)
    assert got.get_body(("plain",)).get_content().strip() == "Hej på dig, åäö"
    assert "Hej på dig" in got.get_body(("html",)).get_content()
    assert [p.get_filename() for p in got.iter_attachments()] == ["protokoll.pdf"]
    assert Letter.objects.get().state == LetterState.SENT
    assert send_waiting() == 0
    assert len(server.taken) == 1


def test_a_greylisting_server_gets_the_same_letter_again(server):
    server.moods = ["greylist"]
    made = letter()
    assert send_waiting() == 0
    made.refresh_from_db()
    assert (made.state, made.trouble) == (LetterState.WAITING, Trouble.LATER)
    assert "Greylisted" in made.last_error
    assert send_waiting() == 0  # not yet
    assert server.offered == 1
    with later(1):
        assert send_waiting() == 1
    assert server.taken[0]["Message-ID"] == made.message_id


@pytest.mark.parametrize(("mood", "trouble"), [("no-such-user", Trouble.RECIPIENT), ("spam", Trouble.CONTENT)])
def test_a_final_no_is_shown_and_not_repeated(server, mood, trouble, world):
    server.moods = [mood]
    made = letter(partnership_id=world.ours.pk)
    send_waiting()
    with later(5000):
        send_waiting()
        assert server.offered == 1
    assert list(failed_letters(world.ours.pk)) == [made]
    assert not failed_letters(world.theirs.pk).exists()
    made.refresh_from_db()
    assert (made.state, made.trouble) == (LetterState.FAILED, trouble)
    assert try_again(made.pk)
    assert not try_again(made.pk)
    assert send_waiting() == 1
    assert server.taken[0]["Message-ID"] == made.message_id


def test_our_own_wrong_sender_address_lets_letters_wait(server):
    server.moods = ["bad-sender"]
    made = letter()
    send_waiting()
    made.refresh_from_db()
    assert (made.state, made.trouble) == (LetterState.WAITING, Trouble.SENDER)


def test_a_wrong_password_lets_letters_wait(db, settings):
    with mail_server(login_refused=True) as (_moody, url):
        settings.EMAIL_URL, settings.DEMO = url, False
        made = letter()
        assert send_waiting() == 0
    made.refresh_from_db()
    assert (made.state, made.trouble) == (LetterState.WAITING, Trouble.LOGIN)


@pytest.mark.parametrize("mood", ["cut", "cut-after"])
def test_a_line_cut_in_the_middle_repeats_the_same_message_id(server, mood):
    server.moods = [mood]
    made = letter()
    assert send_waiting() == 0
    with later(2):
        assert send_waiting() == 1
    ids = {m["Message-ID"] for m in server.taken}
    assert ids == {made.message_id}
    assert len(server.taken) == (2 if mood == "cut-after" else 1)


def test_a_server_that_does_not_answer_is_left_after_a_while(server, monkeypatch):
    monkeypatch.setattr(sending, "Line", lambda: smtp.Line(0.3, 0.5))
    server.moods = ["slow"]
    made = letter()
    assert send_waiting() == 0
    made.refresh_from_db()
    assert (made.state, made.trouble) == (LetterState.WAITING, Trouble.CONNECTION)


def test_no_server_at_all_gives_up_only_after_days(db, settings):
    settings.EMAIL_URL, settings.DEMO = "smtp://127.0.0.1:9", False
    made = letter()
    waited = dt.timedelta()
    for minutes in sending.RETRY_MINUTES:
        with clock.standing_at(made.created_at + waited + dt.timedelta(seconds=1)):
            send_waiting()
        waited += dt.timedelta(minutes=minutes, seconds=1)
    made.refresh_from_db()
    assert made.state == LetterState.FAILED
    assert waited > dt.timedelta(days=2)


def test_without_a_setting_letters_wait_untouched(db, settings):
    settings.EMAIL_URL, settings.DEMO = "", False
    made = letter()
    assert send_waiting() == 0
    made.refresh_from_db()
    assert (made.state, made.attempts) == (LetterState.WAITING, 0)
    assert not health(at=clock.now()).is_configured


def test_a_long_link_to_unsubscribe_stays_whole_on_the_wire(db, settings):
    settings.EMAIL_FROM = "Målbild <malbild@samverkan.ett-langt-namn.alvkarleby.exempel.se>"
    link = "<https://malbild.samverkan.ett-langt-namn.alvkarleby.exempel.se/svar/12-" + "a" * 32 + "/avsluta/>"
    made = letter(headers={"List-Unsubscribe": link}, from_name="Samverkan Älvkarleby, Tierp och hela Norduppland")
    wire = as_message(made).as_bytes().decode("ascii")
    assert f"\r\nList-Unsubscribe: {link}\r\n" in wire
    assert f"\r\nMessage-ID: {made.message_id}\r\n" in wire
    assert max(map(len, wire.split("\r\n"))) <= 998


def test_one_bad_letter_does_not_stop_the_others(server):
    bad, good = letter(), letter(to="bo@exempel.se")
    Letter.objects.filter(pk=bad.pk).update(attachments=[{"name": "x", "type": "application/pdf", "base64": "a"}])
    assert send_waiting() == 1
    good.refresh_from_db()
    bad.refresh_from_db()
    assert (good.state, bad.state, bad.trouble) == (LetterState.SENT, LetterState.FAILED, Trouble.CONTENT)


def test_no_header_can_be_smuggled_in(server):
    letter(from_name="Grupp\nBcc: alla@exempel.se", headers={"Reply-To": "maria@exempel.se\nBcc: x@y.se"})
    assert send_waiting() == 1
    assert server.taken[0]["Bcc"] is None


def test_an_address_with_swedish_letters_in_its_domain_is_sent_in_ascii(server):
    letter(to="frida@älvkarleby.se")
    assert send_waiting() == 1
    assert server.taken[0]["To"] == "frida@xn--lvkarleby-u2a.se"


def test_many_letters_share_one_line(server):
    for _ in range(5):
        letter()
    assert send_waiting() == 5
    assert server.connections == 1


def test_a_process_that_died_with_the_letter_lets_go_of_it(server):
    made = letter()
    assert sending._take(made.pk) is not None  # and then it was killed
    assert send_waiting() == 0
    assert server.offered == 0
    with later(11):
        assert send_waiting() == 1
    assert server.taken[0]["Message-ID"] == made.message_id


def test_a_late_no_does_not_overwrite_the_other_workers_yes(server):
    made = letter()
    slow = sending._take(made.pk)
    with later(11):
        assert send_waiting() == 1
    sending._put_back(slow, smtp.Failure(Trouble.CONNECTION, False, "cut"))
    made.refresh_from_db()
    assert made.state == LetterState.SENT


def test_an_old_sign_in_code_is_not_sent(server):
    send_now(to="frida@exempel.se", subject="Din kod", text="123456")
    with later(11):
        assert send_waiting() == 0
    assert server.taken == []
    assert Letter.objects.get().trouble == Trouble.TOO_OLD
    assert not try_again(Letter.objects.get().pk)


@pytest.mark.django_db(transaction=True)
def test_nothing_is_locked_while_the_server_thinks(settings):
    with mail_server() as (moody, url):
        settings.EMAIL_URL, settings.DEMO = url, False
        moody.moods = ["slow"]
        made = letter()

        def send():
            send_letter(made.pk)
            connection.close()

        sending = threading.Thread(target=send)
        sending.start()
        while not moody.taken:
            time.sleep(0.01)
        began = time.monotonic()
        letter(to="bo@exempel.se")  # another writer, while the 250 is still to come
        assert time.monotonic() - began < 1
        sending.join()
    made.refresh_from_db()
    assert made.state == LetterState.SENT


@pytest.mark.postgres  # the tests' SQLite lives in memory, where two threads lock each other's tables out
@pytest.mark.django_db(transaction=True)
def test_two_workers_hand_over_each_letter_once(settings):
    with mail_server() as (moody, url):
        settings.EMAIL_URL, settings.DEMO = url, False
        for _ in range(12):
            letter()

        def send():
            send_waiting()
            connection.close()

        workers = [threading.Thread(target=send) for _ in range(2)]
        for w in workers:
            w.start()
        for w in workers:
            w.join()
    ids = [m["Message-ID"] for m in moody.taken]
    assert len(ids) == len(set(ids)) == 12


def test_the_worker_beats_at_most_once_a_minute_when_idle(server, django_assert_num_queries):
    send_waiting()
    first = WorkerBeat.objects.get(job="send").at
    with django_assert_num_queries(2):
        send_waiting()
    assert WorkerBeat.objects.get(job="send").at == first
    with later(2):
        send_waiting()
        assert WorkerBeat.objects.get(job="send").at > first


def test_a_letter_with_a_key_loses_its_text_once_it_is_handed_over(server):
    server.moods = ["greylist"]
    key = letter(holds_key=True, html="<p>1-abc</p>", headers={"List-Unsubscribe": "<https://x.se/svar/1-abc/>"})
    send_waiting()
    key.refresh_from_db()
    assert key.text  # still to be sent
    with later(2):
        letter()
        assert send_waiting() == 2
    key.refresh_from_db()
    assert (key.text, key.html, key.headers) == ("", "", {})
    assert Letter.objects.exclude(pk=key.pk).get().text
    assert "Hej på dig" in server.taken[0].get_body(("plain",)).get_content()


def test_the_demo_sends_nothing(settings, db):
    settings.EMAIL_URL, settings.DEMO = "smtp://127.0.0.1:9", True
    letter()
    assert send_waiting() == 1

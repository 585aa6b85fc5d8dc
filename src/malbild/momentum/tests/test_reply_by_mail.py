"""A reply to a mail does what one tap would have done, or waits for the coordinator; a forged one does nothing."""

import datetime as dt
import logging
import re

import pytest

from malbild.access.errors import Forbidden, Hidden
from malbild.access.scope import outside_the_walls, scope_for
from malbild.audit.models import AuditEvent
from malbild.goals.models import HelpRequest, Measure, MeasureAnswer
from malbild.goals.services import undo_answer
from malbild.kit import clock
from malbild.momentum.models import MailLink, MailReply, PersonWeek
from malbild.momentum.replies.services import A_LETTER, settle_reply, take
from malbild.momentum.services import report_wrong_person, run_due, visit
from malbild.momentum.tests.conftest import DAY, TUESDAY
from malbild.momentum.tests.reply_shapes import HTML, html_reply, message, plain_reply
from malbild.outbox.models import Letter
from malbild.outbox.services import post, receive, send_waiting

pytestmark = pytest.mark.usefixtures("tuesday")
NUMBER = "811228-9874"  # a made-up one with a right check digit


@pytest.fixture
def reads_replies(settings):
    settings.DEMO, settings.REPLY_ADDRESS = True, "svar+{key}@exempel.se"


@pytest.fixture
def two(promise):
    return promise("frida", "Ring om belysningen"), promise("frida", "Boka lokal")


@pytest.fixture
def digest(reads_replies, two):
    return sent_digest()


def sent_digest(to="frida@exempel.se"):
    run_due(TUESDAY)
    send_waiting()
    return Letter.objects.get(kind="digest", to=to)


class Reply:
    """Frida's program answers a letter: to its Reply-To, naming it."""

    def __init__(self, letter):
        self.heads = {
            "To": letter.headers["Reply-To"],
            "In-Reply-To": letter.message_id,
            "Message-ID": "<svar-1@frida.exempel>",
            "Date": "Tue, 01 Dec 2026 08:00:00 +0100",
        }

    def __call__(self, words, program="gmail", **heads):
        return plain_reply(program, words, **{**self.heads, **heads})

    def send(self, words, **heads):
        """Taken in as it comes from the mailbox; what was written down of it, if anything."""
        before = kept(MailReply)
        receive(self(words, **heads))
        return next((reply for reply in kept(MailReply) if reply not in before), None)


@pytest.fixture
def frida(digest):
    return Reply(digest)


def kept(model):
    """Every row there is of it, in order."""
    with outside_the_walls("test"):
        return list(model.objects.order_by("pk"))


def values(*models):
    with outside_the_walls("test"):
        return str([list(model.objects.values()) for model in models])


def states(*measures):
    with outside_the_walls("test"):
        return [Measure.objects.get(pk=m.pk).state for m in measures]


def nothing_happened(*measures):
    return not kept(MeasureAnswer) and set(states(*measures)) == {"accepted"}


# --- what it does ---------------------------------------------------------------


def test_a_reply_by_number_is_what_two_taps_would_have_been(frida, two, world):
    reply = frida.send("Hej!\n\n1 klart, 2 behöver hjälp med nycklar\n\nMvh Frida")
    assert (reply.outcome, reply.doubt, reply.text) == ("understood", "", "")
    first, second = kept(MeasureAnswer)
    assert (first.measure_id, first.answer, first.via, first.by_id) == (
        two[0].pk,
        "done",
        "mail",
        world.seats["frida"].pk,
    )
    assert (second.measure_id, second.answer, second.text) == (two[1].pk, "need-help", "med nycklar")
    assert states(*two) == ["done", "accepted"]
    assert [h.text for h in kept(HelpRequest)] == ["med nycklar"]
    assert AuditEvent.objects.filter(action="goals:measure:answer", role="answerer").count() == 2


def test_a_new_day_is_set_and_can_be_taken_back(frida, two, world):
    frida.send("2 ny tid 15 januari")
    with outside_the_walls("test"):
        assert Measure.objects.get(pk=two[1].pk).due == dt.date(2027, 1, 15)
    said = kept(MeasureAnswer)[0]
    actor = world.actor("frida")
    with scope_for(actor):
        undo_answer(actor, said.pk)
    with outside_the_walls("test"):
        assert Measure.objects.get(pk=two[1].pk).due == two[1].due


def test_one_promise_needs_no_number_and_no_name_of_the_letter(reads_replies, promise):
    ring = promise("frida", "Ring om belysningen")
    reply = Reply(sent_digest()).send("På gång", **{"In-Reply-To": ""})
    assert reply.outcome == "understood"
    assert states(ring) == ["under-way"]


def test_a_question_is_answered_with_yes(reads_replies, promise):
    asked = promise.ask("frida", "Ta fram en rutin")
    assert Reply(sent_digest()).send("Ja, jag tar den").outcome == "understood"
    assert states(asked) == ["accepted"]


@pytest.mark.parametrize("program", HTML)
def test_a_reply_in_html_alone_is_taken_too(digest, two, program):
    receive(html_reply(program, "1 klart, 2 på gång", **Reply(digest).heads))
    assert states(*two) == ["done", "under-way"]


def test_the_letter_tells_how_and_has_the_same_numbers(digest, two):
    with outside_the_walls("test"):
        assert MailLink.objects.get(reply_hash__isnull=False).items == [m.pk for m in two]
    made = digest.headers["Reply-To"]
    assert re.fullmatch(r"svar\+[1-9]\d*-[a-z2-7]{32}@exempel\.se", made)
    assert len(made.partition("@")[0]) <= 64
    assert made.partition("+")[2].partition("@")[0] not in values(MailLink)


def test_without_an_address_for_replies_they_go_to_a_person_as_before(two, settings):
    settings.DEMO = True
    run_due(TUESDAY)
    letter = Letter.objects.get(kind="digest")
    assert letter.headers["Reply-To"] == "anna@exempel.se"
    assert "Svara på mejlet så når du Anna." in letter.text


def test_the_letter_says_how_to_reply(reads_replies, two):
    run_due(TUESDAY)
    letter = Letter.objects.get(kind="digest")
    for part in (letter.text, letter.html):
        assert "till exempel ”1 klart, 2 på gång”. Annat du skriver läser Anna." in part
    assert "1. Ring om belysningen</h2>" in letter.html
    assert "2. Boka lokal</h2>" in letter.html


# --- what waits -----------------------------------------------------------------


def test_what_is_not_certain_waits_whole_for_the_coordinator(frida, two):
    reply = frida.send("Hej Anna!\n\n1 klart, 2 vet jag inte. Kan vi höras?\n\nMvh Frida")
    assert (reply.outcome, reply.doubt) == ("waits", "unclear")
    assert reply.text == "Hej Anna!\n\n1 klart, 2 vet jag inte. Kan vi höras?\n\nMvh Frida"
    assert nothing_happened(*two)


def test_all_of_a_reply_counts_or_none_of_it(frida, two):
    with outside_the_walls("test"):
        Measure.objects.filter(pk=two[1].pk).update(state="paused")
    reply = frida.send("1 klart, 2 på gång")
    assert (reply.outcome, reply.doubt) == ("waits", "changed")
    assert not kept(MeasureAnswer)
    assert states(two[0]) == ["accepted"]


def test_what_somebody_else_said_since_is_not_written_over(frida, two, promise):
    promise.answer("anna", two[0], "new-date", at=TUESDAY + DAY, new_due=dt.date(2026, 12, 20))
    with clock.standing_at(TUESDAY + 2 * DAY):
        assert frida.send("1 klart").doubt == "changed"
    assert states(two[0]) == ["accepted"]


def test_a_reply_on_its_way_for_days_does_not_undo_a_later_tap(frida, two, promise):
    promise.answer("frida", two[0], "need-help", at=TUESDAY + DAY)
    with clock.standing_at(TUESDAY + 2 * DAY):
        assert frida.send("1 på gång").doubt == "changed"
        assert frida.send("1 klart", **{"Message-ID": "<2@x>", "Date": "Thu, 03 Dec 2026 07:59:00 +0100"}).doubt == ""


def test_klart_after_the_same_tap_is_no_trouble(frida, two, promise):
    promise.answer("frida", two[0], "done", at=TUESDAY)
    assert frida.send("1 klart").outcome == "understood"
    assert len(kept(MeasureAnswer)) == 1


def test_the_third_new_day_is_the_coordinators_to_ask_about(frida, two):
    with outside_the_walls("test"):
        Measure.objects.filter(pk=two[0].pk).update(new_dates=2)
    assert frida.send("1 ny tid 15 januari").doubt == "third-day"
    assert nothing_happened(*two)


def test_a_reply_to_another_letter_waits_for_the_coordinator(reads_replies, world, two):
    letter = post(to="frida@exempel.se", subject="Kallelse", text="x", kind="invitation", partnership_id=world.ours.pk)
    send_waiting()
    receive(message("Jag kommer en kvart sent", In_Reply_To=letter.message_id, Message_ID="<9@x>"))
    (reply,) = kept(MailReply)
    assert (reply.outcome, reply.doubt, reply.text) == ("waits", "other-letter", "Jag kommer en kvart sent")
    assert reply.membership_id == world.seats["frida"].pk


def test_nothing_that_opens_something_is_handed_on(digest, frida):
    secret = digest.headers["Reply-To"]
    reply = frida.send(f"Se https://malbild.exempel/svar/1-abc/ och {secret}, vad menas?")
    assert reply.text == "Se [länk] och [adress] vad menas?"


# --- who it is from -------------------------------------------------------------

FORGED = {
    "another sender": {"From": "bo@exempel.se"},
    "a sender alike": {"From": "frida@exempel.se.evil.example"},
    "the name in the name": {"From": '"frida@exempel.se" <eva@evil.example>'},
    "two senders": {"From": "frida@exempel.se, eva@evil.example"},
    "no sender": {"From": ""},
    "no key": {"To": "malbild@exempel.se"},
    "a guessed key": {"To": "svar+1-" + "a" * 32 + "@exempel.se"},
    "the key at another address": {"To": "annat@exempel.se", "Subject": "svar+1-aaaa"},
}


@pytest.mark.parametrize("how", FORGED)
def test_a_forged_reply_waits_as_unproven_and_does_nothing(frida, two, how):
    reply = frida.send("1 klart, 2 klart", **FORGED[how])
    assert (reply.outcome, reply.doubt, reply.text) == ("waits", "unknown-sender", "1 klart, 2 klart")
    assert nothing_happened(*two)
    with outside_the_walls("test"):
        assert set(MailLink.objects.values_list("used_at", flat=True)) == {None}  # no sign of life either


def test_the_key_of_another_partnership_opens_nothing_here(frida, digest, two, world):
    number, _, secret = digest.headers["Reply-To"].partition("+")[2].partition("-")
    assert number == str(world.ours.pk)
    elsewhere = f"svar+{world.ours.pk + 1}-{secret}"
    assert frida.send("1 klart", To=elsewhere).doubt == "unknown-sender"
    assert nothing_happened(*two)


def test_capitals_on_the_way_change_nothing(frida, digest, two):
    assert frida.send("1 klart", To=digest.headers["Reply-To"].upper(), From="FRIDA@Exempel.SE").outcome == "understood"


@pytest.mark.parametrize(
    ("line", "outcome"),
    [
        ("mx.exempel.se; dkim=pass; dmarc=pass header.from=exempel.se", "understood"),
        ("MX.exempel.se 1; spf=none; dmarc=none", "understood"),
        ("mx.exempel.se; dmarc=fail (p=none) header.from=exempel.se", "waits"),
        ("mx.exempel.se; spf=pass smtp.mailfrom=dmarc=pass", "waits"),
        ('mx.exempel.se; spf=pass smtp.mailfrom="x; dmarc=pass"@evil', "waits"),
        ("mx.exempel.se; dmarc=fail (; dmarc=pass)", "waits"),
        ("mx.evil.example; dmarc=pass", "waits"),
        ("", "waits"),
    ],
)
def test_the_server_that_is_trusted_is_believed_and_no_other(frida, settings, line, outcome):
    settings.TRUSTED_AUTH = "mx.exempel.se"
    assert frida.send("1 klart", **{"Authentication-Results": line}).outcome == outcome


def test_the_topmost_line_of_the_trusted_server_is_the_true_one(frida, settings):
    settings.TRUSTED_AUTH = "mx.exempel.se"
    forged = b"Authentication-Results: mx.exempel.se; dmarc=pass\n" + frida("1 klart")
    receive(b"Authentication-Results: mx.exempel.se; dmarc=fail\n" + forged)
    assert [r.doubt for r in kept(MailReply)] == ["unknown-sender"]


def test_the_address_closes_with_the_letter_and_the_seat(frida, digest, two, world):
    with clock.standing_at(TUESDAY + 31 * DAY):
        assert frida.send("1 klart", **{"In-Reply-To": ""}).doubt == "closed"
    with outside_the_walls("test"):
        world.seats["frida"].revoked_at = TUESDAY
        world.seats["frida"].save()
    assert frida.send("2 klart", **{"Message-ID": "<2@x>"}).doubt == "closed"
    assert nothing_happened(*two)


def test_a_letter_that_came_to_the_wrong_person_takes_no_reply(reads_replies, two):
    run_due(TUESDAY)
    letter = Letter.objects.get(kind="digest")
    token = re.search(r"/svar/([^/\s]+)/", letter.text)[1]
    with visit(token) as found:
        report_wrong_person(found)
    assert Reply(letter).send("1 klart", **{"In-Reply-To": ""}).doubt == "closed"
    assert nothing_happened(*two)


# --- again, and too much --------------------------------------------------------


def test_the_same_message_again_does_nothing_more(frida, two, promise):
    frida.send("2 ny tid 15 januari")
    promise.answer("frida", two[1], "on-track", at=TUESDAY + DAY)
    for again in ({}, {"Message-ID": "<nytt-namn@evil>"}):
        assert frida.send("2 ny tid 15 januari", **again) is None
    assert len(kept(MeasureAnswer)) == 2
    frida.send("Vad menas?", **{"Message-ID": "<3@x>"})
    assert frida.send("Vad menas?", **{"Message-ID": "<3@x>"}) is None


def test_a_second_reply_to_the_same_letter_is_a_reply_of_its_own(frida, two):
    frida.send("1 på gång")
    with clock.standing_at(TUESDAY + 3 * DAY):
        frida.send("1 klart", **{"Message-ID": "<2@x>", "Date": "Fri, 04 Dec 2026 08:00:00 +0100"})
    assert states(two[0]) == ["done"]


def test_too_many_are_counted_and_not_kept(frida, two):
    for n in range(A_LETTER + 5):
        frida.send(f"Vad menas? {n}", **{"Message-ID": f"<{n}@x>"})
    assert len(kept(MailReply)) == A_LETTER
    assert sum(r.more for r in kept(MailReply)) == 5
    assert frida.send("1 klart", **{"Message-ID": "<sist@x>"}).outcome == "understood"


def test_nothing_is_ever_sent_back_and_no_loop_can_start(frida, digest):
    before = Letter.objects.count(), PersonWeek.objects.count()
    for n in range(20):
        frida.send("Klart eller?", **{"Message-ID": f"<{n}@x>"})
        receive(frida("1 klart", **{"Auto-Submitted": "auto-replied", "Message-ID": f"<a{n}@x>"}))
        receive(frida("1 klart", Precedence="bulk"))
    assert (Letter.objects.count(), PersonWeek.objects.count()) == before
    assert not kept(MeasureAnswer)


def test_a_personnummer_is_stopped_before_anything_is_kept(frida, two, caplog):
    with caplog.at_level(logging.DEBUG):
        reply = frida.send(f"1 klart, 2 behöver hjälp med {NUMBER}")
    assert (reply.outcome, reply.text, reply.answers) == ("stopped", "", [])
    assert nothing_happened(*two)
    everything = values(MailReply, MeasureAnswer, HelpRequest) + caplog.text
    assert NUMBER[-4:] not in everything
    assert frida.send("1 klart", **{"Message-ID": "<2@x>"}).outcome == "understood"


def test_a_personnummer_in_html_in_a_signature_or_the_subject_is_stopped_too(frida, digest):
    heads = frida.heads
    receive(html_reply("outlook", f"1 klart, nr {NUMBER}", **{**heads, "Message-ID": "<1@x>"}))
    receive(frida(f"1 klart\n\nMvh Frida {NUMBER}", **{"Message-ID": "<2@x>", "Date": ""}))
    receive(
        frida("1 klart", Subject=f"Sv: {NUMBER}", **{"Message-ID": "<3@x>", "Date": "Tue, 01 Dec 2026 09:00 +0100"})
    )
    assert [r.outcome for r in kept(MailReply)] == ["stopped"] * 3


def test_a_fault_of_ours_hands_the_reply_over_and_stops_nothing(frida, two, monkeypatch):
    def breaks(*_args, **_kwargs):
        raise ZeroDivisionError

    monkeypatch.setattr("malbild.momentum.replies.services.understand", breaks)
    assert frida.send("1 klart").text == "1 klart"
    assert nothing_happened(*two)


def test_no_words_of_a_reply_stand_in_the_log(frida, caplog):
    with caplog.at_level(logging.DEBUG):
        frida.send("Hemligt om Frida, vad menas?")
    assert "Hemligt" not in caplog.text
    assert "frida@" not in caplog.text


def test_junk_to_the_right_address_waits_and_breaks_nothing(digest, frida):
    to = digest.headers["Reply-To"].encode()
    for raw in (b"To: " + to, b"To: " + to + b"\nFrom: \xff\nContent-Type: multipart/x; boundary=\n\n--\n\xff"):
        receive(raw)
    assert {r.doubt for r in kept(MailReply)} == {"unknown-sender"}
    assert take(b"") is None


# --- the coordinator ------------------------------------------------------------


def test_the_organisers_take_care_of_it_and_nobody_else(frida, world):
    reply = frida.send("Kan vi höras?")
    for who in ("frida", "gun"):
        with scope_for(world.actor(who)), pytest.raises(Forbidden):
            settle_reply(world.actor(who), world.ours.pk, reply.pk)
    with scope_for(world.actor("cia")), pytest.raises((Forbidden, Hidden)):
        settle_reply(world.actor("cia"), world.ours.pk, reply.pk)
    bo = world.actor("bo")
    with scope_for(bo):
        assert settle_reply(bo, world.ours.pk, reply.pk)
        assert not settle_reply(bo, world.ours.pk, reply.pk)
        with pytest.raises(Hidden):
            settle_reply(bo, world.ours.pk, reply.pk + 1)

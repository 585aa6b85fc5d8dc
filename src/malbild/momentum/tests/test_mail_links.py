"""Two taps from the mail to answered, with no account; and every way to misuse a link."""

import datetime as dt
import re

import pytest
from django.contrib.sessions.models import Session
from django.test import Client

from malbild.access.policy import Action
from malbild.access.scope import outside_the_walls, scope_for
from malbild.audit.models import AuditEvent
from malbild.goals import services as plan
from malbild.goals.models import HelpRequest, Measure, MeasureAnswer
from malbild.kit import clock
from malbild.momentum.models import MailLink, MailSetting
from malbild.momentum.services import new_token, open_link, run_due
from malbild.momentum.tests.conftest import DAY, TUESDAY, plain
from malbild.outbox.models import Letter
from malbild.outbox.services import send_waiting
from malbild.outbox.tests.mailserver import mail_server

pytestmark = pytest.mark.usefixtures("tuesday")


@pytest.fixture
def frida_has(promise):
    return promise("frida", "Ring om belysningen")


@pytest.fixture
def link(world, frida_has):
    return make_link(world, "frida", [frida_has])


def make_link(world, who, measures, at=TUESDAY):
    token = new_token(world.ours.pk)
    with outside_the_walls("test"):
        open_link(world.seats[who], token, [m.pk for m in measures], at=at)
    return f"/svar/{token}/"


@pytest.fixture
def phone():
    """A mail program's own browser, that checks CSRF as a real one is checked and keeps no cookies."""
    return Phone()


class Phone:
    def get(self, url):
        return Client(enforce_csrf_checks=True).get(url)

    def post(self, url, data=None, **more):
        return Client(enforce_csrf_checks=True).post(url, data or {}, **more)


def now(measure):
    with outside_the_walls("test"):
        return Measure.objects.get(pk=measure.pk)


def answers():
    with outside_the_walls("test"):
        return list(MeasureAnswer.objects.order_by("pk"))


def once_on(page):
    return re.search(r'name="once" value="(\w+)"', page.content.decode())[1]


def test_from_the_mail_to_answered_in_two_taps(promise, frida_has, phone, world):
    run_due(TUESDAY)
    text = Letter.objects.get(kind="digest").text
    address = re.search(r"Klart: http://\S+?(/svar/\S+)", text)[1]
    page = phone.get(address)  # the first tap
    html = page.content.decode()
    assert "Du svarar som Frida." in html
    assert re.search(r'value="done" checked', html)
    assert "Bekräfta: klart" in html
    action = re.search(r'<form class="ph-form" method="post" action="([^"]+)"', html)[1]
    sent = phone.post(action, {"measure": frida_has.pk, "answer": "done", "once": once_on(page)})  # the second
    assert sent.status_code == 302
    after = phone.get(sent.url.split("#")[0]).content.decode()
    assert "Markerat som klart. Gruppen ser det på nästa möte." in after
    assert "Ångra" in after
    assert (now(frida_has).state, now(frida_has).done_on) == ("done", TUESDAY.date())
    said = answers()[0]
    assert (said.answer, said.via, said.by_id) == ("done", "mail", world.seats["frida"].pk)
    assert AuditEvent.objects.filter(action="goals:measure:answer").latest("pk").role == "answerer"


def test_the_whole_way_over_a_real_mail_server(frida_has, phone, settings):
    with mail_server() as (server, url):
        settings.EMAIL_URL, settings.DEMO = url, False
        run_due(TUESDAY)
        assert send_waiting() == 1
    (mail,) = server.taken
    assert mail["From"].startswith('"Vår samverkan" <') or mail["From"].startswith("Vår samverkan <")
    assert mail["Reply-To"] == "anna@exempel.se"
    one_click = mail["List-Unsubscribe"].strip("<>")
    assert one_click in mail.get_body(("plain",)).get_content()
    html = mail.get_body(("html",)).get_content()
    address = re.search(r'href="http://[^/]+(/svar/[^"]+/pa-gang/\d+/)"', html)[1]
    assert phone.get(address).status_code == 200
    key = address.split("/")[2]
    phone.post(f"/svar/{key}/", {"measure": frida_has.pk, "answer": "on-track"})
    assert now(frida_has).state == "under-way"
    assert key not in str(Letter.objects.values().get())


@pytest.mark.parametrize("word", ["klart", "pa-gang", "hjalp", "ny-tid"])
def test_a_scanner_that_opens_every_link_fifty_times_changes_nothing(link, frida_has, phone, word):
    before = now(frida_has).__dict__ | {"_state": None}
    with outside_the_walls("test"):
        link_before = MailLink.objects.values().get()
    for path in (f"{link}{word}/{frida_has.pk}/", link, f"{link}avsluta/", f"{link}mejl/", f"{link}inte-jag/"):
        for _ in range(10):
            response = phone.get(path)
            assert response.status_code == 200
            assert "sessionid" not in response.cookies
        assert Client().head(path).status_code == 200
    assert now(frida_has).__dict__ | {"_state": None} == before
    assert answers() == []
    assert Session.objects.count() == 0
    with outside_the_walls("test"):
        assert MailLink.objects.values().get() == link_before
        assert not MailSetting.objects.exists()


def test_the_page_is_kept_out_of_caches_and_search_engines(link, phone):
    response = phone.get(link)
    assert "no-store" in response.headers["Cache-Control"]
    assert "noindex" in response.headers["X-Robots-Tag"]


def test_a_signed_in_neighbour_answers_as_frida_and_not_as_herself(link, frida_has, world):
    """The link is the authority: whoever holds it answers as the person it was sent to, and the page says so."""
    response = world.client("cia").get(link)
    assert "Du svarar som Frida." in response.content.decode()
    world.client("cia").post(link, {"measure": frida_has.pk, "answer": "done"})
    assert answers()[0].by_id == world.seats["frida"].pk


def test_a_double_tap_is_one_answer(link, frida_has, phone):
    key = once_on(phone.get(link))
    for _ in range(3):
        assert phone.post(link, {"measure": frida_has.pk, "answer": "on-track", "once": key}).status_code == 302
    assert len(answers()) == 1


def test_a_form_sent_again_after_undo_changes_nothing(link, frida_has, phone):
    key = once_on(phone.get(link))
    phone.post(link, {"measure": frida_has.pk, "answer": "done", "once": key})
    phone.post(f"{link}angra/{answers()[0].pk}/")
    assert now(frida_has).state == "accepted"
    with clock.standing_at(TUESDAY + dt.timedelta(minutes=5)):
        phone.post(link, {"measure": frida_has.pk, "answer": "done", "once": key})
    assert now(frida_has).state == "accepted"


def test_another_answer_can_be_given_from_the_mail_at_once(link, frida_has, phone):
    phone.post(link, {"measure": frida_has.pk, "answer": "on-track"})
    assert "Bekräfta: klart" in phone.get(f"{link}klart/{frida_has.pk}/").content.decode()
    same = phone.get(f"{link}pa-gang/{frida_has.pk}/").content.decode()
    assert "Nyss besvarat" in same
    assert "Bekräfta: på gång" not in same


def test_undo_is_offered_for_half_an_hour(link, frida_has, phone):
    phone.post(link, {"measure": frida_has.pk, "answer": "done"})
    with clock.standing_at(TUESDAY + dt.timedelta(minutes=29)):
        assert "Ångra" in phone.get(link).content.decode()
    with clock.standing_at(TUESDAY + dt.timedelta(minutes=31)):
        assert "Ångra" not in phone.get(link).content.decode()
        response = phone.post(f"{link}angra/{answers()[0].pk}/")
    assert response.status_code == 422
    assert "halvtimme" in response.content.decode()
    assert now(frida_has).state == "done"


def test_help_opens_a_call_that_the_organisers_see(link, frida_has, phone):
    phone.post(link, {"measure": frida_has.pk, "answer": "need-help", "text": "Bolaget svarar inte"})
    with outside_the_walls("test"):
        assert HelpRequest.objects.get().text == "Bolaget svarar inte"
    assert "Samordnaren ser att du behöver hjälp" in phone.get(link).content.decode()


def test_a_new_day_is_suggested_and_one_may_be_written(link, frida_has, phone, promise):
    promise.meeting(dt.date(2026, 12, 15))
    page = phone.get(f"{link}ny-tid/{frida_has.pk}/").content.decode()
    assert re.search(r'value="2026-12-15" checked', page)
    assert "Tisdag 15 december, nästa möte" in plain(page)
    phone.post(link, {"measure": frida_has.pk, "answer": "new-date", "when": "2026-12-15", "new_due": "18 december"})
    assert (now(frida_has).due, now(frida_has).new_dates) == (dt.date(2026, 12, 18), 1)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"answer": "new-date"}, "Välj en ny dag."),
        ({"answer": "new-date", "new_due": "i morgon bitti"}, "Skriv ett datum, till exempel 27 november 2026."),
        ({"answer": "new-date", "new_due": "2026-11-01"}, "i dag eller senare"),
        ({"answer": "new-date", "when": "2026-99-99"}, "Välj en ny dag."),
        ({"answer": "done", "text": "Pelle 19811218-9876 ringde"}, "Det ser ut som ett personnummer"),
        ({"answer": "done", "text": "x" * 10_000}, "280"),
        ({"answer": ""}, "Välj ett av svaren."),
        ({"answer": "robot"}, "Välj ett av svaren."),
    ],
)
def test_bad_input_is_said_plainly_and_keeps_what_was_written(link, frida_has, phone, data, words):
    response = phone.post(link, {"measure": frida_has.pk, **data})
    html = response.content.decode()
    assert response.status_code == 422
    assert words in html
    assert data.get("text", "")[:20] in html
    assert answers() == []


def test_script_and_hidden_signs_in_a_line_do_no_harm(link, frida_has, phone):
    text = "\u202e<script>alert(1)</script> 🙂"
    phone.post(link, {"measure": frida_has.pk, "answer": "need-help", "text": text})
    assert answers()[0].text == "<script>alert(1)</script> 🙂"
    assert "<script>alert" not in phone.get(link).content.decode()


def test_the_third_new_day_asks_what_now_and_help_comes_instead(link, frida_has, phone):
    assert "tredje nya tiden" not in phone.get(link).content.decode()
    with outside_the_walls("test"):
        Measure.objects.filter(pk=frida_has.pk).update(new_dates=2)
    assert "tredje nya tiden" in phone.get(link).content.decode()
    phone.post(link, {"measure": frida_has.pk, "answer": "new-date", "what_now": "split", "text": "För stor"})
    assert answers()[0].answer == "need-help"
    assert answers()[0].text == "Dela upp den i mindre steg. För stor"


# --- what was asked -----------------------------------------------------------


@pytest.fixture
def question(promise):
    return promise.ask("frida", "Ordna lokal", due=dt.date(2026, 12, 18))


@pytest.fixture
def asked(world, question):
    return make_link(world, "frida", [question])


def test_yes_from_the_mail_makes_it_a_promise(asked, question, phone):
    page = phone.get(f"{asked}ja/{question.pk}/").content.decode()
    assert re.search(r'value="yes" checked', page)
    line = "När det är måndag så ringer jag"
    phone.post(asked, {"measure": question.pk, "answer": "yes", "text": line})
    found = now(question)
    assert (found.state, found.if_then, found.due) == ("accepted", line, dt.date(2026, 12, 18))
    assert "Du har sagt ja." in phone.get(asked).content.decode()


def test_yes_but_another_day(asked, question, phone):
    phone.post(asked, {"measure": question.pk, "answer": "other-day", "when": "2027-01-15"})
    assert (now(question).state, now(question).due) == ("accepted", dt.date(2027, 1, 15))


def test_the_wrong_person_gives_it_back_once(asked, question, phone):
    key = once_on(phone.get(asked))
    for _ in range(2):
        response = phone.post(asked, {"measure": question.pk, "answer": "wrong-person", "once": key})
    assert (now(question).state, now(question).owner_id) == ("draft", None)
    assert response.status_code == 404  # it is nobody's any more
    assert "Samordnaren ser det och frågar någon annan" in phone.get(f"{asked}?tack").content.decode()
    assert "har en annan ägare nu" in phone.get(f"{asked}ja/{question.pk}/").content.decode()


# --- misuse -------------------------------------------------------------------


def test_a_forged_key_is_not_found(link, phone, world):
    token = link.split("/")[2]
    other = f"{world.theirs.pk}-" + token.split("-", 1)[1]
    for forged in (
        "x",
        "1-x",
        token[:-1] + ("A" if token[-1] != "A" else "B"),
        other,
        "99999999999-" + "a" * 32,
        token + "a",
    ):
        for path in ("", "klart/1/", "mejl/", "avsluta/", "inte-jag/"):
            assert phone.get(f"/svar/{forged}/{path}").status_code == 404
        assert phone.post(f"/svar/{forged}/", {"measure": 1, "answer": "done"}).status_code == 404
        assert phone.post(f"/svar/{forged}/avsluta/").status_code == 404


def test_another_persons_atgard_cannot_be_seen_or_answered(link, promise, phone):
    bos = promise("bo", "Polisens rond")
    assert "Polisens rond" not in phone.get(link).content.decode()
    assert phone.get(f"{link}klart/{bos.pk}/").status_code == 404
    assert phone.post(link, {"measure": bos.pk, "answer": "done"}).status_code == 404
    assert now(bos).state == "accepted"


def test_even_ones_own_atgard_outside_the_set_is_closed(link, promise, phone):
    newer = promise("frida", "Senare sak")
    assert "Senare sak" not in phone.get(link).content.decode()
    assert phone.post(link, {"measure": newer.pk, "answer": "done"}).status_code == 404


@pytest.mark.parametrize("measure", ["", "x", "-1", "9" * 30, "1e3"])
def test_a_nonsense_number_is_not_found(link, phone, measure):
    assert phone.post(link, {"measure": measure, "answer": "done"}).status_code == 404


def test_an_atgard_handed_to_somebody_else_is_no_longer_the_links_to_answer(link, frida_has, world, phone):
    anna = world.actor("anna")
    with scope_for(anna):
        plan.edit_measure(anna, frida_has.pk, owner_id=world.seats["bo"].pk)
    assert "har en annan ägare nu" in phone.get(f"{link}klart/{frida_has.pk}/").content.decode()
    assert phone.post(link, {"measure": frida_has.pk, "answer": "done"}).status_code == 404


def test_somebody_elses_answer_cannot_be_undone(link, frida_has, promise, phone):
    said = promise.answer("anna", frida_has, "done")
    assert phone.post(f"{link}angra/{said.pk}/").status_code == 404
    assert now(frida_has).state == "done"


def test_the_link_dies_with_the_seat(link, frida_has, world, phone):
    anna = world.actor("anna")
    with scope_for(anna):
        from malbild.partnerships.services import end_seat  # noqa: PLC0415

        end_seat(anna, world.seats["frida"].pk)
    response = phone.get(link)
    assert response.status_code == 410
    assert "Ring om belysningen" not in response.content.decode()
    assert "Skicka ny länk" not in response.content.decode()
    assert phone.post(link, {"measure": frida_has.pk, "answer": "done"}).status_code == 410
    assert phone.post(f"{link}ny-lank/").status_code == 404
    assert answers() == []


def test_a_newer_mail_does_not_kill_an_older_link(link, frida_has, world, phone):
    make_link(world, "frida", [frida_has], at=TUESDAY + 7 * DAY)
    with clock.standing_at(TUESDAY + 8 * DAY):
        assert phone.get(link).status_code == 200
        assert phone.post(link, {"measure": frida_has.pk, "answer": "done"}).status_code == 302


def test_an_old_link_offers_a_new_one_to_the_address_on_record(link, frida_has, phone, mails):
    with clock.standing_at(TUESDAY + 30 * DAY):
        for path in (link, f"{link}klart/{frida_has.pk}/"):
            response = phone.get(path)
            assert response.status_code == 410
            assert "Länken har gått ut" in response.content.decode()
        assert phone.post(link, {"measure": frida_has.pk, "answer": "done"}).status_code == 410
        assert answers() == []
        sent = phone.post(f"{link}ny-lank/", {"email": "tjuv@exempel.se", "to": "tjuv@exempel.se"})
        assert "samma adress" in sent.content.decode()
        assert "frida@exempel.se" not in sent.content.decode()
        assert mails("link") == [("frida", "Ny länk till det som väntar på dig")]
        fresh = re.search(r"http://[^/]+(/svar/\S+)", Letter.objects.get(kind="link").text)[1]
        assert phone.get(fresh).status_code == 200
        again = phone.post(f"{link}ny-lank/")
        assert again.status_code == 429
        assert "nyss" in again.content.decode()
        assert len(mails("link")) == 1


def test_new_links_are_few_in_a_day(link, phone, mails):
    for n in range(8):
        with clock.standing_at(TUESDAY + 30 * DAY + n * dt.timedelta(minutes=16)):
            phone.post(f"{link}ny-lank/")
    assert len(mails("link")) == 4


def test_no_link_is_sent_when_nothing_waits(link, frida_has, promise, phone, mails):
    promise.answer("frida", frida_has, "done")
    with clock.standing_at(TUESDAY + 30 * DAY):
        assert "Inget väntar" in phone.post(f"{link}ny-lank/").content.decode()
    assert mails("link") == []


def test_somebody_else_can_say_that_the_mail_came_wrong(link, frida_has, phone, world):
    page = phone.get(f"{link}inte-jag/").content.decode()
    assert "Mejlet skickades till Frida." in page
    told = phone.post(f"{link}inte-jag/").content.decode()
    assert "samordnaren ser det" in told
    assert phone.get(link).status_code == 410
    assert "Skicka ny länk" not in phone.get(link).content.decode()
    assert phone.post(link, {"measure": frida_has.pk, "answer": "done"}).status_code == 410
    assert phone.post(f"{link}ny-lank/").status_code == 404
    drive = world.client("anna").get("/s/var/driv/").content.decode()
    assert "mejlet till Frida kom fel" in drive


def test_a_finished_atgard_is_said_to_be_finished(link, frida_has, promise, phone):
    promise.answer("frida", frida_has, "done", at=TUESDAY - DAY)
    page = phone.get(f"{link}pa-gang/{frida_has.pk}/").content.decode()
    assert "redan avslutad" in page
    assert "Inget väntar på dig" in page


# --- how often ----------------------------------------------------------------


def test_one_click_unsubscribe_needs_no_cookie_and_works_from_an_old_link(link, frida_has, phone, mails):
    with clock.standing_at(TUESDAY + 60 * DAY):
        response = phone.post(f"{link}avsluta/", {"List-Unsubscribe": "One-Click"})
    assert response.status_code == 200
    with outside_the_walls("test"):
        assert MailSetting.objects.get().rhythm == "none"
    run_due(TUESDAY + 7 * DAY)
    assert [to for to, _subject in mails()] == ["anna"]  # somebody should call Frida


def test_a_replayed_one_click_changes_one_person_once(link, phone, world):
    world.client("frida").post("/s/var/mejl/", {"rhythm": "weekly", "weekday": "3"})
    for minute in range(3):
        with clock.standing_at(TUESDAY + dt.timedelta(minutes=minute + 1)):
            assert phone.post(f"{link}avsluta/", {"List-Unsubscribe": "One-Click"}).status_code == 200
    with outside_the_walls("test"):
        (setting,) = MailSetting.objects.all()
        logged = AuditEvent.objects.filter(action=Action.DIGEST_SET, details__rhythm="none").count()
    assert (setting.user, setting.rhythm, setting.weekday) == (world.users["frida"], "none", 3)
    assert setting.changed_at == TUESDAY + dt.timedelta(minutes=1)
    assert logged == 1


def test_a_link_that_came_to_the_wrong_person_silences_nobody(link, phone):
    phone.post(f"{link}inte-jag/")
    for response in (phone.get(f"{link}avsluta/"), phone.post(f"{link}avsluta/", {"List-Unsubscribe": "One-Click"})):
        assert response.status_code == 410
    with outside_the_walls("test"):
        assert not MailSetting.objects.exists()


@pytest.mark.parametrize("meeting", [False, True])
def test_the_link_in_the_head_of_every_automatic_mail_unsubscribes_by_post_alone(promise, phone, meeting):
    if meeting:
        promise.meeting(dt.date(2026, 12, 8))
    promise("frida")
    run_due(TUESDAY)
    headers = Letter.objects.get(kind="digest").headers
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    address = re.fullmatch(r"<http://[^/]+(/svar/\S+/avsluta/)>", headers["List-Unsubscribe"])[1]
    assert "Avsluta mejlen" in phone.get(address).content.decode()
    with outside_the_walls("test"):
        assert not MailSetting.objects.exists()
    assert phone.post(address, {"List-Unsubscribe": "One-Click"}).status_code == 200
    with outside_the_walls("test"):
        assert MailSetting.objects.get().rhythm == "none"


def test_how_often_can_be_changed_from_the_mail(link, phone, world):
    assert "Så ofta" in phone.get(f"{link}mejl/").content.decode()
    assert phone.post(f"{link}mejl/", {"rhythm": "monthly", "weekday": "3"}).status_code == 302
    with outside_the_walls("test"):
        found = MailSetting.objects.get()
    assert (found.user, found.rhythm, found.weekday) == (world.users["frida"], "monthly", 3)
    assert phone.post(f"{link}mejl/", {"rhythm": "hourly", "weekday": "9"}).status_code == 422

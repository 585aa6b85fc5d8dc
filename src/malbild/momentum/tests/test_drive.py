"""What the organisers drive: help, whom to call, what has stopped, and whether mail works."""

import datetime as dt

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from malbild.access.scope import outside_the_walls
from malbild.goals.models import HelpRequest
from malbild.kit import clock
from malbild.momentum import queries
from malbild.momentum.models import Call, MailSetting
from malbild.momentum.services import run_due
from malbild.momentum.tests.conftest import DAY, TUESDAY, plain
from malbild.outbox.models import Letter, LetterState, Trouble, WorkerBeat
from malbild.outbox.queries import trouble
from malbild.outbox.services import beat, post, send_waiting

pytestmark = pytest.mark.usefixtures("tuesday")
DRIVE, HEALTH, MAIL = "/s/var/driv/", "/s/var/mejlen/", "/s/var/mejl/"
WEEK = 7 * DAY


def drive(world, at=TUESDAY):
    with clock.standing_at(at):
        return plain(world.client("anna").get(DRIVE).content.decode())


def test_help_is_listed_with_the_longest_open_first_and_closed_with_a_line(promise, world):
    for n, title in enumerate(("Nycklar", "Belysning")):
        promise.answer(
            "frida", promise("frida", title), "need-help", text=f"{title} saknas", at=TUESDAY - (3 + n) * DAY
        )
    page = drive(world)
    assert page.index("Belysning saknas") < page.index("Nycklar saknas")
    assert "Frida bad om hjälp" in page
    with outside_the_walls("test"):
        first = HelpRequest.objects.order_by("opened_at").first()
    anna = world.client("anna")
    assert anna.post(f"{DRIVE}hjalp/{first.pk}/", {"outcome": ""}).status_code == 422
    assert anna.post(f"{DRIVE}hjalp/{first.pk}/", {"outcome": "Kommunen betalar"}).status_code == 302
    assert "Belysning saknas" not in drive(world)


@pytest.mark.parametrize(("who", "status"), [("gun", 403), ("hans", 404), ("rut", 404), ("ines", 404), ("cia", 404)])
def test_only_organisers_and_the_owner_close_help(promise, world, who, status):
    promise.answer("frida", promise("frida"), "need-help")
    with outside_the_walls("test"):
        asked = HelpRequest.objects.get()
    assert world.client(who).post(f"{DRIVE}hjalp/{asked.pk}/", {"outcome": "x"}).status_code == status
    with outside_the_walls("test"):
        assert HelpRequest.objects.get().closed_at is None


def test_after_two_silent_mails_call_instead_and_mails_begin_again(promise, world, mails):
    promise("frida", "Ring om belysningen", due=dt.date(2026, 12, 11))
    for n in range(2):
        run_due(TUESDAY + n * WEEK)
    assert "Alla svarar." in drive(world, TUESDAY + WEEK)
    later = TUESDAY + 2 * WEEK
    page = drive(world, later)
    assert "Två mejl utan svar sedan 1 december" in page
    assert "Ring om belysningen" in page
    assert "Vad behövs för att komma vidare?" in page
    with clock.standing_at(later):
        anna = world.client("anna")
        for _ in range(2):
            assert anna.post(f"{DRIVE}ringt/{world.users['frida'].pk}/").status_code == 302
    with outside_the_walls("test"):
        assert Call.objects.get().by == world.seats["anna"]
    assert "Alla svarar." in drive(world, later)
    assert run_due(later) == 1
    assert mails()[-1][0] == "frida"


@pytest.mark.parametrize(("who", "status"), [("frida", 403), ("gun", 403), ("hans", 404), ("ines", 404), ("cia", 404)])
def test_only_organisers_note_a_call(world, who, status):
    assert world.client(who).post(f"{DRIVE}ringt/{world.users['frida'].pk}/").status_code == status
    with outside_the_walls("test"):
        assert not Call.objects.exists()


@pytest.mark.parametrize("who", ["cia", "dan"])
def test_nobody_from_elsewhere_can_be_called(world, who):
    assert world.client("anna").post(f"{DRIVE}ringt/{world.users[who].pk}/").status_code == 404


def test_somebody_who_wants_no_mail_is_called_when_something_is_near(promise, world):
    promise("frida", "Ring om belysningen")
    world.client("frida").post(MAIL, {"rhythm": "none", "weekday": "1"})
    assert "Har valt att inte få mejl." in drive(world)


def test_what_has_stopped_is_listed_by_the_rule(promise, world):
    promise("bo", "Klotterrunda", due=dt.date(2026, 11, 20))
    promise("bo", "I tid", due=dt.date(2026, 12, 20))
    page = drive(world)
    assert "Klotterrunda" in page
    assert "I tid" not in page


def test_the_list_costs_the_same_for_one_and_for_many(promise, world):
    def cost():
        anna = world.client("anna")
        with CaptureQueriesContext(connection) as seen:
            assert anna.get(DRIVE).status_code == 200
        return len(seen)

    promise.answer("frida", promise("frida", "Sak"), "need-help")
    promise("bo", "Klotterrunda", due=dt.date(2026, 11, 20))
    one = cost()
    for n in range(8):
        promise.answer("frida", promise("frida", f"Sak {n}"), "need-help")
        promise("bo", f"Klotterrunda {n}", due=dt.date(2026, 11, 20))
    assert cost() == one


# --- how often ----------------------------------------------------------------


def test_everybody_chooses_for_themselves(world):
    for who in ("anna", "bo", "frida", "gun"):
        assert world.client(who).post(MAIL, {"rhythm": "meetings", "weekday": "4"}).status_code == 302
    with outside_the_walls("test"):
        assert set(MailSetting.objects.values_list("rhythm", "weekday")) == {("meetings", 4)}
        assert MailSetting.objects.count() == 4
    assert 'value="meetings" checked' in world.client("frida").get(MAIL).content.decode()


@pytest.mark.parametrize(("who", "status"), [("hans", 404), ("rut", 404), ("ines", 404), ("cia", 404)])
def test_those_who_get_no_mail_have_nothing_to_choose(world, who, status):
    assert world.client(who).post(MAIL, {"rhythm": "none", "weekday": "1"}).status_code == status


def test_ones_own_mail_can_be_seen_at_once_and_does_not_count(promise, world, mails):
    assert "blev inget mejl" in world.client("frida").post(f"{MAIL}nu/", follow=True).content.decode()
    promise("frida")
    world.client("frida").post(f"{MAIL}nu/")
    assert mails("preview") == [("frida", "1 sak väntar på dig")]
    assert world.client("frida").post(f"{MAIL}nu/").status_code == 422
    assert run_due(TUESDAY) == 1


# --- does the mail work? --------------------------------------------------------


def test_a_test_letter_goes_to_oneself_only(world, django_capture_on_commit_callbacks, settings):
    settings.DEMO = True
    with django_capture_on_commit_callbacks(execute=True):
        world.client("bo").post(f"{HEALTH}prov/", {"to": "tjuv@exempel.se"})
    letter = Letter.objects.get()
    assert (letter.to, letter.kind, letter.state) == ("bo@exempel.se", "test", LetterState.SENT)
    assert "Ditt prov lämnades till mejlservern" in world.client("bo").get(HEALTH).content.decode()
    assert "Vänta en minut" in world.client("bo").post(f"{HEALTH}prov/", follow=True).content.decode()
    assert Letter.objects.count() == 1


@pytest.mark.parametrize(("who", "status"), [("frida", 403), ("gun", 403), ("hans", 404), ("ines", 404), ("cia", 404)])
def test_only_organisers_send_tests(world, who, status):
    assert world.client(who).post(f"{HEALTH}prov/").status_code == status
    assert not Letter.objects.exists()


def test_failed_letters_are_shown_in_words_and_can_go_again(world):
    ours = post(to="fel@exempel.se", subject="Vårt brev", text="x", partnership_id=world.ours.pk)
    theirs = post(to="granne@exempel.se", subject="Deras brev", text="x", partnership_id=world.theirs.pk)
    Letter.objects.update(state=LetterState.FAILED, trouble=Trouble.RECIPIENT, last_error="550 5.1.1 No such user")
    anna = world.client("anna")
    page = anna.get(HEALTH).content.decode()
    assert "Adressen finns inte eller tar inte emot." in page
    assert "550 5.1.1 No such user" in page
    assert "Deras brev" not in page
    assert anna.post(f"{HEALTH}igen/{theirs.pk}/").status_code == 404
    assert anna.post(f"{HEALTH}igen/{ours.pk}/").status_code == 302
    assert anna.post(f"{HEALTH}igen/{ours.pk}/").status_code == 404
    ours.refresh_from_db()
    assert ours.state == LetterState.WAITING


def trouble_at(at):
    return trouble(at=at)


def test_every_kind_of_trouble_is_told(world, settings):
    settings.EMAIL_URL, settings.DEMO = "", False
    assert trouble(at=clock.now()) == "not-set"
    settings.EMAIL_URL = "smtp://127.0.0.1:9"
    assert trouble(at=clock.now()) == ""
    beat("send")
    letter = post(to="a@exempel.se", subject="x", text="x")
    assert trouble(at=clock.now()) == ""
    hour = TUESDAY + dt.timedelta(hours=1)
    assert trouble_at(hour) == "no-worker"
    with clock.standing_at(hour):
        send_waiting()
        assert trouble(at=clock.now()) == "connection"
    Letter.objects.update(trouble=Trouble.LOGIN, created_at=hour)
    assert trouble_at(hour) == "login"
    assert "släpper inte in oss" in drive(world, hour)
    Letter.objects.filter(pk=letter.pk).update(state=LetterState.FAILED, trouble=Trouble.CONNECTION)
    assert trouble_at(hour) == "failed"
    with clock.standing_at(hour + 2 * DAY):
        beat("send")
    assert trouble_at(hour + 2 * DAY) == ""


def test_a_worker_that_is_gone_is_told_though_nothing_waits(world, settings):
    settings.EMAIL_URL, settings.DEMO = "smtp://127.0.0.1:9", False
    beat("send")
    assert trouble_at(TUESDAY + dt.timedelta(minutes=50)) == ""
    assert trouble_at(TUESDAY + dt.timedelta(minutes=70)) == "no-worker"


@pytest.mark.parametrize(("who", "is_told"), [("anna", True), ("bo", True), ("frida", False), ("gun", False)])
def test_the_start_page_says_the_same_day_since_when_no_mail_has_gone_out(world, settings, who, is_told):
    settings.EMAIL_URL, settings.DEMO = "smtp://127.0.0.1:9", False
    gone = post(to="a@exempel.se", subject="x", text="x")
    Letter.objects.filter(pk=gone.pk).update(state=LetterState.SENT, sent_at=TUESDAY)
    with clock.standing_at(TUESDAY + dt.timedelta(hours=1)):
        post(to="b@exempel.se", subject="x", text="x")
    cache.clear()
    with clock.standing_at(TUESDAY + dt.timedelta(hours=2)):
        send_waiting()
        page = plain(world.client(who).get("/s/var/").content.decode())
    cache.clear()
    assert ("Mejlen har inte gått ut sedan 1 december 08.00" in page) is is_told
    assert ("Vi når inte mejlservern. Säg till den som sköter er installation." in page) is is_told


def test_the_health_page_says_when_it_last_ran(world):
    WorkerBeat.objects.create(job="send", at=TUESDAY - dt.timedelta(minutes=3))
    page = world.client("bo").get(HEALTH).content.decode()
    assert "1 december 07.57" in page


def test_one_slow_recipient_is_not_our_trouble_while_others_get_their_mail(world, settings):
    settings.EMAIL_URL, settings.DEMO = "smtp://127.0.0.1:9", False
    beat("send")
    slow = post(to="seg@exempel.se", subject="x", text="x")
    Letter.objects.filter(pk=slow.pk).update(trouble=Trouble.CONNECTION)
    hour = TUESDAY + dt.timedelta(hours=1)
    with clock.standing_at(hour):
        beat("send")
    assert trouble_at(hour) == "connection"
    done = post(to="b@exempel.se", subject="x", text="x")
    Letter.objects.filter(pk=done.pk).update(state=LetterState.SENT, sent_at=hour - dt.timedelta(minutes=5))
    assert trouble_at(hour) == ""


def test_a_greylisting_server_is_no_alarm_for_six_hours(world, settings):
    settings.EMAIL_URL, settings.DEMO = "smtp://127.0.0.1:9", False
    post(to="seg@exempel.se", subject="x", text="x")
    Letter.objects.update(trouble=Trouble.LATER)
    WorkerBeat.objects.create(job="send", at=TUESDAY + dt.timedelta(hours=7))
    assert trouble_at(TUESDAY + dt.timedelta(hours=5)) == ""
    assert trouble_at(TUESDAY + dt.timedelta(hours=7)) == "later"


def test_mail_trouble_costs_two_queries_a_minute_while_all_is_well(world, settings, django_assert_num_queries):
    settings.EMAIL_URL, settings.DEMO = "smtp://127.0.0.1:9", False
    cache.clear()
    with django_assert_num_queries(2):
        for _ in range(3):
            assert queries.mail_trouble().code == ""

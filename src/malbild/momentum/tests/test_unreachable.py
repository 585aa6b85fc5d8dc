"""Somebody whom mail does not reach: no more automatic mail, and the organisers see it and ring instead."""

import datetime as dt

import pytest

from malbild.access.scope import outside_the_walls
from malbild.audit.models import AuditEvent
from malbild.kit import clock
from malbild.momentum.services import run_due
from malbild.momentum.tests.conftest import DAY, TUESDAY, plain
from malbild.outbox.models import CameBack, Letter, LetterState, Unreachable, WorkerBeat
from malbild.outbox.services import post, receive, send_waiting
from malbild.outbox.tests.mailserver import mail_server
from malbild.outbox.tests.test_returns import letter as answer
from malbild.outbox.tests.test_returns import report

pytestmark = pytest.mark.usefixtures("tuesday")
DRIVE, HEALTH = "/s/var/driv/", "/s/var/mejlen/"
WEEK = 7 * DAY


@pytest.fixture(autouse=True)
def server(settings):
    with mail_server() as (moody, url):
        settings.EMAIL_URL, settings.DEMO = url, False
        yield moody


def digest_bounces(who="frida", at=TUESDAY, **more):
    """The digest is sent, and comes back an hour later."""
    with clock.standing_at(at):
        run_due(at)
        send_waiting()
    sent = Letter.objects.filter(kind="digest", to=f"{who}@exempel.se").latest("pk")
    with clock.standing_at(at + dt.timedelta(hours=1)):
        receive(report(to=sent.to, message_id=sent.message_id, **more))
    return sent


def page(world, path, at=TUESDAY + DAY, who="anna"):
    with clock.standing_at(at):
        return plain(world.client(who).get(path).content.decode())


def test_after_a_bounce_no_digest_is_written_and_the_coordinator_is_asked_to_ring(promise, world, mails):
    promise("frida", due=dt.date(2026, 12, 11))
    digest_bounces()
    for n in range(1, 4):
        run_due(TUESDAY + n * WEEK)
    assert mails() == [("frida", "1 sak väntar på dig"), ("anna", "1 person att ringa")]
    drive = page(world, DRIVE)
    assert "Mejlen har kommit i retur sedan 1 december. Adressen finns inte." in drive
    assert "Har valt att inte få mejl" not in drive
    assert "Ring om belysningen" in drive


@pytest.mark.parametrize(
    ("status", "words"),
    [
        ("5.1.1", "Adressen finns inte."),
        ("5.2.2", "Inkorgen är full."),
        ("5.2.1", "Inkorgen är stängd."),
        ("4.4.7", "Mottagarens mejlserver gick inte att nå."),
        ("5.0.0", "Mottagarens mejlserver tog inte emot mejlet."),
    ],
)
def test_the_page_about_mail_says_whom_it_does_not_reach_and_why(promise, world, status, words):
    promise("frida")
    digest_bounces(status=status)
    for who in ("anna", "bo"):
        html = page(world, HEALTH, who=who)
        assert f"Mejl till frida@exempel.se har kommit i retur sedan 1 december. {words}" in html
        assert "Skicka igen" not in html  # its key is gone: the next mail has a new one
    assert "frida@" not in page(world, "/s/granne/mejlen/", who="cia")


def test_what_is_said_of_the_letter_shows_but_silences_nobody(promise, world, mails):
    promise("frida")
    digest_bounces(status="5.7.1")
    html = page(world, HEALTH)
    assert "Mottagarens server tog inte emot mejlet, kanske som skräppost." in html
    assert "Adresser som inte tar emot" not in html
    assert run_due(TUESDAY + WEEK) == 1


def test_one_tap_lets_the_mails_come_again(promise, world, mails):
    promise("frida")
    digest_bounces()
    frida = world.users["frida"].pk
    with clock.standing_at(TUESDAY + DAY):
        for _ in range(2):
            assert world.client("anna").post(f"{HEALTH}adress/{frida}/").status_code == 302
    assert not Unreachable.objects.exists()
    with outside_the_walls("test"):
        assert AuditEvent.objects.filter(details={"deed": "address", "user": frida}).count() == 1
    assert "Adresser som inte tar emot" not in page(world, HEALTH)
    assert run_due(TUESDAY + WEEK) == 1
    assert mails()[-1][0] == "frida"


@pytest.mark.parametrize(("who", "status"), [("frida", 403), ("gun", 403), ("hans", 404), ("ines", 404), ("cia", 404)])
def test_only_organisers_say_that_an_address_works(promise, world, who, status):
    promise("frida")
    digest_bounces()
    assert world.client(who).post(f"{HEALTH}adress/{world.users['frida'].pk}/").status_code == status
    assert Unreachable.objects.exists()


@pytest.mark.parametrize("who", ["cia", "dan"])
def test_nobody_from_elsewhere_is_named(world, who):
    assert world.client("anna").post(f"{HEALTH}adress/{world.users[who].pk}/").status_code == 404
    Unreachable.objects.create(address=f"{who}@exempel.se", since=TUESDAY)
    assert f"{who}@" not in page(world, HEALTH)


def test_a_new_address_is_reachable_by_that(promise, world, mails):
    promise("frida")
    digest_bounces()
    world.users["frida"].email = "frida.ny@exempel.se"
    world.users["frida"].save()
    assert run_due(TUESDAY + WEEK) == 1
    assert mails()[-1][0] == "frida.ny"


def test_after_a_call_the_person_is_not_asked_for_again_for_two_weeks(promise, world):
    promise("frida", due=dt.date(2027, 1, 30))
    promise("frida", "Sen sak", due=dt.date(2026, 12, 1))
    digest_bounces()
    with clock.standing_at(TUESDAY + DAY):
        said = world.client("anna").post(f"{DRIVE}ringt/{world.users['frida'].pk}/", follow=True)
    assert "Mejlen börjar komma igen" not in said.content.decode()
    assert "i retur" not in page(world, DRIVE, TUESDAY + 2 * DAY)
    assert "i retur" in page(world, DRIVE, TUESDAY + 16 * DAY)


def test_the_minutes_to_a_dead_address_are_kept_among_what_did_not_arrive(promise, world):
    promise("frida")
    digest_bounces()
    post(to="frida@exempel.se", subject="Anteckningar", text="x", kind="minutes", partnership_id=world.ours.pk)
    html = page(world, HEALTH)
    assert "Tidigare mejl till adressen har kommit i retur, så det här skickades inte." in html
    kept = Letter.objects.get(kind="minutes")
    world.client("anna").post(f"{HEALTH}igen/{kept.pk}/")
    kept.refresh_from_db()
    assert kept.state == LetterState.WAITING


def test_an_absence_is_shown_for_two_weeks_and_changes_nothing_else(promise, world, mails):
    promise("frida")
    run_due(TUESDAY)
    send_waiting()
    sent = Letter.objects.get(kind="digest")
    receive(answer("Jag är på semester i Rom", In_Reply_To=sent.message_id, Auto_Submitted="auto-replied"))
    sent.refresh_from_db()
    assert sent.came_back == CameBack.AWAY
    html = page(world, HEALTH)
    assert "Svarade att de är borta" in html
    assert "frida@exempel.se" in html
    assert "Rom" not in html
    assert "Svarade att de är borta" not in page(world, HEALTH, TUESDAY + 15 * DAY)
    assert "Svarade att de är borta" not in page(world, "/s/granne/mejlen/", who="cia")
    assert run_due(TUESDAY + WEEK) == 1


def test_the_page_says_whether_returns_are_read(world, settings):
    assert "Läses inte." in page(world, HEALTH)
    settings.IMAP_URL = "imaps://a:b@imap.exempel.se/"
    assert "Har inte lästs än" in page(world, HEALTH)
    beat = WorkerBeat.objects.create(job="returns", at=TUESDAY, did="ok 0")
    assert "Lästes 1 december 08.00" in page(world, HEALTH)
    WorkerBeat.objects.filter(pk=beat.pk).update(did="login")
    assert "Vi kommer inte åt brevlådan." in page(world, HEALTH)


def test_the_page_costs_the_same_for_one_and_for_everybody(promise, world):
    from django.db import connection  # noqa: PLC0415
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415

    def cost():
        anna = world.client("anna")
        with CaptureQueriesContext(connection) as seen:
            assert anna.get(HEALTH).status_code == 200
        return len(seen)

    Unreachable.objects.create(address="frida@exempel.se", since=TUESDAY)
    one = cost()
    for who in ("anna", "bo", "gun", "hans", "rut"):
        Unreachable.objects.create(address=f"{who}@exempel.se", since=TUESDAY)
    assert cost() == one

"""The loop between two meetings, where one step leads to the next: question, yes, answer, help, another way, a call."""

import datetime as dt

import pytest
from django.urls import reverse

from malbild.access.scope import outside_the_walls, scope_for
from malbild.goals import services as plan
from malbild.goals.models import HelpRequest, Measure
from malbild.kit import clock
from malbild.momentum.services import run_due
from malbild.momentum.talking import talk_with
from malbild.momentum.tests.conftest import DAY, LONG_AGO, TUESDAY, plain
from malbild.outbox.models import Letter

pytestmark = pytest.mark.usefixtures("tuesday")
HERE, DRIVE = "/s/var/vantar/", "/s/var/driv/"
FAR = dt.date(2027, 4, 1)


def page_of(world, who="frida", path=HERE):
    return plain(world.client(who).get(path).content.decode())


def answer(world, measure, who="frida", **data):
    return world.client(who).post(f"{HERE}svar/", {"measure": measure.pk, **data})


def saved(measure):
    with outside_the_walls("test"):
        return Measure.objects.select_related("owner").get(pk=measure.pk)


def address(measure):
    return reverse("goals:measure", kwargs={"slug": "var", "measure_id": measure.pk})


# --- the yes -------------------------------------------------------------------


def test_nobody_has_said_yes_before_they_say_it(promise, world):
    measure = promise.ask("frida")
    assert (saved(measure).state, saved(measure).accepted_at) == ("asked", None)
    page = page_of(world)
    assert "Ja, jag tar på mig det" in page
    assert 'value="yes" checked' not in page


def test_the_yes_takes_one_optional_line_and_shows_it_after(promise, world):
    measure = promise.ask("frida")
    assert answer(world, measure, answer="yes").status_code == 302
    assert saved(measure).state == "accepted"
    other = promise.ask("frida", "Bjud in skolan")
    answer(world, other, answer="yes", text="När det är måndag så ringer jag rektorn")
    assert saved(other).if_then == "När det är måndag så ringer jag rektorn"
    page = page_of(world)
    assert "Du har sagt ja. Gruppen ser det på nästa möte." in page
    assert "När det är måndag så ringer jag rektorn" in page


@pytest.mark.parametrize(("due", "is_asked_for"), [(TUESDAY.date() + 90 * DAY, False), (FAR, True)])
def test_a_day_further_off_than_ninety_days_asks_for_the_first_step(promise, world, due, is_asked_for):
    measure = promise.ask("frida", due=due)
    assert ("Vad är första steget?" in page_of(world)) is is_asked_for
    answer(world, measure, answer="yes", first_step="Räkna lamporna")
    assert saved(measure).first_step == "Räkna lamporna"


@pytest.mark.parametrize("field", ["text", "first_step"])
def test_a_line_that_is_too_long_is_said_to_be_and_is_not_half_written(promise, world, field):
    measure = promise.ask("frida", due=FAR)
    response = answer(world, measure, answer="yes", **{field: "å" * 201})
    assert response.status_code == 422
    assert "Högst 200 får plats." in response.content.decode()
    assert saved(measure).state == "asked"


def test_the_wrong_person_says_who_it_may_be(promise, world):
    measure = promise.ask("frida")
    page = page_of(world)
    assert "Vet du vem den borde gå till?" in page
    answer(world, measure, answer="wrong-person", hint="Tekniska förvaltningen")
    found = saved(measure)
    assert (found.state, found.owner, found.end_note) == ("draft", None, "Tekniska förvaltningen")


# --- another way -----------------------------------------------------------------


def test_the_third_new_day_asks_and_the_wish_leads_the_coordinator_to_the_atgard(promise, world):
    measure = promise("frida")
    for n in range(2):
        promise.answer("frida", measure, "new-date", new_due=TUESDAY.date() + n * DAY, at=LONG_AGO + (n + 1) * DAY)
    assert "Det här blir tredje nya tiden. Behöver åtgärden göras på ett annat sätt?" in page_of(world)
    answer(world, measure, answer="new-date", when="2026-12-20", what_now="split", text="Den är för stor")
    found = saved(measure)
    assert found.new_dates == 2
    with outside_the_walls("test"):
        assert HelpRequest.objects.get().text == "Dela upp den i mindre steg. Den är för stor"
    drive = page_of(world, "anna", DRIVE)
    assert "Dela upp den i mindre steg. Den är för stor" in drive
    assert f'href="{address(measure)}"' in drive


def test_just_another_day_is_also_an_answer_the_third_time(promise, world):
    measure = promise("frida")
    for n in range(2):
        promise.answer("frida", measure, "new-date", new_due=TUESDAY.date() + n * DAY, at=LONG_AGO + (n + 1) * DAY)
    answer(world, measure, answer="new-date", when="2026-12-21", what_now="")
    assert (saved(measure).due, saved(measure).new_dates) == (dt.date(2026, 12, 21), 3)


# --- a call ------------------------------------------------------------------------


def silent(world):
    for n in range(2):
        run_due(TUESDAY + n * 7 * DAY)
    return TUESDAY + 14 * DAY


def test_a_call_has_something_to_say_about_each_promise(promise, world):
    promise("frida", "Ring om belysningen", due=dt.date(2026, 12, 11))
    asked = promise.ask("frida", "Bjud in skolan", due=dt.date(2026, 12, 12))
    moved = promise("frida", "Räkna lamporna")
    promise.answer("frida", moved, "new-date", new_due=dt.date(2026, 12, 13), at=LONG_AGO + DAY)
    with scope_for(world.actor("frida")), clock.standing_at(LONG_AGO):
        kept = promise.ask("frida", "Boka tunneln", due=dt.date(2026, 12, 18))
        plan.accept_measure(world.actor("frida"), kept.pk, if_then="När det är måndag så bokar jag")
    promise.meeting(dt.date(2026, 12, 22))
    with clock.standing_at(silent(world)):
        page = page_of(world, "anna", DRIVE)
    assert "Hej Frida! Jag ringer för att höra hur det går, och om något är i vägen." in page
    assert "Sa ja 11 november, klart senast fredag 11 december." in page
    assert "Vad behövs för att komma vidare?" in page
    assert "Tillfrågad 11 november och har inte svarat än" in page
    assert "Är det rätt person, rätt dag och lagom stort?" in page
    assert "Dagen har flyttats en gång. Blir den lättare i mindre steg, eller hos någon annan?" in page
    assert "När det är måndag så bokar jag" in page
    assert "Blev det första steget av, eller kom något emellan?" in page
    assert "Att ta upp det på mötet tisdag 22 december" in page
    assert f'href="{address(asked)}"' in page


def test_the_words_of_a_call_blame_nobody(promise, world):
    promise("frida", due=dt.date(2026, 11, 1))
    with clock.standing_at(silent(world)):
        page = page_of(world, "anna", DRIVE).lower()
    for word in ("påminn", "försenad", "misslyck", "borde ha", "måste", "slarv", "!</h"):
        assert word not in page


def test_somebody_with_nothing_left_has_no_talk():
    assert talk_with("Frida", [], on=TUESDAY.date(), meeting=None).points == []


@pytest.mark.parametrize("who", ["gun", "hans", "rut", "ines", "bo"])
def test_that_somebody_is_silent_reaches_the_coordinator_and_nobody_above(promise, world, who):
    promise("frida", "Ring om belysningen")
    promise(who if who in ("gun", "bo") else "bo", "Klotterrunda", due=dt.date(2026, 12, 15))
    later = silent(world)
    run_due(later)
    to = {x.to: x.text for x in Letter.objects.filter(kind="digest", created_at__gte=later - DAY)}
    assert "Ring i stället: " in to["anna@exempel.se"]
    assert "Frida" in to["anna@exempel.se"]
    assert "Frida" not in to.get(f"{who}@exempel.se", "")
    assert all("," not in x.to and "Cc" not in x.headers for x in Letter.objects.all())


# --- what is said of the group ---------------------------------------------------------


def test_new_atgarder_after_a_meeting_come_in_one_mail_and_the_next_digest(promise, world, mails):
    for title in ("Ring om belysningen", "Bjud in skolan", "Räkna lamporna"):
        promise.ask("frida", title, at=TUESDAY - DAY)
    assert mails() == []
    run_due(TUESDAY)
    assert mails() == [("frida", "3 saker väntar på dig")]

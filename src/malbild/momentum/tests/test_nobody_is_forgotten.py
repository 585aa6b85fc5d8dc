"""What eight simulated weeks found: somebody must hear of it when the one who should hear does not."""

import datetime as dt

from malbild.access.scope import scope_for
from malbild.goals import services as plan
from malbild.kit import clock
from malbild.momentum.services import run_due, set_mail
from malbild.momentum.tests.conftest import DAY, TUESDAY
from malbild.outbox.models import Letter

WEEK = 7 * DAY
FAR = dt.date(2027, 3, 20)


def told(name):
    return [x.text for x in Letter.objects.filter(kind="digest", to=f"{name}@exempel.se").order_by("pk")]


def test_a_mail_that_asks_its_reader_nothing_is_not_one_left_unanswered(promise):
    promise.answer("frida", promise("frida"), "need-help", text="Bolaget svarar inte", at=TUESDAY - DAY)
    for week in range(4):
        assert run_due(TUESDAY + week * WEEK) == 1  # the coordinator's, who has no åtgärd of her own
    assert len(told("anna")) == 4


def test_when_the_coordinator_does_not_read_her_mails_the_equal_is_told_whom_to_ring(promise):
    promise("anna", "Ring om belysningen")
    for week in range(3):
        run_due(TUESDAY + week * WEEK)
    assert len(told("anna")) == 2
    assert "Anna" in told("bo")[-1]
    assert "ring" in Letter.objects.filter(to="bo@exempel.se").latest("pk").subject


def test_help_that_is_asked_for_reaches_the_equal_when_the_coordinators_mails_rest(promise):
    promise("anna")
    asked = promise("frida", due=FAR)
    for week in range(2):
        run_due(TUESDAY + week * WEEK)
    promise.answer("frida", asked, "need-help", text="Bolaget svarar inte", at=TUESDAY + 2 * WEEK - DAY)
    run_due(TUESDAY + 2 * WEEK)
    assert "Bolaget svarar inte" in told("bo")[-1]
    assert not any("Bolaget svarar inte" in text for text in told("anna"))


def test_an_atgard_that_was_turned_down_comes_in_the_coordinators_next_mail(promise, world):
    asked = promise.ask("frida", "Ordna lokal", at=TUESDAY - 5 * DAY)
    frida = world.actor("frida")
    with clock.standing_at(TUESDAY - DAY), scope_for(frida):
        plan.decline_measure(frida, asked.pk, text="Fråga Gun")
    assert run_due(TUESDAY) == 1
    assert "Ordna lokal" in told("anna")[-1]
    assert "Fråga Gun" in told("anna")[-1]
    assert run_due(TUESDAY + WEEK) == 0  # told once; the next meeting's agenda has it


def test_an_atgard_that_was_turned_down_stands_on_the_organisers_page(promise, world):
    asked = promise.ask("frida", "Ordna lokal", at=clock.now() - DAY)
    frida = world.actor("frida")
    with scope_for(frida):
        plan.decline_measure(frida, asked.pk, text="Fråga Gun")
    page = world.client("anna").get(f"/s/{world.ours.slug}/driv/").content.decode()
    assert "Ordna lokal" in page
    assert "Fråga Gun" in page


def test_a_coordinator_who_wants_mail_monthly_lets_the_equal_hear_of_help_this_week(promise, world):
    anna = world.actor("anna")
    with clock.standing_at(TUESDAY - 9 * DAY), scope_for(anna):
        set_mail(anna, world.ours.pk, rhythm="monthly", weekday=1)
    promise.answer("frida", promise("frida"), "need-help", text="Bolaget svarar inte", at=TUESDAY - DAY)
    assert run_due(TUESDAY) == 1
    assert "Bolaget svarar inte" in told("bo")[-1]

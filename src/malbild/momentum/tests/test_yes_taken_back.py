"""A yes that was a slip is taken back with one tap, by mail and in the list."""

from __future__ import annotations

import datetime as dt

import pytest

from malbild.access.scope import outside_the_walls, scope_for
from malbild.goals import services as plan
from malbild.goals.models import Measure
from malbild.kit import clock
from malbild.momentum.tests.conftest import DAY, TUESDAY
from malbild.momentum.tests.test_mail_links import Phone, make_link, now

pytestmark = pytest.mark.usefixtures("tuesday")
LIST = "/s/var/vantar/"


@pytest.fixture
def asked(promise):
    return promise.ask("frida", at=TUESDAY - DAY)


@pytest.fixture
def frida(world):
    return world.client("frida")


def say_yes(client, measure, where=LIST, **more):
    at = where + "svar/" if where == LIST else where
    return client.post(at, {"measure": measure.pk, "answer": "yes", **more})


def test_by_mail(world, asked):
    link, phone = make_link(world, "frida", [asked]), Phone()
    assert say_yes(phone, asked, link, text="När det är måndag så ringer jag").status_code == 302
    page = phone.get(link).content.decode()
    assert f"{link}angra-ja/{asked.pk}/" in page
    assert phone.post(f"{link}angra-ja/{asked.pk}/").status_code == 302
    assert (now(asked).state, now(asked).if_then, now(asked).accepted_at) == ("asked", "", None)
    assert "Ja, jag tar på mig det" in phone.get(link).content.decode()


def test_in_the_list_all_is_as_it_was_and_twice_is_once(asked, frida):
    before = now(asked)
    say_yes(frida, asked, first_step="Räkna lamporna")
    assert now(asked).reach > before.reach
    for _ in range(2):
        assert frida.post(f"{LIST}angra-ja/{asked.pk}/").status_code == 302
    after = now(asked)
    for name in ("state", "due", "if_then", "first_step", "reach", "answered_at", "accepted_at", "before_yes"):
        assert getattr(after, name) == getattr(before, name), name
    with outside_the_walls("test"):
        assert list(asked.events.order_by("pk").values_list("deed", flat=True))[-2:] == ["accept", "take-back-yes"]


def test_and_said_again_with_another_answer(asked, frida):
    say_yes(frida, asked)
    frida.post(f"{LIST}angra-ja/{asked.pk}/")
    frida.post(f"{LIST}svar/", {"measure": asked.pk, "answer": "wrong-person"})
    assert now(asked).state == "draft"


def test_for_half_an_hour(asked, frida):
    say_yes(frida, asked)
    with clock.standing_at(TUESDAY + dt.timedelta(minutes=31)):
        assert "angra-ja" not in frida.get(LIST).content.decode()
        answer = frida.post(f"{LIST}angra-ja/{asked.pk}/")
    assert answer.status_code == 422
    assert "halvtimme" in answer.content.decode()
    assert now(asked).state == "accepted"


def test_not_when_somebody_has_answered_since(world, asked, frida, promise):
    say_yes(frida, asked)
    with clock.standing_at(TUESDAY + dt.timedelta(minutes=5)):
        promise.answer("frida", asked, "on-track", at=TUESDAY + dt.timedelta(minutes=4))
        assert frida.post(f"{LIST}angra-ja/{asked.pk}/").status_code == 422
    assert now(asked).state == "under-way"


@pytest.mark.parametrize("who", ["anna", "bo", "gun"])
def test_somebody_elses_yes_is_not_theirs_to_take_back(world, asked, frida, who):
    say_yes(frida, asked)
    assert world.client(who).post(f"{LIST}angra-ja/{asked.pk}/").status_code == 404
    assert now(asked).state == "accepted"


def test_an_old_yes_without_what_was_before_stays(world, asked):
    actor = world.actor("frida")
    with scope_for(actor):
        plan.accept_measure(actor, asked.pk)
    with outside_the_walls("test"):
        Measure.objects.filter(pk=asked.pk).update(before_yes=None)
    assert world.client("frida").post(f"{LIST}angra-ja/{asked.pk}/").status_code == 422

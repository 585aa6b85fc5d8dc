"""The demo is loaded once, by the deeds themselves, and shows what there is to show."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client

from malbild.access.scope import outside_the_walls, scope_for
from malbild.accounts.models import User
from malbild.experience.models import PublishedCard, Thread
from malbild.goals.models import Confirmation, Measure
from malbild.goals.states import MeasureState
from malbild.kit.clock import SWEDEN, standing_at
from malbild.meetings.models import Approval, DirectionDecision, Entry, Meeting, Minutes, QuarterEvaluation
from malbild.partnerships.models import Partnership
from malbild.partnerships.seats import actor_for
from malbild.situation.models import Evidence
from malbild.web import demo
from malbild.web.demo.people import OURS


@pytest.fixture
def loaded(db):
    demo.load()
    return Partnership.objects.get(slug="alvkarleby")


def test_a_second_start_keeps_what_is_there(db):
    demo.load()
    with outside_the_walls("test"):
        before = Measure.objects.count()
        demo.load()
        assert Measure.objects.count() == before
    assert Partnership.objects.filter(is_demo=True).count() == 2


def test_it_shows_every_state_a_promise_can_be_in(loaded):
    with outside_the_walls("test"):
        states = set(Measure.objects.values_list("state", flat=True))
        answers = set(Confirmation.objects.values_list("answer", flat=True))
    left_out = {MeasureState.REPLACED, MeasureState.TO_LINE}
    assert states >= {s.value for s in set(MeasureState) - left_out}
    assert answers == {"confirmed", "objected"}


def test_the_public_figures_carry_source_and_doubt(loaded):
    with outside_the_walls("test"):
        facts = {f.text.split(" anmälda")[0]: f for f in Evidence.objects.filter(problem=None)}
    assert "preliminära siffror för 2021" in facts["902"].caveat
    assert "Härlett" in facts["1 295"].caveat
    assert "Kolada" not in facts["1 295"].source  # our own sum is not theirs
    assert all(f.source and f.on for f in facts.values())


def test_there_is_a_meeting_behind_and_one_ahead_a_question_and_an_experience(loaded):
    with outside_the_walls("test"):
        states = list(Meeting.objects.values_list("state", flat=True))
        assert (states.count("closed"), states.count("planned")) == (1, len(states) - 1)
        assert Thread.objects.filter(partnership=loaded).count() == 2
    assert [(c.place, c.title) for c in PublishedCard.objects.all()] == [
        ("Tierp", "Kvällsöppen skola två kvällar i veckan")
    ]


def test_everyone_in_the_list_can_open_their_start_page_and_the_målbild(loaded):
    for person in OURS:
        client = Client()
        client.force_login(User.objects.get(email=person.email))
        for address in ("/s/alvkarleby/", "/s/alvkarleby/malbild/"):
            page = client.get(address)
            assert (page.status_code, "Ett Älvkarleby där fler" in page.content.decode()) == (200, True), person.name


def test_the_list_says_who_is_who(loaded):
    assert any("maria@alvkarleby.exempel" in line and "samordnare" in line for line in demo.SIGN_IN)
    assert len(demo.SIGN_IN) == len(set(demo.SIGN_IN))


def test_the_neighbour_sees_nothing_of_it(loaded):
    cia = User.objects.get(email="cia@tierp.exempel")
    actor = actor_for(cia.pk, on=loaded.created_at.date())
    with scope_for(actor):
        assert not Measure.objects.visible_to(actor).filter(partnership=loaded).exists()
        assert Measure.objects.visible_to(actor).exists()


def test_the_quarter_is_turned_the_next_prepared_and_the_minutes_wait_for_one(loaded):
    with outside_the_walls("test"):
        decided = DirectionDecision.objects.order_by("starts_on").values_list("state", flat=True)
        assert list(decided) == ["decided", "preparing"]
        assert QuarterEvaluation.objects.count() == 1
        assert Approval.objects.filter(approved_at=None).get().membership.user.name == "Patrik Demo"
        inside = Entry.objects.get(is_internal=True)
        assert inside.text not in str(Minutes.objects.get().snapshot)


def test_lars_has_left_two_mails_and_maria_is_told_to_ring(db):
    with standing_at(dt.datetime(2026, 11, 25, 9, tzinfo=SWEDEN)):
        demo.load()
        client = Client()
        client.force_login(User.objects.get(email="maria@alvkarleby.exempel"))
        page = client.get("/s/alvkarleby/driv/").content.decode()
    _, ring = page.split('id="ring"')
    assert "Lars Demo" in ring.split("</section>")[0]

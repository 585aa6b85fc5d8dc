"""Four steps, from silent cards to owned åtgärder; nothing is typed twice."""

from __future__ import annotations

import datetime as dt

from malbild.access.policy import Reach
from malbild.access.scope import scope_for
from malbild.goals.models import Assignment, Lesson, LineWork, Measure
from malbild.goals.services import add_line_work
from malbild.goals.states import MeasureState
from malbild.kit import clock
from malbild.workshops import services
from malbild.workshops.queries import growth, left_over
from malbild.workshops.states import Beat
from malbild.workshops.tests.room import go, groups, start, until, write


def test_from_silent_cards_to_an_owned_measure(world):
    anna, frida = world.actor("anna"), world.actor("frida")
    workshop = until(world, start(world), 1, Beat.WRITE)
    write(world, workshop, "Nattvandringen fungerar", sort="works")
    write(world, workshop, "Möten utan beslut", sort="develop")
    write(world, workshop, "Vi ses för sällan", sort="develop")
    until(world, workshop, 1, Beat.DECIDE)
    with scope_for(anna, world.ours.pk):
        made = {g.title: g for g in groups(world, workshop)}
        assert set(made) == {"Nattvandringen fungerar", "Möten utan beslut", "Vi ses för sällan"}
        services.decide_group(
            anna,
            workshop.pk,
            group_id=made["Nattvandringen fungerar"].pk,
            decision="works",
            lesson="Fast dag gör att den blir av",
            lead_party_id=world.parties["polis"].pk,
        )
        services.decide_group(
            anna, workshop.pk, group_id=made["Möten utan beslut"].pk, decision="taken", parts=["mandate", "nonsens"]
        )
    go(world, workshop)
    with scope_for(anna, world.ours.pk):
        work = LineWork.objects.get()
        assert (work.title, work.responsible_party_id) == ("Nattvandringen fungerar", world.parties["polis"].pk)
        assert Lesson.objects.get().line_work == work

    until(world, workshop, 2, Beat.WRITE)
    write(world, workshop, "Besluten blir av")
    write(world, workshop, "Alla vet vem som gör vad")
    until(world, workshop, 2, Beat.READ)
    with scope_for(anna, world.ours.pk):
        cards = list(workshop.cards.filter(round__step=2))
        group = services.make_group(anna, workshop.pk, card_ids=[c.pk for c in cards], title="Beslut som blir av")
    until(world, workshop, 2, Beat.DECIDE)
    with scope_for(anna, world.ours.pk):
        services.decide_group(anna, workshop.pk, group_id=group.pk, decision="taken")
        services.grow_vision(anna, workshop.pk, sentence="Här händer det vi bestämmer", horizon_year=2027)
        goal = services.grow_goal(anna, workshop.pk, title="Fler beslut blir gjorda", group_ids=[group.pk])

    until(world, workshop, 3, Beat.DECIDE)
    with scope_for(anna, world.ours.pk):
        uppdrag = services.grow_assignment(
            anna, workshop.pk, goal_id=goal.pk, title="Beslutslogg", lead_party_id=world.parties["kommun"].pk
        )
        services.grow_sub_goal(anna, workshop.pk, assignment_id=uppdrag.pk, title="Loggen är igång")
        measure = services.grow_measure(
            anna,
            workshop.pk,
            assignment_id=uppdrag.pk,
            title="Skriv loggen",
            owner_id=world.seats["frida"].pk,
            due=clock.today() + dt.timedelta(days=20),
        )
        assert measure.state == MeasureState.ASKED
    with scope_for(frida, world.ours.pk):
        services.say_yes(frida, workshop.pk, measure_id=measure.pk, if_then="När mötet är slut så skriver jag")
        assert Measure.objects.get().state == MeasureState.ACCEPTED

    until(world, workshop, 4, Beat.DECIDE)
    with scope_for(anna, world.ours.pk):
        add_line_work(
            anna,
            world.ours.pk,
            title="Alkoholtillsyn",
            responsible_party_id=world.parties["kommun"].pk,
            reach=Reach.PARTNERSHIP,
        )
        services.grow_routine(
            anna,
            workshop.pk,
            title="Månadsmötet",
            rhythm_days=30,
            is_existing=True,
            assignment_ids=[uppdrag.pk],
            line_work_ids=[work.pk],
        )
        assert Assignment.objects.get().routine == LineWork.objects.get(pk=work.pk).routine
        tree = growth(anna, workshop)
        assert tree.vision.title == "Här händer det vi bestämmer"
        assert sorted(tree.goals[0].cards) == ["Alla vet vem som gör vad", "Besluten blir av"]
        assert [a.title for a in tree.goals[0].children] == ["Beslutslogg"]
        assert [m.title for m in tree.measures] == ["Skriv loggen"]
        assert [g.title for g in left_over(anna, workshop)] == ["Vi ses för sällan"]
        services.close_workshop(anna, workshop.pk)
        services.close_workshop(anna, workshop.pk)
        assert list(workshop.groups.filter(is_carried=True).values_list("title", flat=True)) == ["Vi ses för sällan"]

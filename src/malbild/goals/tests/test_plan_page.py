"""The plan page, from the målbild down to today's åtgärd and its answer."""

import datetime as dt

import pytest
from django.db import connection

from malbild.access.policy import Reach
from malbild.access.scope import scope_for
from malbild.goals import queries, services
from malbild.goals.models import Assignment, Measure, OverarchingGoal
from malbild.goals.states import GoalState
from malbild.goals.status import Progress
from malbild.kit import clock


@pytest.mark.parametrize("rows", [1, 50])
def test_the_page_asks_the_database_equally_often_for_one_and_fifty(anna, world, rows, django_assert_num_queries):
    with scope_for(anna):
        goal = services.add_goal(anna, world.ours.pk, title="Fler trygga", reach=Reach.PARTNERSHIP)
        work = services.add_assignment(
            anna,
            world.ours.pk,
            title="Gångstråk",
            lead_party_id=world.parties["kommun"].pk,
            goal_id=goal.pk,
            reach=Reach.PARTNERSHIP,
        )
        for n in range(rows):
            services.add_measure(
                anna, world.ours.pk, title=f"Åtgärd {n}", assignment_id=work.pk, owner_id=world.seats["bo"].pk
            )
    client = world.client("anna")
    told = 2 if connection.vendor == "postgresql" else 0
    with django_assert_num_queries(13 + told):
        page = client.get("/s/var/uppdrag/")
    text = page.content.decode()
    assert "Åtgärd 0" in text
    assert ("Alla 50 öppna åtgärder" in text) is (rows == 50)


def test_from_goal_to_answer_in_the_browser(world):
    anna, frida = world.client("anna"), world.client("frida")
    anna.post("/s/var/uppdrag/mal/nytt/", {"title": "Fler trygga"})
    with scope_for(world.actor("anna")):
        goal = OverarchingGoal.objects.get()
    anna.post(f"/s/var/uppdrag/mal/{goal.pk}/uppdrag/", {"title": "Stråk", "lead_party_id": world.parties["kommun"].pk})
    with scope_for(world.actor("anna")):
        work = Assignment.objects.get()
    refused = anna.post(f"/s/var/uppdrag/{work.pk}/starta/")
    assert (refused.status_code, "delmål" in refused.content.decode()) == (422, True)
    anna.post(f"/s/var/uppdrag/{work.pk}/delmal/", {"title": "Ljuset lagat", "due": "31 mars"})
    assert anna.post(f"/s/var/uppdrag/{work.pk}/starta/").status_code == 302
    anna.post(
        f"/s/var/uppdrag/{work.pk}/atgard/",
        {"title": "Ring bolaget", "owner_id": world.seats["frida"].pk, "due": "1 mars"},
    )
    with scope_for(world.actor("anna")):
        measure = Measure.objects.get()
    assert anna.post(f"/s/var/uppdrag/atgard/{measure.pk}/fraga/").status_code == 302
    assert anna.post(f"/s/var/uppdrag/atgard/{measure.pk}/ja/").status_code == 403
    assert "Ja, jag tar på mig det" in frida.get(f"/s/var/uppdrag/atgard/{measure.pk}/").content.decode()
    frida.post(f"/s/var/uppdrag/atgard/{measure.pk}/ja/")
    assert frida.post(f"/s/var/uppdrag/atgard/{measure.pk}/svar/", {"answer": "nonsens"}).status_code == 422
    frida.post(f"/s/var/uppdrag/atgard/{measure.pk}/svar/", {"answer": "done"})
    with scope_for(world.actor("anna")):
        measure.refresh_from_db()
    assert measure.state == "done"


def test_goals_of_earlier_years_are_read_on_a_page_of_their_own(world, anna):
    with scope_for(anna):
        late, early = (
            services.add_goal(anna, world.ours.pk, title=title, reach=Reach.PARTNERSHIP)
            for title in ("Nyss nått", "Nått för länge sedan")
        )
        work = services.add_assignment(
            anna,
            world.ours.pk,
            title="Stråket",
            lead_party_id=world.parties["kommun"].pk,
            goal_id=early.pk,
            reach=Reach.PARTNERSHIP,
        )
        services.add_measure(anna, world.ours.pk, title="Glömd åtgärd", assignment_id=work.pk)
        for goal, days in ((late, 30), (early, 400)):
            goal.state, goal.ended_on = GoalState.REACHED, clock.today() - dt.timedelta(days=days)
            goal.save()
    plan = world.client("anna").get("/s/var/uppdrag/").content.decode()
    assert ("Nyss nått" in plan, "Nått för länge sedan" in plan, "Mål från tidigare år (1)" in plan) == (
        True,
        False,
        True,
    )
    assert "Glömd åtgärd" not in plan
    assert "Lägg till mål<" in plan
    ended = world.client("anna").get("/s/var/uppdrag/avslutade/").content.decode()
    assert 0 < ended.index("Nyss nått") < ended.index("Nått för länge sedan")
    assert "Nyss nått" not in world.client("hans").get("/s/var/uppdrag/avslutade/").content.decode()


def test_a_personal_number_is_stopped_and_nothing_is_saved(world):
    page = world.client("anna").post("/s/var/uppdrag/mal/nytt/", {"title": "Hjälp 811218-9876"})
    assert (page.status_code, "personnummer" in page.content.decode()) == (422, True)
    with scope_for(world.actor("anna")):
        assert not OverarchingGoal.objects.exists()


def test_one_partys_draft_does_not_change_the_signal_that_all_parties_read(world, anna, bo, frida):
    with scope_for(anna):
        goal = services.add_goal(anna, world.ours.pk, title="Fler trygga", reach=Reach.PARTNERSHIP)
        lead = world.parties["kommun"].pk
        work = services.add_assignment(
            anna, world.ours.pk, title="Stråket", lead_party_id=lead, goal_id=goal.pk, reach=Reach.PARTNERSHIP
        )
        due = clock.today() + dt.timedelta(days=20)
        frida_seat = world.seats["frida"].pk
        asked = services.add_measure(
            anna,
            world.ours.pk,
            title="Ring",
            assignment_id=work.pk,
            owner_id=frida_seat,
            due=due,
            reach=Reach.PARTNERSHIP,
        )
        services.ask_owner(anna, asked.pk)
    with scope_for(frida):
        services.accept_measure(frida, asked.pk)
    with scope_for(bo):
        services.add_measure(bo, world.ours.pk, title="Polisens utkast", assignment_id=work.pk)
        row = queries.assignment_row(bo, work, on=clock.today())
        assert (len(row.measures), row.progress) == (2, Progress.ON_PLAN)
    with scope_for(anna):
        row = queries.assignment_row(anna, work, on=clock.today())
        assert (len(row.measures), row.progress) == (1, Progress.ON_PLAN)

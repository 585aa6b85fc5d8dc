"""The ladder as the group meets it: the owner first, then the group, its leaders last and by a person's hand."""

import datetime as dt

import pytest
from django.test import Client

from malbild.access.errors import Forbidden
from malbild.access.scope import outside_the_walls, scope_for
from malbild.followup.models import FollowUpNote
from malbild.goals import services as plan
from malbild.goals.ladder import Rung
from malbild.goals.models import HelpRequest, Measure, MeasureAnswer
from malbild.kit import clock
from malbild.kit.errors import Refusal
from malbild.meetings import services as meetings
from malbild.meetings.models import CarryOver
from malbild.momentum.models import LeadersRule, SentToLeaders
from malbild.momentum.services import new_token, open_link, run_due
from malbild.momentum.stalled import queries, services
from malbild.momentum.tests.conftest import DAY, TUESDAY, plain

pytestmark = pytest.mark.usefixtures("tuesday")
LIST = "/s/var/star-still/"
DUE = TUESDAY.date() - 40 * DAY
TODAY = TUESDAY.date()
LONG_BEFORE = TUESDAY - 60 * DAY


@pytest.fixture
def still(promise):
    """Frida's promise: its day passed 40 days ago and nobody has said anything since she said yes."""
    return promise("frida", "Ring om belysningen", due=DUE, at=LONG_BEFORE)


@pytest.fixture
def held(world):
    """A meeting was held twenty days ago, while it stood still."""
    anna, at = world.actor("anna"), TUESDAY - 20 * DAY
    with clock.standing_at(at - 3 * DAY), scope_for(anna):
        meeting = meetings.plan_meeting(anna, world.ours.pk, starts_at=at)
    with clock.standing_at(at), scope_for(anna):
        meetings.open_meeting(anna, meeting.pk)
        meetings.close_meeting(anna, meeting.pk)
    return meeting


@pytest.fixture
def rule(world):
    bo = world.actor("bo")
    with clock.standing_at(TUESDAY - 30 * DAY), scope_for(bo):
        return services.set_rule(bo, world.ours.pk, is_on=True)


def rungs(world, who="anna", on=TODAY):
    actor = world.actor(who)
    with scope_for(actor):
        return [(str(s.thing), s.rung) for s in queries.stalled_list(actor, on=on)]


def page_of(world, who, measure):
    return plain(world.client(who).get(f"/s/var/uppdrag/atgard/{measure.pk}/").content.decode())


def test_it_climbs_with_the_days(world, still):
    ladder = [rungs(world, on=DUE + n * DAY) for n in (0, 1, 15, 29)]
    names = [[rung for _title, rung in found] for found in ladder]
    assert names == [[], [Rung.ASK], [Rung.AGENDA], [Rung.AGENDA]]  # no meeting since the yes: the stall rule holds


def test_a_meeting_that_could_not_move_it_leads_to_the_board_or_to_the_leaders_where_switched_on(world, still, held):
    assert rungs(world) == [("Ring om belysningen", Rung.BOARD)]
    bo = world.actor("bo")
    with scope_for(bo):
        services.set_rule(bo, world.ours.pk, is_on=True)
    assert rungs(world) == [("Ring om belysningen", Rung.LEADERS)]


def test_an_answer_takes_it_down(world, still, held, rule, promise):
    promise.answer("frida", still, "on-track")
    assert rungs(world) == []
    assert "Står still" not in page_of(world, "frida", still)


def test_the_page_says_which_rung_and_the_next_step_without_blame(world, still):
    page = page_of(world, "frida", still)
    assert "Står still" in page
    assert "Tas upp på nästa möte" in page
    assert "här är ni nu" in page
    assert "Det händer alla" in page
    assert "Vad är i vägen? Ett tryck räcker." in page


def test_the_group_sees_it_before_its_leaders(world, still, held, rule):
    for who in ("anna", "bo", "frida"):
        assert rungs(world, who) != [], who
        assert "Föreslås för styrgruppen" in page_of(world, who, still)
    assert rungs(world, "gun") == []
    assert "Föreslås för styrgruppen" not in page_of(world, "gun", still)
    assert world.client("gun").get(LIST).status_code == 403
    anna = world.actor("anna")
    with scope_for(anna):
        services.send_measure(anna, still.pk, wish="Kan ni ringa bolaget?")
    page = page_of(world, "gun", still)
    assert "Anna skickade det till styrgruppen tisdag 1 december." in page
    assert "Kan ni ringa bolaget?" in page


def test_leaders_see_their_own(world, promise):
    hers = promise("gun", "Guns åtgärd", due=DUE, at=LONG_BEFORE)
    assert "Står still" in page_of(world, "gun", hers)


def test_sending_puts_it_on_the_agenda_once_with_the_reason(world, still, held, rule):
    anna = world.actor("anna")
    with scope_for(anna):
        first = services.send_measure(anna, still.pk)
        again = services.send_measure(anna, still.pk)
        assert (again, CarryOver.objects.count()) == (first, 1)
        item = CarryOver.objects.get()
    assert (item.text, item.measure_id) == ("Ring om belysningen", still.pk)
    assert plain(item.reason).startswith("Till styrgruppen. Står still sedan ")


def test_nothing_is_sent_where_the_rule_is_off_or_before_the_group_has_had_it(world, still):
    anna = world.actor("anna")
    with scope_for(anna):
        with pytest.raises(Refusal, match="slagit på"):
            services.send_measure(anna, still.pk)
        services.set_rule(anna, world.ours.pk, is_on=True)
        with pytest.raises(Refusal, match="på ett möte än"):
            services.send_measure(anna, still.pk)
        assert not SentToLeaders.objects.exists()
        assert not CarryOver.objects.exists()


@pytest.mark.parametrize(
    ("who", "gets"),
    [("anna", 302), ("bo", 302), ("frida", 403), ("gun", 403), ("hans", 403), ("ines", 403), ("cia", 404)],
)
def test_only_an_organiser_sends(world, still, held, rule, who, gets):
    sent = world.client(who).post(f"{LIST}atgard/{still.pk}/styrgrupp/", {"wish": ""})
    assert sent.status_code == gets
    with outside_the_walls("test"):
        assert SentToLeaders.objects.count() == (1 if gets == 302 else 0)


def test_the_system_sends_nothing_by_itself(world, still, held, rule):
    run_due(TUESDAY)
    with outside_the_walls("test"):
        assert not SentToLeaders.objects.exists()


@pytest.mark.parametrize(
    ("who", "gets"),
    [
        ("anna", 302),
        ("bo", 302),
        ("frida", 403),
        ("gun", 403),
        ("hans", 404),
        ("ines", 404),
        ("cia", 404),
        ("dan", 404),
    ],
)
def test_the_rule_is_off_until_an_organiser_switches_it_on_and_says_who(world, who, gets):
    assert "Regeln är av" in world.client("frida").get(LIST).content.decode()
    assert world.client(who).post(f"{LIST}regel/", {"on": "1"}).status_code == gets
    page = plain(world.client("frida").get(LIST).content.decode())
    if gets == 302:
        assert f"{who.capitalize()} slog på den tisdag 1 december." in page
    with outside_the_walls("test"):
        assert LeadersRule.objects.count() == (1 if gets == 302 else 0)


def test_switching_twice_is_once_and_off_is_remembered_too(world):
    anna = world.actor("anna")
    with scope_for(anna):
        assert services.set_rule(anna, world.ours.pk, is_on=False) is None
        services.set_rule(anna, world.ours.pk, is_on=True)
        services.set_rule(anna, world.ours.pk, is_on=True)
        services.set_rule(anna, world.ours.pk, is_on=False)
        assert list(LeadersRule.objects.values_list("is_on", flat=True)) == [False, True]


# --- what blocks, one tap -------------------------------------------------------


def test_one_tap_on_what_blocks_reaches_the_coordinator_and_can_be_undone(world, still):
    frida = world.client("frida")
    assert frida.post(f"{LIST}atgard/{still.pk}/hinder/", {"reason": "waiting-for-party"}).status_code == 302
    with outside_the_walls("test"):
        said, asked = MeasureAnswer.objects.get(), HelpRequest.objects.get()
    assert (said.answer, said.reason, asked.reason) == ("need-help", "waiting-for-party", "waiting-for-party")
    assert rungs(world) == [("Ring om belysningen", Rung.WAY)]
    page = page_of(world, "frida", still)
    assert "Väntar på någon annan" in page
    assert "Ring, och boka en kvart tillsammans" in page  # the routine that fits
    with clock.standing_at(TUESDAY + dt.timedelta(minutes=1)), scope_for(world.actor("frida")):
        plan.undo_answer(world.actor("frida"), said.pk)
    assert rungs(world) == [("Ring om belysningen", Rung.AGENDA)]


def test_a_reason_that_there_is_none_of_changes_nothing(world, still):
    assert world.client("frida").post(f"{LIST}atgard/{still.pk}/hinder/", {"reason": "trams"}).status_code == 422
    with outside_the_walls("test"):
        assert not MeasureAnswer.objects.exists()


@pytest.mark.parametrize(("who", "gets"), [("bo", 302), ("gun", 403), ("hans", 403), ("ines", 403), ("cia", 404)])
def test_others_say_it_only_for_those_they_may_answer_for(world, still, who, gets):
    sent = world.client(who).post(f"{LIST}atgard/{still.pk}/hinder/", {"reason": "resources"})
    assert sent.status_code == gets


def test_the_own_list_asks_what_blocks_and_the_tap_is_an_answer(world, still):
    frida = world.client("frida")
    assert "Står den still? Säg vad som är i vägen" in frida.get("/s/var/vantar/").content.decode()
    sent = frida.post("/s/var/vantar/svar/", {"measure": still.pk, "answer": "need-help", "reason": "decision-missing"})
    assert sent.status_code == 302
    page = frida.get("/s/var/vantar/").content.decode()
    assert "Skriv beslutet på en sida, med två förslag" in page
    with outside_the_walls("test"):
        assert HelpRequest.objects.get().reason == "decision-missing"


def test_what_moves_is_not_asked_what_blocks(world, promise):
    promise("frida", due=TUESDAY.date() + 5 * DAY)
    assert "Står den still?" not in world.client("frida").get("/s/var/vantar/").content.decode()


# --- uppdrag ----------------------------------------------------------------


@pytest.fixture
def work(world):
    """An active uppdrag where nobody has promised anything for half a year."""
    anna = world.actor("anna")
    with clock.standing_at(TUESDAY - 180 * DAY), scope_for(anna):
        goal = plan.add_goal(anna, world.ours.pk, title="Fler känner sig trygga", reach=1)
        made = plan.add_assignment(
            anna,
            world.ours.pk,
            title="Tryggt gångstråk",
            lead_party_id=world.parties["kommun"].pk,
            goal_id=goal.pk,
            reach=1,
        )
        plan.add_sub_goal(anna, made.pk, title="Lamporna lyser")
        return plan.activate_assignment(anna, made.pk)


def test_an_uppdrag_where_nobody_promises_anything_is_on_the_ladder_too(world, work):
    assert rungs(world) == [("Tryggt gångstråk", Rung.AGENDA)]
    page = world.client("anna").get(f"/s/var/uppdrag/{work.pk}/").content.decode()
    assert "Stannat av" in page
    assert "Skriv ett mindre steg" in page


def test_one_tap_on_what_blocks_an_uppdrag_is_a_line_in_its_follow_up(world, work):
    for _twice in range(2):
        sent = world.client("frida").post(f"{LIST}uppdrag/{work.pk}/hinder/", {"reason": "unclear-responsibility"})
        assert sent.status_code == 302
    with outside_the_walls("test"):
        note = FollowUpNote.objects.get()
    page = world.client("frida").get(f"/s/var/uppdrag/{work.pk}/").content.decode()
    assert "Oklart ansvar. " in page
    assert "Vad är i vägen? Ett tryck räcker." not in page
    assert (note.deviation, note.finding) == ("unclear-responsibility", "Står still: oklart ansvar.")
    gun = world.actor("gun")
    with scope_for(gun), pytest.raises(Forbidden):
        services.name_block_of_work(gun, work.pk, reason="resources")


def test_an_uppdrag_is_sent_by_a_person_too(world, work, held, rule):
    assert world.client("bo").post(f"{LIST}uppdrag/{work.pk}/styrgrupp/", {"wish": "Vem leder?"}).status_code == 302
    with outside_the_walls("test"):
        item = CarryOver.objects.get()
    assert (item.assignment_id, item.reason.endswith("Vem leder?")) == (work.pk, True)


def test_what_rests_by_decision_is_left_alone(world, work):
    anna = world.actor("anna")
    with scope_for(anna):
        plan.rest_assignment(anna, work.pk, look_again_on=TUESDAY.date() + 30 * DAY, note="Styrgruppen")
    assert rungs(world) == []


def test_the_list_asks_the_database_equally_often(world, promise, still, django_assert_max_num_queries):
    client = world.client("anna")
    with django_assert_max_num_queries(30) as few:
        client.get(LIST)
    for n in range(20):
        promise("bo", f"Sak {n}", due=DUE, at=LONG_BEFORE)
    with django_assert_max_num_queries(30) as many:
        page = client.get(LIST).content.decode()
    assert "Sak 19" in page
    asked = [[q for q in found.captured_queries if "set_config" not in q["sql"]] for found in (few, many)]
    assert len(asked[0]) == len(asked[1]) <= 12


def test_a_draft_of_one_party_is_not_on_the_other_partys_list(world, still):
    with outside_the_walls("test"):
        Measure.objects.filter(pk=still.pk).update(reach=0)
    assert rungs(world, "bo") == []


def test_the_mails_page_asks_what_blocks_too_and_one_tap_answers_without_signing_in(world, still):
    token = new_token(world.ours.pk)
    with outside_the_walls("test"):
        open_link(world.seats["frida"], token, [still.pk], at=TUESDAY)
    page = Client().get(f"/svar/{token}/").content.decode()
    assert "Står den still? Säg vad som är i vägen" in page
    sent = {"measure": still.pk, "answer": "need-help", "reason": "legal-doubt"}
    assert Client(enforce_csrf_checks=True).post(f"/svar/{token}/", sent).status_code == 302
    page = Client().get(f"/svar/{token}/").content.decode()
    assert "Ställ en enda fråga till juristen" in page
    assert "/prova/" not in page  # there is no page to try it on without signing in
    with outside_the_walls("test"):
        assert HelpRequest.objects.get().reason == "legal-doubt"

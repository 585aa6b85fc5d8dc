"""Follow-up notes: one required field, on an uppdrag, goal, delmål or line work."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from malbild.access.errors import Forbidden
from malbild.access.policy import Reach
from malbild.access.scope import scope_for
from malbild.followup.forms import NoteForm
from malbild.followup.models import FollowUpNote
from malbild.followup.services import write_note
from malbild.goals import services
from malbild.kit import clock


@pytest.fixture
def work(world, anna):
    with scope_for(anna):
        return services.add_assignment(
            anna,
            world.ours.pk,
            title="Gångstråk",
            lead_party_id=world.parties["kommun"].pk,
            reach=Reach.PARTNERSHIP,
        )


def test_one_line_is_enough_and_everyone_at_the_table_reads_it(world, work):
    address = f"/s/var/uppfoljning/uppdrag/{work.pk}/"
    sent = world.client("frida").post(f"{address}ny/", {"finding": "Vandringen blev av."})
    assert (sent.status_code, sent["Location"]) == (302, address)
    page = world.client("bo").get(address).content.decode()
    assert ("Vandringen blev av." in page, "Gjordes det vi sa?" in page, "Skola, Frida" in page) == (True, True, True)


def test_a_note_may_say_what_became_different_and_what_was_learnt(world, work, bo):
    with scope_for(bo):
        sub_goal = services.add_sub_goal(bo, work.pk, title="Ljuset lagat")
    world.client("bo").post(
        f"/s/var/uppfoljning/delmal/{sub_goal.pk}/ny/",
        {
            "finding": "Lampan kom sent.",
            "kind": "process",
            "deviation": "waiting-for-party",
            "lesson": "Beställ på våren",
            "on": "2026-11-02",
        },
    )
    page = world.client("anna").get(f"/s/var/uppfoljning/uppdrag/{work.pk}/").content.decode()
    for words in ("väntar på någon annan", "Beställ på våren", "Ljuset lagat", "Hur gick arbetet?"):
        assert words in page


def test_nothing_written_is_lost_when_the_form_is_refused(world, work, anna):
    address = f"/s/var/uppfoljning/uppdrag/{work.pk}/ny/"
    tomorrow = (clock.today() + dt.timedelta(days=1)).isoformat()
    for given in ({"finding": ""}, {"finding": "Sett", "on": tomorrow}, {"finding": "Sett", "on": "i våras"}):
        answer = world.client("anna").post(address, given)
        assert answer.status_code == 422
    assert (
        "Dagen har inte varit än"
        in world.client("anna").post(address, {"finding": "S", "on": tomorrow}).content.decode()
    )
    with scope_for(anna):
        assert not FollowUpNote.objects.exists()


def test_no_more_than_one_field_is_required():
    assert [name for name, f in NoteForm().fields.items() if f.required] == ["finding"]


@pytest.mark.parametrize(("who", "stops"), [("gun", Forbidden), ("ines", Forbidden)])
def test_those_without_the_right_are_told_so(world, work, who, stops):
    actor = world.actor(who)
    with scope_for(actor), pytest.raises(stops):
        write_note(actor, thing="assignment", thing_id=work.pk, finding="x")


@pytest.mark.parametrize("who", ["hans", "rut", "cia", "dan"])
def test_for_those_outside_there_is_no_such_uppdrag(world, work, who):
    actor = world.actor(who)
    with scope_for(actor), pytest.raises(type(work).DoesNotExist):
        write_note(actor, thing="assignment", thing_id=work.pk, finding="x")


def test_a_note_on_decided_work_stays_at_the_table(world, work, anna, hans):
    with scope_for(anna):
        type(work).objects.filter(pk=work.pk).update(reach=Reach.DECIDED)
        note = write_note(anna, thing="assignment", thing_id=work.pk, finding="Internt")
    assert note.reach == Reach.PARTNERSHIP
    page = world.client("hans").get(f"/s/var/uppfoljning/uppdrag/{work.pk}/")
    assert (page.status_code, "Internt" in page.content.decode()) == (200, False)


def test_a_note_is_about_one_thing(world, work, anna):
    wall = {"partnership": world.ours, "party": world.parties["kommun"], "finding": "x", "on": clock.today()}
    with scope_for(anna), pytest.raises(IntegrityError), transaction.atomic():
        FollowUpNote.objects.create(**wall)

"""Everyone at the table says with one tap whether they come, and all at the table see it."""

import pytest

from malbild.access.scope import scope_for
from malbild.audit.models import AuditEvent
from malbild.kit.errors import Refusal
from malbild.meetings import queries, services
from malbild.meetings.models import Attendance, Invitation, Meeting


@pytest.fixture
def meeting(room, anna):
    made = room.plan()
    with scope_for(anna):
        return services.call_meeting(anna, made.pk)


def say(world, who, meeting, answer):
    actor = world.actor(who)
    with scope_for(actor):
        return services.answer_invitation(actor, meeting.pk, answer=answer)


def page(world, who, meeting):
    return world.client(who).get(f"/s/var/moten/{meeting.pk}/").content.decode()


def test_the_page_counts_and_names_in_words(world, meeting):
    for who, answer in (("anna", "yes"), ("bo", "yes"), ("frida", "no")):
        say(world, who, meeting, answer)
    shown = page(world, "gun", meeting)
    assert "2 kommer, 1 kan inte, 1 har inte svarat" in shown
    assert "<dt>Kommer</dt><dd>Anna, Bo</dd>" in shown
    assert "Kommer du?" in shown


@pytest.mark.parametrize("who", ["anna", "bo", "frida", "gun"])
def test_one_tap_answers_and_a_second_changes_it(world, meeting, who):
    client, where = world.client(who), f"/s/var/moten/{meeting.pk}/"
    for answer, said in (("yes", "Du kommer."), ("yes", "Du kommer."), ("no", "Du kan inte komma.")):
        assert said in client.post(f"{where}jag/", {"answer": answer}, follow=True).content.decode()
    assert AuditEvent.objects.filter(action="meetings:meeting:answer").count() == 2
    assert 'value="no" aria-pressed="true"' in page(world, who, meeting)


@pytest.mark.parametrize(
    ("who", "status"), [("hans", 404), ("rut", 404), ("ines", 404), ("cia", 404), ("dan", 404), ("eva", 302)]
)
def test_nobody_else_answers(world, anna, meeting, who, status):
    assert world.client(who).post(f"/s/var/moten/{meeting.pk}/jag/", {"answer": "yes"}).status_code == status
    with scope_for(anna):
        assert not Invitation.objects.exclude(answer="").exists()


@pytest.mark.parametrize("answer", ["", "YES", "kanske", "yes\x00", "x" * 5000])
def test_what_is_no_answer_is_refused_and_changes_nothing(world, anna, meeting, answer):
    assert world.client("bo").post(f"/s/var/moten/{meeting.pk}/jag/", {"answer": answer}).status_code == 422
    with scope_for(anna):
        assert not Invitation.objects.exclude(answer="").exists()


def test_a_meeting_nobody_is_called_to_takes_no_answers(world, room, meeting):
    planned = room.plan(at=meeting.starts_at.replace(day=15))
    with pytest.raises(Refusal):
        say(world, "bo", planned, "yes")
    assert "Vilka kommer?" not in page(world, "bo", planned)
    room.start(meeting)
    with pytest.raises(Refusal):
        say(world, "bo", meeting, "yes")


def test_in_the_room_those_who_come_are_ticked_until_somebody_saves(world, room, anna, meeting):
    say(world, "bo", meeting, "yes")
    say(world, "frida", meeting, "no")
    room.start(meeting)
    client = world.client("anna")
    seats = {who: world.seats[who].pk for who in ("bo", "frida")}

    def ticked():
        shown = client.get(f"/s/var/moten/{meeting.pk}/", follow=True).content.decode()
        return {who for who, pk in seats.items() if f'name="here" value="{pk}" checked' in shown}

    assert ticked() == {"bo"}
    with scope_for(anna):
        assert not Attendance.objects.exists()
        services.set_attendance(anna, meeting.pk, came=[seats["frida"]])
    assert ticked() == {"frida"}


def test_a_list_of_people_costs_as_much_as_one(world, anna, meeting, django_assert_num_queries):
    with scope_for(anna):
        found = Meeting.objects.get(pk=meeting.pk)
        with django_assert_num_queries(2):
            assert len(queries.turnout(anna, found).silent) == 4

"""Line work is asked about lightly, in the same mail as all else, and one tap answers."""

import pytest
from django.test import Client

from malbild.access.scope import outside_the_walls, scope_for
from malbild.goals import queries as plan_queries
from malbild.goals import services as plan
from malbild.goals.models import LinePulse, LineWork
from malbild.kit import clock
from malbild.meetings.queries import agenda
from malbild.meetings.services import plan_meeting
from malbild.momentum.models import MailLink
from malbild.momentum.services import run_due
from malbild.momentum.tests.conftest import DAY, TUESDAY, plain
from malbild.outbox.models import Letter

pytestmark = pytest.mark.usefixtures("tuesday")
LIST = "/s/var/vantar/"


@pytest.fixture
def walk(world):
    """Frida follows Nattvandring every 30 days; it was followed 40 days ago."""
    return make(world)


def make(world, title="Nattvandring", *, who="frida", days_ago=40, state="works"):
    anna = world.actor("anna")
    with clock.standing_at(TUESDAY - 100 * DAY), scope_for(anna):
        routine = plan.add_routine(anna, world.ours.pk, title="Varje månad", rhythm_days=30)
        work = plan.add_line_work(
            anna,
            world.ours.pk,
            title=title,
            responsible_party_id=world.parties["skola"].pk,
            owner_id=world.seats[who].pk,
            routine_id=routine.pk,
        )
    look(world, work, days_ago=days_ago, state=state, who=who)
    return work


def look(world, work, *, days_ago=0, state="wavers", who="frida", text=""):
    actor = world.actor(who)
    with clock.standing_at(TUESDAY - days_ago * DAY), scope_for(actor):
        return plan.pulse(actor, work.pk, state=state, text=text)


def pulses():
    with outside_the_walls("test"):
        return list(LinePulse.objects.order_by("pk").values_list("state", "text"))


def digest():
    run_due(TUESDAY)
    return Letter.objects.filter(kind="digest").order_by("-pk").first()


def addresses(letter, word):
    lines = [line.strip() for line in letter.text.splitlines()]
    return [line.split(": ", 1)[1].split("/svar", 1) for line in lines if line.startswith(f"{word}: ")]


def test_the_own_list_asks_by_the_rhythm_and_takes_one_tap(world, walk):
    frida = world.client("frida")
    page = frida.get(LIST).content.decode()
    assert "Följs i vardagen" in page
    assert "Nattvandring" in page
    assert frida.post(f"{LIST}vardag/{walk.pk}/", {"state": "works"}).status_code == 302
    assert pulses() == [("works", ""), ("works", "")]
    assert "Nattvandring" not in frida.get(LIST).content.decode()


def test_nobody_is_asked_before_the_rhythm_or_where_there_is_none(world):
    make(world, "Nyss följt", days_ago=10)
    with outside_the_walls("test"):
        LineWork.objects.filter(pk=make(world, "Utan rutin").pk).update(routine=None)
    page = world.client("frida").get(LIST).content.decode()
    assert "Följs i vardagen" not in page


@pytest.mark.parametrize(
    ("who", "gets"),
    [("anna", 302), ("bo", 302), ("gun", 403), ("hans", 403), ("ines", 403), ("cia", 404), ("dan", 404)],
)
def test_others_answer_only_with_the_right(world, walk, who, gets):
    assert world.client(who).post(f"{LIST}vardag/{walk.pk}/", {"state": "wavers"}).status_code == gets
    assert len(pulses()) == (2 if gets == 302 else 1)


def test_what_is_neither_of_the_two_changes_nothing(world, walk):
    for wrong in ({"state": "lifted"}, {}, {"state": "works", "text": "Fråga 19900101-1239"}):
        assert world.client("frida").post(f"{LIST}vardag/{walk.pk}/", wrong).status_code == 422
    assert len(pulses()) == 1


def test_it_rides_in_the_same_mail_as_what_else_waits(world, walk, promise):
    promise("frida", "Ring om belysningen")
    letter = digest()
    text = plain(letter.text)
    assert letter.subject == "2 saker väntar på dig"
    assert "Ett arbete i vardagen väntar på en blick. Fungerar det eller svajar det?" in text
    assert "Nattvandring" in text
    assert "Nattvandring" in letter.html
    with outside_the_walls("test"):
        assert MailLink.objects.get(membership=world.seats["frida"]).lines == [walk.pk]


def test_line_work_alone_makes_no_weekly_mail(world, walk, promise):
    """It comes with the month's mail and then rests: exception only."""
    assert digest() is not None
    week = TUESDAY + 7 * DAY
    with clock.standing_at(week):
        run_due(week)
    assert Letter.objects.filter(kind="digest").count() == 1


def test_two_taps_from_the_mail_and_opening_it_changes_nothing(world, walk):
    letter = digest()
    (_host, rest), *_none = addresses(letter, "Svajar")
    address = "/svar" + rest
    for _scanner in range(5):
        page = Client(enforce_csrf_checks=True).get(address)
        assert page.status_code == 200
    assert "Bekräfta: svajar" in page.content.decode()
    assert len(pulses()) == 1
    sent = Client(enforce_csrf_checks=True).post(address, {"state": "wavers", "text": "Få vuxna"})
    assert sent.status_code == 302
    assert pulses()[-1] == ("wavers", "Få vuxna")
    again = Client(enforce_csrf_checks=True).get(address)
    assert "Redan följt" in again.content.decode()
    Client(enforce_csrf_checks=True).post(address, {"state": "works"})
    assert len(pulses()) == 2


def test_the_key_opens_only_what_the_mail_asked_about_and_is_still_theirs(world, walk):
    letter = digest()
    (_host, rest), *_none = addresses(letter, "Fungerar")
    other = make(world, "Bos tillsyn", who="bo")
    wrong = "/svar" + rest.replace(f"/vardag/{walk.pk}/", f"/vardag/{other.pk}/")
    assert Client().get(wrong).status_code == 404
    assert Client().get(("/svar" + rest).replace("fungerar", "lyft")).status_code == 404
    with outside_the_walls("test"):
        LineWork.objects.filter(pk=walk.pk).update(owner=world.seats["bo"])
    page = Client().post("/svar" + rest, {"state": "works"})
    assert "följs av någon annan nu" in page.content.decode()
    assert [text for _state, text in pulses()] == ["", ""]  # the two that were made by the test itself


def test_two_mails_without_a_word_about_line_work_are_a_call_too(world, walk):
    run_due(TUESDAY)
    month = TUESDAY + 28 * DAY
    with clock.standing_at(month):
        run_due(month)
    later = month + 7 * DAY
    with clock.standing_at(later):
        page = world.client("anna").get("/s/var/driv/").content.decode()
    assert "Nattvandring" in page


# --- two Svajar in a row ---------------------------------------------------------


def test_two_svajar_in_a_row_are_proposed_on_the_agenda_and_a_person_decides(world, walk):
    look(world, walk, days_ago=30)
    look(world, walk)
    anna = world.actor("anna")
    with scope_for(anna):
        meeting = plan_meeting(anna, world.ours.pk, starts_at=TUESDAY + 7 * DAY)
        lines = [x for s in agenda(anna, meeting).sections for x in s.lines if x.line_work]
        assert [(x.title, x.line_work.state) for x in lines] == [("Nattvandring", "wavers")]
    page = world.client("anna").get(f"/s/var/uppdrag/linje/{walk.pk}/").content.decode()
    assert "Svajar för andra gången i rad" in page


def test_a_second_tap_the_same_day_is_a_correction_and_not_a_second_time(world, walk):
    look(world, walk)
    look(world, walk, text="Få vuxna")
    assert pulses() == [("works", ""), ("wavers", "Få vuxna")]
    with scope_for(world.actor("anna")):
        assert plan_queries.proposed_to_lift(world.actor("anna")) == []


def test_the_way_is_told_on_both_ends(world, walk):
    look(world, walk, days_ago=30, text="Få vuxna")
    look(world, walk, text="Inga vuxna")
    anna = world.actor("anna")
    with scope_for(anna):
        lifted = plan.lift_to_development(anna, walk.pk, reason="Vi behöver göra något nytt")
        at_line = plan_queries.way_of_line_work(anna, walk)
        at_work = plan_queries.way_of_assignment(anna, lifted)
    words = ["Fungerar", "Svajar", "Svajar", "Lyft till utveckling"]
    assert [m.word for m in at_line] == [m.word for m in at_work] == words
    assert (at_line[-1].title, at_work[-1].title) == ("Nattvandring", "Nattvandring")
    assert at_line[-1].page != at_work[-1].page
    for address in (f"linje/{walk.pk}/", f"{lifted.pk}/"):
        page = world.client("frida").get(f"/s/var/uppdrag/{address}").content.decode()
        assert "Vägen hit" in page
        assert "Vi behöver göra något nytt" in page


def test_a_lifted_piece_is_not_asked_about(world, walk):
    anna = world.actor("anna")
    with scope_for(anna):
        plan.lift_to_development(anna, walk.pk)
    assert "Följs i vardagen" not in world.client("frida").get(LIST).content.decode()

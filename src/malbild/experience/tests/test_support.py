"""Requests for support, promised feedback, the supporter's page and the trail they leave."""

import datetime as dt

import pytest

from malbild.access.actor import Area, Role
from malbild.access.errors import Forbidden
from malbild.access.scope import scope_for
from malbild.audit.models import AuditEvent
from malbild.experience import queries, services
from malbild.experience.errors import NotOpen
from malbild.experience.forms import before_summer
from malbild.experience.models import Feedback, SupportRequest, SupportStep
from malbild.experience.states import SUPPORT_DEEDS, SupportDeed, SupportState, next_support_state
from malbild.goals import services as goals
from malbild.kit import clock
from malbild.partnerships.models import Membership
from malbild.partnerships.services import create_partnership, end_seat

SOON = clock.today() + dt.timedelta(days=30)


@pytest.fixture
def asked(world, anna):
    with scope_for(anna):
        return services.request_support(anna, world.ours.pk, text="Kom och led workshopen")


@pytest.fixture
def promised(world, anna):
    with scope_for(anna):
        return services.promise_feedback(anna, world.ours.pk, what="Uppdragsbeskrivningen", due=SOON)


def test_a_request_goes_the_whole_way(asked, anna, ines):
    with scope_for(ines):
        services.answer_support(ines, asked.pk, deed=SupportDeed.ACCEPT, text="Gärna")
        services.answer_support(ines, asked.pk, deed=SupportDeed.START)
        services.answer_support(ines, asked.pk, deed=SupportDeed.HAND_BACK, text="Nu väntar vi på er")
    with scope_for(anna):
        assert SupportRequest.objects.get().state == SupportState.AWAITING_FEEDBACK
        services.settle_support(anna, asked.pk, deed=SupportDeed.FEED_BACK)
        services.settle_support(anna, asked.pk, deed=SupportDeed.CLOSE, text="Vi fick en målbild")
        done = SupportRequest.objects.get()
        assert (done.state, done.outcome, SupportStep.objects.count()) == ("closed", "Vi fick en målbild", 5)


def test_it_waits_for_the_supporter_only_when_the_table_spoke_last(asked, world, anna, ines):
    def waits():
        page = world.client("ines").get("/metodstod/").content.decode()
        return "Inget väntar på dig" not in page

    assert waits()
    with scope_for(ines):
        services.answer_support(ines, asked.pk, deed=SupportDeed.START)
        services.answer_support(ines, asked.pk, deed=SupportDeed.HAND_BACK)
    assert not waits()
    assert "Kom och led" in world.client("ines").get("/metodstod/").content.decode()  # still under way
    with scope_for(anna):
        services.settle_support(anna, asked.pk, deed=SupportDeed.FEED_BACK)
    assert waits()


def test_a_closed_request_takes_no_answer(asked, anna, ines):
    with scope_for(anna):
        services.settle_support(anna, asked.pk, deed=SupportDeed.CLOSE, text="Vi löste det själva")
    with scope_for(ines), pytest.raises(NotOpen):
        services.answer_support(ines, asked.pk, deed=SupportDeed.ANSWER, text="Hej")


@pytest.mark.parametrize("deed", SupportDeed)
def test_every_deed_leads_somewhere_and_only_from_its_states(deed):
    reached = {s for s in SupportState if next_support_state(s, deed)}
    assert reached == set(SUPPORT_DEEDS[deed])
    assert reached


@pytest.mark.parametrize("who", ["frida", "gun", "ines"])
def test_only_the_two_organisers_ask_for_support(world, who):
    actor = world.actor(who)
    with scope_for(actor), pytest.raises(Forbidden):
        services.request_support(actor, world.ours.pk, text="Hjälp")


def test_the_table_does_not_answer_for_the_supporter_nor_the_other_way(asked, anna, ines):
    with scope_for(anna), pytest.raises(Forbidden):
        services.answer_support(anna, asked.pk, deed=SupportDeed.ACCEPT)
    with scope_for(ines), pytest.raises(Forbidden):
        services.settle_support(ines, asked.pk, deed=SupportDeed.CLOSE, text="Klart")
    with scope_for(ines), pytest.raises(NotOpen):
        services.answer_support(ines, asked.pk, deed=SupportDeed.CLOSE, text="Klart")
    with scope_for(anna):
        assert SupportRequest.objects.get().state == "requested"


def test_in_the_browser_from_request_to_outcome(world):
    anna, ines = world.client("anna"), world.client("ines")
    anna.post("/s/var/bollplank/stod/ny/", {"text": "Kom och led workshopen", "wanted_by": "före jul"})
    with scope_for(world.actor("anna")):
        assert not SupportRequest.objects.exists()
    anna.post("/s/var/bollplank/stod/ny/", {"text": "Kom och led workshopen", "wanted_by": "12 december"})
    with scope_for(world.actor("anna")):
        pk = SupportRequest.objects.get().pk
    assert "Kom och led workshopen" in ines.get("/metodstod/").content.decode()
    answered = ines.post(f"/s/var/bollplank/stod/{pk}/", {"deed": "accept", "text": "Gärna"}, follow=True)
    assert "Accepterad" in answered.content.decode()
    assert ines.post(f"/s/var/bollplank/stod/{pk}/", {"deed": "close", "text": "x"}).status_code == 422
    assert anna.post(f"/s/var/bollplank/stod/{pk}/avsluta/", {"text": ""}).status_code == 422
    anna.post(f"/s/var/bollplank/stod/{pk}/avsluta/", {"text": "Vi fick en målbild"})
    assert "Vi fick en målbild" in ines.get(f"/s/var/bollplank/stod/{pk}/").content.decode()


def test_what_is_sent_is_kept_as_it_stood_and_names_nobody(promised, world, anna, ines, work, terms):
    with scope_for(anna):
        goals.write_vision(anna, world.ours.pk, sentence="Fler trivs ute", horizon_year=2027)
        goals.add_goal(anna, world.ours.pk, title="Vårt hemliga utkast")
        services.send_feedback(anna, promised.pk, note="Hej")
        goals.write_vision(anna, world.ours.pk, sentence="Något helt annat", horizon_year=2028)
    page = world.client("ines").get(f"/s/var/bollplank/aterkoppling/{promised.pk}/").content.decode()
    assert "Fler trivs ute" in page
    assert "Tryggt gångstråk" in page
    assert "Tryggare kommun" in page
    assert "Något helt annat" not in page
    assert "hemliga utkast" not in page
    with scope_for(ines):
        package = str(Feedback.objects.get().package)
    assert [name for name in ("Anna", "Frida", "Bo", "Gun ") if name in package] == []


def test_sending_is_logged_and_done_once(promised, anna):
    with scope_for(anna):
        first = services.send_feedback(anna, promised.pk)
        assert services.send_feedback(anna, promised.pk).sent_at == first.sent_at
        with pytest.raises(NotOpen):
            services.edit_feedback(anna, promised.pk, what="Annat", due=SOON)
    sent = AuditEvent.objects.filter(action="experience:feedback:send", details__deed="send")
    assert sent.count() == 1


@pytest.mark.parametrize("who", ["frida", "gun", "ines"])
def test_others_do_not_send(promised, world, who):
    actor = world.actor(who)
    with scope_for(actor), pytest.raises(Forbidden):
        services.send_feedback(actor, promised.pk)
    with scope_for(world.actor("anna")):
        assert Feedback.objects.get().sent_at is None


def test_before_summer_is_a_friday_in_june():
    assert before_summer(dt.date(2026, 11, 24)) == dt.date(2027, 6, 11)
    assert before_summer(dt.date(2026, 6, 12)) == dt.date(2026, 6, 12)
    assert before_summer(dt.date(2026, 6, 13)) == dt.date(2027, 6, 11)


def test_before_summer_can_be_written_as_it_is_said(world):
    world.client("anna").post(
        "/s/var/bollplank/aterkoppling/ny/", {"what": "Uppdragsbeskrivningen", "due": "Före sommaren"}
    )
    with scope_for(world.actor("anna")):
        assert Feedback.objects.get().due == before_summer(clock.today())


def test_overdue_feedback_is_told_calmly(world, promised):
    with clock.standing_at(clock.now() + dt.timedelta(days=40)):
        page = world.client("ines").get("/metodstod/").content.decode()
    assert "skulle ha kommit" in page
    assert "försen" not in page.lower()


def test_the_supporters_page_tells_what_each_has_come_to(world, work, asked, promised, question):
    page = world.client("ines").get("/metodstod/").content.decode()
    for words in ("Vår samverkan", "Arbetar med uppdragen", "Uppdragsbeskrivningen", "Kom och led", "Senast aktiv"):
        assert words in page
    assert page.index("Kom och led") < page.index("bostadsbolaget")  # oldest first


def test_people_without_a_supporters_seat_see_an_empty_page(world, asked):
    for who in ("anna", "dan", "cia"):
        page = world.client(who).get("/metodstod/").content.decode()
        assert "Kom och led" not in page
        assert "Ingen samverkan har bjudit in dig" in page


def test_the_page_asks_the_database_equally_often_for_one_and_many(world, ines, django_assert_max_num_queries):
    counts = []
    for rows in (0, 20):
        for n in range(rows):
            other = create_partnership(
                name=f"Samverkan {n}",
                municipality=world.ours.municipality,
                organisations=[world.parties["kommun"].organisation],
            )
            Membership.objects.create(
                partnership=other,
                user=world.users["ines"],
                organisation=world.seats["ines"].organisation,
                role=Role.SUPPORTER.value,
                areas=[Area.SUPPORT.value],
                accepted_at=clock.now(),
                ends_on=SOON,
            )
        client = world.client("ines")
        client.get("/metodstod/")  # the first look of the day is written down, once for each
        with django_assert_max_num_queries(40) as found:
            client.get("/metodstod/")
        counts.append(len(found))
    assert counts[0] == counts[1]


def test_a_revoked_supporter_is_out_the_same_minute(world, anna, asked):
    client = world.client("ines")
    assert client.get("/s/var/bollplank/").status_code == 200
    with scope_for(anna):
        end_seat(anna, world.seats["ines"].pk)
    assert client.get("/s/var/bollplank/").status_code == 404
    assert client.get(f"/s/var/bollplank/stod/{asked.pk}/").status_code == 404
    assert "Kom och led" not in client.get("/metodstod/").content.decode()


def test_a_supporter_is_out_the_day_after_the_last(world, asked):
    client, last = world.client("ines"), world.seats["ines"].ends_on
    noon = dt.datetime.combine(last, dt.time(12), tzinfo=clock.SWEDEN)
    with clock.standing_at(noon):
        assert client.get("/s/var/bollplank/").status_code == 200
    with clock.standing_at(noon + dt.timedelta(days=1)):
        assert client.get("/s/var/bollplank/").status_code == 404
        assert "Kom och led" not in client.get("/metodstod/").content.decode()


def visits():
    rows = AuditEvent.objects.filter(action="partnerships:partnership:view", details__has_key="page")
    return sorted(rows.values_list("details__page", flat=True))


def test_a_supporters_reading_is_written_down_once_a_day_and_kind_of_page(world):
    client = world.client("ines")
    for _time in range(3):
        client.get("/s/var/bollplank/")
        client.get("/s/var/uppdrag/")
    assert visits() == ["experience", "goals"]
    with clock.standing_at(clock.now() + dt.timedelta(days=1)):
        client.get("/s/var/uppdrag/")
    assert visits() == ["experience", "goals", "goals"]


def test_what_was_refused_and_what_the_table_reads_leaves_no_trail(world):
    world.client("ines").get("/s/var/deltagare/")
    world.client("anna").get("/s/var/uppdrag/")
    assert visits() == []


def test_the_table_sees_what_the_supporter_has_looked_at(world):
    world.client("ines").get("/metodstod/")
    world.client("ines").get("/s/var/lagesbild/")
    page = world.client("anna").get("/s/var/insyn/").content.decode()
    assert "Ines" in page
    assert "Lägesbilden" in page
    assert "Metodstödets översikt" in page


def test_what_waits_for_us(world, anna, ines, asked, promised, question):
    with scope_for(ines):
        services.post(ines, question.pk, text="Vem äger frågan?")
        services.answer_support(ines, asked.pk, deed=SupportDeed.START)
        services.answer_support(ines, asked.pk, deed=SupportDeed.HAND_BACK)
    with scope_for(anna):
        waits = queries.waiting_for_us(anna, on=clock.today())
    assert ([t.pk for t in waits.answered], [f.pk for f in waits.feedback], [r.pk for r in waits.handed_back]) == (
        [question.pk],
        [promised.pk],
        [asked.pk],
    )

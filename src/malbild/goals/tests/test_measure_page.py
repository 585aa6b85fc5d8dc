"""One åtgärd: asked, promised, answered, put off, helped and ended, by whoever may."""

import datetime as dt

import pytest

from malbild.access.errors import Forbidden
from malbild.access.scope import scope_for
from malbild.goals import services
from malbild.goals.models import HelpRequest, LineWork, Measure, MeasureAnswer, WorkMove
from malbild.kit import clock

URL = "/s/var/uppdrag/atgard/"


def page(world, who, measure, tail=""):
    return world.client(who).get(f"{URL}{measure.pk}/{tail}")


def post(world, who, measure, tail, **values):
    return world.client(who).post(f"{URL}{measure.pk}/{tail}", values)


def text_of(response):
    return response.content.decode()


def stored(world, measure):
    with scope_for(world.actor("anna")):
        return Measure.objects.get(pk=measure.pk)


def test_it_says_what_it_hangs_on_up_to_the_problem(world, ours):
    text = text_of(page(world, "frida", ours.measure))
    for words in ("Mörka ytor", "Skadegörelse", "Tryggt gångstråk", "Fler känner sig trygga"):
        assert words in text


def test_the_owner_says_yes_with_a_first_step_and_the_group_reads_it(world, ours):
    assert "Ja, jag tar på mig det" in text_of(page(world, "frida", ours.measure))
    assert "Ja, jag tar på mig det" not in text_of(page(world, "anna", ours.measure))
    post(world, "frida", ours.measure, "ja/", when="måndag 9", then="ringer jag")
    assert stored(world, ours.measure).if_then == "När måndag 9 så ringer jag"
    assert "När måndag 9 så ringer jag" in text_of(page(world, "gun", ours.measure))


def test_half_a_line_is_not_lost(world, ours):
    response = post(world, "frida", ours.measure, "ja/", when="måndag 9")
    assert (response.status_code, "måndag 9" in text_of(response)) == (422, True)
    assert stored(world, ours.measure).state == "asked"


def test_another_day_is_a_yes_to_that_day(world, ours):
    day = clock.today() + dt.timedelta(days=30)
    assert post(world, "frida", ours.measure, "annat-datum/", due="1990-01-01").status_code == 422
    post(world, "frida", ours.measure, "annat-datum/", due=day.isoformat())
    measure = stored(world, ours.measure)
    assert (measure.state, measure.due) == ("accepted", day)


def test_the_wrong_person_hands_it_back_with_a_hint(world, ours):
    post(world, "frida", ours.measure, "fel-person/", text="Fråga Nils")
    measure = stored(world, ours.measure)
    assert (measure.state, measure.owner) == ("draft", None)
    assert "Fråga Nils" in text_of(page(world, "anna", ours.measure))


@pytest.mark.parametrize("who", ["anna", "bo", "gun"])
def test_nobody_accepts_or_declines_for_her(world, ours, who):
    for tail in ("ja/", "annat-datum/", "fel-person/"):
        assert post(world, who, ours.measure, tail, due=ours.due.isoformat()).status_code == 403
    assert stored(world, ours.measure).state == "asked"


@pytest.mark.parametrize(
    ("who", "status"), [("frida", 302), ("anna", 302), ("bo", 302), ("gun", 403), ("hans", 403), ("cia", 404)]
)
def test_who_may_answer(world, promise, who, status):
    assert post(world, who, promise.measure, "svar/", answer="on-track").status_code == status
    assert stored(world, promise.measure).state == ("under-way" if status == 302 else "accepted")


def test_a_tap_in_the_mail_opens_the_page_with_that_answer_chosen_and_changes_nothing(world, promise):
    text = text_of(page(world, "frida", promise.measure, "?svar=done"))
    assert text.count(" checked") == 1
    assert " checked" not in text_of(page(world, "frida", promise.measure, "?svar=nonsens"))
    assert stored(world, promise.measure).state == "accepted"


def test_done_can_be_taken_back_for_half_an_hour(world, promise):
    client = world.client("frida")
    told = client.post(f"{URL}{promise.measure.pk}/svar/", {"answer": "done", "text": "Klart i dag"}, follow=True)
    assert "Markerat som klart. Gruppen ser det på nästa möte." in text_of(told)
    with scope_for(world.actor("frida")):
        said = MeasureAnswer.objects.get()
    undo = f"/s/var/uppdrag/svar/{said.pk}/angra/"
    assert undo in text_of(told)
    assert world.client("gun").post(undo).status_code == 403
    assert client.post(undo).status_code == 302
    assert stored(world, promise.measure).state == "accepted"
    assert "Klart i dag" not in text_of(page(world, "frida", promise.measure))


def test_a_late_undo_says_what_to_do_instead(world, promise, frida):
    with scope_for(frida), clock.standing_at(clock.now() - dt.timedelta(minutes=31)):
        said = services.answer_measure(frida, promise.measure.pk, answer="done")
    response = world.client("frida").post(f"/s/var/uppdrag/svar/{said.pk}/angra/")
    assert (response.status_code, "Svara på nytt i stället" in text_of(response)) == (422, True)
    assert stored(world, promise.measure).state == "done"


def test_ny_tid_wants_a_coming_day_and_keeps_what_was_written(world, promise):
    response = post(world, "frida", promise.measure, "svar/", answer="new-date", text="Bolaget flyttar")
    assert (response.status_code, "Bolaget flyttar" in text_of(response)) == (422, True)
    yesterday = (clock.today() - dt.timedelta(days=1)).isoformat()
    assert post(world, "frida", promise.measure, "svar/", answer="new-date", new_due=yesterday).status_code == 422
    assert stored(world, promise.measure).due == promise.due


def put_off(world, who, measure, days, **values):
    day = (clock.today() + dt.timedelta(days=days)).isoformat()
    return post(world, who, measure, "svar/", answer="new-date", new_due=day, **values)


def test_the_third_ny_tid_asks_for_another_way(world, promise):
    for days in (20, 30):
        there = put_off(world, "frida", promise.measure, days, reason="resources")
        assert there["Location"] == f"{URL}{promise.measure.pk}/"
    assert put_off(world, "frida", promise.measure, 40)["Location"] == f"{URL}{promise.measure.pk}/vagval/"
    assert stored(world, promise.measure).due == clock.today() + dt.timedelta(days=40)
    post(world, "frida", promise.measure, "vagval/", wish="split")
    with scope_for(world.actor("anna")):
        assert HelpRequest.objects.get(closed_at=None).text == "Dela upp den i mindre steg"
    assert "tid eller resurser" in text_of(page(world, "anna", promise.measure))


def test_the_organiser_is_led_to_split_hand_over_or_end(world, promise):
    text = text_of(page(world, "anna", promise.measure, "vagval/"))
    for tail in ("dela-upp/", "agare/", "avsluta/"):
        assert f"{URL}{promise.measure.pk}/{tail}" in text


def test_help_is_asked_for_and_solved_in_words(world, promise):
    post(world, "frida", promise.measure, "svar/", answer="need-help", text="Bolaget svarar inte")
    assert "Bolaget svarar inte" in text_of(page(world, "anna", promise.measure))
    with scope_for(world.actor("anna")):
        asked = HelpRequest.objects.get()
    url = f"/s/var/uppdrag/hjalp/{asked.pk}/"
    assert world.client("gun").post(url, {"outcome": "x"}).status_code == 403
    assert world.client("anna").post(url, {"outcome": ""}).status_code == 422
    world.client("anna").post(url, {"outcome": "Bo ringde chefen"})
    with scope_for(world.actor("anna")):
        asked.refresh_from_db()
    assert (asked.outcome, asked.closed_at is not None) == ("Bo ringde chefen", True)


def test_handing_over_asks_the_new_owner(world, promise):
    post(world, "anna", promise.measure, "agare/", owner_id=world.seats["bo"].pk, due=promise.due.isoformat())
    measure = stored(world, promise.measure)
    assert (measure.state, measure.owner_id, measure.accepted_at) == ("asked", world.seats["bo"].pk, None)


def test_a_participant_does_not_hand_over_or_end(world, promise, frida):
    for tail in ("agare/", "avsluta/", "dela-upp/"):
        assert page(world, "frida", promise.measure, tail).status_code == 403
    with scope_for(frida), pytest.raises(Forbidden):
        services.split_measure(frida, promise.measure.pk, steps=[("Steg", None)])


def test_smaller_steps_take_over_with_owner_cause_and_delmal(world, promise):
    post(world, "anna", promise.measure, "dela-upp/", first="Ta reda på numret", second="Ring", second_due="1 december")
    measure = stored(world, promise.measure)
    with scope_for(world.actor("anna")):
        steps = Measure.objects.exclude(pk=measure.pk)
        assert [(s.title, s.owner_id, s.cause_id) for s in steps] == [
            ("Ta reda på numret", measure.owner_id, measure.cause_id),
            ("Ring", measure.owner_id, measure.cause_id),
        ]
        assert measure.replaced_by == steps.first()
    assert measure.state == "replaced"


def test_giving_up_needs_its_reason(world, promise):
    assert post(world, "anna", promise.measure, "avsluta/", deed="give-up").status_code == 422
    post(world, "anna", promise.measure, "avsluta/", deed="give-up", reason="wrong-measure", note="Fel väg")
    measure = stored(world, promise.measure)
    assert (measure.state, measure.end_reason) == ("not-done", "wrong-measure")
    post(world, "anna", promise.measure, "oppna/")
    assert stored(world, promise.measure).state == "under-way"


def test_paused_and_taken_up_again(world, promise):
    post(world, "anna", promise.measure, "avsluta/", deed="pause", note="Till efter budgeten")
    assert stored(world, promise.measure).state == "paused"
    assert "Till efter budgeten" in text_of(page(world, "frida", promise.measure))
    post(world, "anna", promise.measure, "ta-upp/")
    assert stored(world, promise.measure).state == "accepted"


def test_replaced_by_another(world, promise):
    assert post(world, "anna", promise.measure, "avsluta/", deed="replace").status_code == 422
    post(world, "anna", promise.measure, "avsluta/", deed="replace", title="Skriv till bolaget")
    assert "Skriv till bolaget" in text_of(page(world, "frida", promise.measure))


def test_it_can_become_everyday_work_with_its_history(world, promise):
    post(world, "anna", promise.measure, "avsluta/", deed="move-to-line", note="Vi ringer varje vecka nu")
    assert stored(world, promise.measure).state == "to-line"
    with scope_for(world.actor("anna")):
        work = LineWork.objects.get()
        assert (WorkMove.objects.get().measure_id, work.owner_id) == (promise.measure.pk, world.seats["frida"].pk)
    assert "Ring bolaget" in text_of(world.client("frida").get(f"/s/var/uppdrag/linje/{work.pk}/"))


def test_done_is_followed_up(world, promise):
    post(world, "frida", promise.measure, "svar/", answer="done")
    post(world, "anna", promise.measure, "folj-upp/", note="Ljuset är lagat")
    assert stored(world, promise.measure).state == "followed-up"
    assert "Ljuset är lagat" in text_of(page(world, "frida", promise.measure))


def test_an_owner_changes_the_words_but_not_the_day(world, promise):
    post(world, "frida", promise.measure, "andra/", title="Ring bostadsbolaget", due="1 mars")
    measure = stored(world, promise.measure)
    assert (measure.title, measure.due) == ("Ring bostadsbolaget", promise.due)


def test_a_loose_atgard_is_tied_to_its_uppdrag(world, ours, anna):
    with scope_for(anna):
        loose = services.add_measure(anna, world.ours.pk, title="Lös", reach=1)
    post(world, "anna", loose, "andra/", title="Lös", assignment_id=ours.work.pk, cause_id=ours.cause.pk)
    measure = stored(world, loose)
    assert (measure.assignment_id, measure.cause_id) == (ours.work.pk, ours.cause.pk)


def test_the_elected_read_what_is_promised_and_nothing_under_it(world, promise):
    response = page(world, "hans", promise.measure)
    text = text_of(response)
    assert (response.status_code, "Ring bolaget" in text) == (200, True)
    for hidden in ("Mörka ytor", "Skadegörelse", "Tryggt gångstråk", "Det som hänt", "/andra/", "/svar/"):
        assert hidden not in text


def test_the_signal_is_as_bad_for_the_elected_as_for_the_group(world, promise):
    post(world, "frida", promise.measure, "svar/", answer="need-help", text="Bolaget svarar inte")
    for who in ("hans", "anna"):
        assert "Behöver hjälp eller beslut" in text_of(page(world, who, promise.measure))
    assert "Bolaget svarar inte" not in text_of(page(world, "hans", promise.measure))


def test_a_draft_is_shared_by_its_own_party_only(world, bo):
    with scope_for(bo):
        draft = services.add_measure(bo, world.ours.pk, title="Polisens utkast")
    assert page(world, "anna", draft).status_code == 404
    assert "Syns bara för er organisation" in text_of(page(world, "bo", draft))
    assert post(world, "anna", draft, "dela/").status_code == 404
    post(world, "bo", draft, "dela/")
    assert page(world, "anna", draft).status_code == 200

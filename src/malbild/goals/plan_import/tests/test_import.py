"""The life of an import: nothing before the commit, everything at once, and back again where nothing has happened."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client

from malbild.access.errors import Forbidden
from malbild.access.policy import Reach
from malbild.access.scope import scope_for
from malbild.audit.models import AuditEvent
from malbild.goals import services as plan
from malbild.goals.errors import NotOpen, TooLate
from malbild.goals.models import Assignment, FollowUpRoutine, LinePulse, LineWork, Measure, PlanImport, SubGoal
from malbild.goals.plan_import import queries, services
from malbild.goals.plan_import.guess import Field, Layout
from malbild.goals.plan_import.services.commit import rhythm
from malbild.goals.plan_import.tests.files import ALVKARLEBY, book
from malbild.kit import clock
from malbild.kit.errors import Refusal
from malbild.outbox.models import Letter
from malbild.situation.models import Cause, Problem

START = "/s/var/uppdrag/hamta/"
TABLE = "Orsak\tÅtgärd\tOperativt mål\tNär\tVem\tUppföljning\n"
ROWS = (
    "1. Mörkt\tLaga ljuset\tLjust före vintern\t31/3\tFrida/Bo, polisen\t\n"
    "\tKlipp häcken\tLjust före vintern\tvåren\tKnut\tpågår\n"
    "2. Få vuxna\tNattvandring\t\tlöpande\tbo\tVarje månad\n"
    "\tFältgrupp\t\tlöpande\t\tgul\n"
    "\tRing bolaget\t\tklart\tAnna\t\n"
)


def begin(actor, world, text=TABLE + ROWS):
    return services.begin(actor, world.ours.pk, file_name="plan.xlsx", grids=services.read_text(text))


def counts():
    kinds = (Problem, Cause, Assignment, SubGoal, Measure, LineWork, FollowUpRoutine, LinePulse)
    return [k.objects.count() for k in kinds]


def test_nothing_is_made_before_the_commit_and_everything_by_it(world, anna):
    with scope_for(anna):
        draft = begin(anna, world)
        assert (draft.reach, counts()) == (Reach.OWN_PARTY, [0] * 8)
        done = services.commit_import(anna, draft.pk)
        assert counts() == [1, 2, 1, 1, 3, 2, 1, 1]
        assert done.reach == Reach.PARTNERSHIP
        laga, klipp, ring = Measure.objects.select_related("cause", "sub_goal", "imported_by").order_by("number")
    assert (laga.owner_id, laga.due.month, laga.cause.title) == (world.seats["frida"].pk, 3, "Mörkt")
    assert (laga.state, laga.asked_at, laga.imported_by) == ("draft", None, done)
    assert (klipp.owner, klipp.sub_goal.title, klipp.state) == (None, "Ljust före vintern", "draft")
    assert (ring.state, ring.done_on, ring.answered_at) == ("done", clock.today(), None)
    assert not Letter.objects.exists()
    assert AuditEvent.objects.filter(action="goals:import:run").count() == 2


def test_line_work_gets_its_routine_and_the_colour_that_was_written(world, anna):
    with scope_for(anna):
        services.commit_import(anna, begin(anna, world).pk)
        field_group, walk = LineWork.objects.select_related("routine").order_by("title")
    assert (walk.routine.title, walk.routine.rhythm_days, walk.routine.is_existing) == ("Varje månad", 30, True)
    assert (walk.owner, walk.responsible_party) == (world.seats["bo"], world.parties["polis"])
    assert (walk.state, field_group.state) == ("works", "wavers")


def test_committing_twice_is_committing_once(world, anna):
    with scope_for(anna):
        draft = begin(anna, world)
        services.commit_import(anna, draft.pk)
        services.commit_import(anna, draft.pk)
        assert Measure.objects.count() == 3


def test_the_same_plan_again_brings_nothing_new_unless_asked(world, anna):
    with scope_for(anna):
        services.commit_import(anna, begin(anna, world).pk)
        again = begin(anna, world)
        assert queries.preview(anna, again).coming == 0
        with pytest.raises(Refusal, match="Ingen rad är vald"):
            services.commit_import(anna, again.pk)
        services.correct_rows(anna, again.pk, {2: {"included": True}})
        services.commit_import(anna, again.pk)
        assert counts()[:4] == [1, 2, 1, 1]  # the same causes and uppdrag are used


def test_what_is_left_out_does_not_reach_the_other_parties(world, anna, bo):
    with scope_for(anna):
        draft = begin(anna, world)
        services.correct_rows(anna, draft.pk, {2: {"included": False}})
        services.commit_import(anna, draft.pk)
    with scope_for(bo):
        seen = PlanImport.objects.visible_to(bo).get()
        assert "Laga ljuset" not in str(seen.reading)
        assert [2, "unticked"] in seen.reading["left"]
        measure = Measure.objects.get(title="Klipp häcken")
        assert dict(queries.as_it_stood(bo, measure))["Vem"] == "Knut"


def test_a_row_with_a_personnummer_waits_and_the_rest_waits_with_it_until_it_is_put_right(world, anna):
    with scope_for(anna):
        draft = begin(anna, world, TABLE + "Mörkt\tHjälp 811218-9876\t\t31/3\tAnna\t\n")
        with pytest.raises(Refusal, match="Rad 2 behöver rättas"):
            services.commit_import(anna, draft.pk)
        assert not Measure.objects.exists()
        services.correct_rows(anna, draft.pk, {2: {"texts": {"measure": "Hjälp de boende"}}})
        services.commit_import(anna, draft.pk)
        assert Measure.objects.get().title == "Hjälp de boende"


def test_what_a_person_decides_goes_before_what_was_guessed(world, anna):
    with scope_for(anna):
        draft = begin(anna, world)
        services.correct_rows(
            anna,
            draft.pk,
            {2: {"kind": "line", "owner": None}, 3: {"due": "2027-09-01", "owner": world.seats["bo"].pk}},
        )
        services.commit_import(anna, draft.pk)
        assert LineWork.objects.get(title="Laga ljuset").owner is None
        klipp = Measure.objects.get(title="Klipp häcken")
    assert (klipp.due, klipp.owner) == (dt.date(2027, 9, 1), world.seats["bo"])


def test_other_columns_read_the_sheet_again_and_keep_what_was_corrected(world, anna):
    with scope_for(anna):
        draft = begin(anna, world)
        services.correct_rows(anna, draft.pk, {2: {"included": False}})
        layout = Layout(1, {Field.MEASURE: 0, Field.WHO: 4})
        services.choose_layout(anna, draft.pk, sheet=0, layout=layout)
        draft.refresh_from_db()
        first, *_rest = queries.preview(anna, draft).rows
    assert (first.title, first.included) == ("Mörkt", False)


def test_undo_takes_everything_away_when_nothing_has_happened(world, anna, bo):
    with scope_for(anna):
        draft = begin(anna, world)
        services.commit_import(anna, draft.pk)
    with scope_for(bo):  # her equal may undo it too
        undone = services.undo_import(bo, draft.pk)
        assert counts() == [0] * 8
        assert (undone.made["kept"], undone.made["removed"]) == ([], 5)
        assert services.undo_import(bo, draft.pk).undone_at == undone.undone_at


def test_undo_keeps_and_names_what_somebody_has_been_asked_for_or_followed(world, anna, bo):
    with scope_for(anna):
        draft = begin(anna, world)
        services.commit_import(anna, draft.pk)
        plan.ask_owner(anna, Measure.objects.get(title="Laga ljuset").pk)
    with scope_for(bo):
        plan.pulse(bo, LineWork.objects.get(title="Nattvandring").pk, state="works")
    with scope_for(anna):
        undone = services.undo_import(anna, draft.pk)
        assert list(Measure.objects.values_list("title", flat=True)) == ["Laga ljuset"]
        assert list(Cause.objects.values_list("title", flat=True)) == ["Mörkt"]  # its åtgärd is still there
        assert SubGoal.objects.exists()
    assert {"Laga ljuset", "Nattvandring"} <= set(undone.made["kept"])
    assert "Klipp häcken" not in undone.made["kept"]


def test_undo_keeps_what_somebody_has_changed_or_tied_something_to(world, anna):
    with scope_for(anna):
        draft = begin(anna, world)
        services.commit_import(anna, draft.pk)
        plan.edit_measure(anna, Measure.objects.get(title="Klipp häcken").pk, title="Klipp häcken vid stationen")
        plan.add_measure(anna, world.ours.pk, title="Ny", cause_id=Cause.objects.get(title="Få vuxna").pk)
        undone = services.undo_import(anna, draft.pk)
    assert "Klipp häcken vid stationen" in undone.made["kept"]
    assert "Få vuxna" in undone.made["kept"]


def test_undo_closes_after_thirty_days(world, anna):
    with scope_for(anna):
        draft = begin(anna, world)
        with pytest.raises(NotOpen):
            services.undo_import(anna, draft.pk)
        services.commit_import(anna, draft.pk)
        with clock.standing_at(clock.now() + dt.timedelta(days=31)), pytest.raises(TooLate):
            services.undo_import(anna, draft.pk)
        assert Measure.objects.count() == 3


def test_when_one_row_fails_nothing_is_made(world, anna, monkeypatch):
    with scope_for(anna):
        draft = begin(anna, world)
        monkeypatch.setattr("malbild.goals.plan_import.services.commit.plan.add_line_work", _fail)
        with pytest.raises(ZeroDivisionError):
            services.commit_import(anna, draft.pk)
        assert counts() == [0] * 8
        draft.refresh_from_db()
    assert draft.committed_at is None


def _fail(*_args, **_more):
    raise ZeroDivisionError


@pytest.mark.parametrize("who", ["frida", "gun"])
def test_others_at_the_table_bring_nothing_in(world, who):
    actor = world.actor(who)
    with scope_for(actor), pytest.raises(Forbidden):
        begin(actor, world)


def test_the_police_do_not_find_our_draft_and_the_neighbour_finds_nothing(world, anna, bo, cia):
    with scope_for(anna):
        draft = begin(anna, world)
    for actor in (bo, cia):
        with scope_for(actor), pytest.raises(PlanImport.DoesNotExist):
            services.commit_import(actor, draft.pk)


def test_how_often_is_read_from_the_words():
    said = {"Varje månad": 30, "kvartalsvis": 90, "varannan vecka": 14, "Årligen i KS": 365, "på möten": 90}
    assert {t: rhythm(t) for t in said} == said


def sent(client, data, name="plan.xlsx"):
    return client.post(START, {"file": SimpleUploadedFile(name, data)})


def test_our_own_case_from_file_to_undo_in_the_browser(world):
    client = world.client("anna")
    answer = sent(client, ALVKARLEBY.read_bytes(), "C:\\Planer\\atgardsplan.xlsx")
    assert answer.status_code == 302
    page = client.get(answer.url).content.decode()
    assert "atgardsplan.xlsx" in page
    assert "Vilken dag betyder det?" in page
    assert "Läst som anteckning" in page
    assert client.post(f"{answer.url}rader/", {"commit": "1"}).status_code == 302
    done = client.get(answer.url).content.decode()
    assert "Planen är inlagd" in done
    with scope_for(world.actor("anna")):
        assert (Measure.objects.count(), LineWork.objects.count()) == (8, 2)
        assert Assignment.objects.count() == 2
    client.post(f"{answer.url}angra/")
    assert "Hämtningen är ångrad" in client.get(answer.url).content.decode()
    with scope_for(world.actor("anna")):
        assert not Measure.objects.exists()


def test_a_row_is_corrected_on_the_page_and_a_wrong_day_keeps_what_was_written(world):
    client = world.client("anna")
    where = client.post(START, {"pasted": TABLE + ROWS}).url
    page = client.get(where)
    (first, *_rest) = [row[0] for row in page.context["rows"]]
    said = {"r2-was": first.stands, "r2-included": "on", "r2-kind": "measure", "r2-owner": ""}
    wrong = client.post(f"{where}rader/", {**said, "r2-due": "nästa gång"})
    assert (wrong.status_code, "nästa gång" in wrong.content.decode()) == (422, True)
    assert client.post(f"{where}rader/", {**said, "r2-due": "v. 20 2027"}).status_code == 302
    again = client.get(where).context["rows"][0][1]
    assert (again.due, again.owner_id) == (dt.date(2027, 5, 21), None)


def test_two_who_change_the_same_row_are_told(world):
    client = world.client("anna")
    where = client.post(START, {"pasted": TABLE + ROWS}).url
    seen = client.get(where).context["rows"][0][0].stands
    said = {"r2-was": seen, "r2-included": "on", "r2-kind": "measure"}
    assert client.post(f"{where}rader/", {**said, "r2-due": "1 maj 2027"}).status_code == 302
    second = client.post(f"{where}rader/", {**said, "r2-due": "1 juni 2027"})
    assert (second.status_code, "Någon annan ändrade raden" in second.content.decode()) == (422, True)
    assert "1 juni 2027" in second.content.decode()


def test_the_text_of_a_row_is_put_right_and_a_lacking_atgard_written(world):
    client = world.client("anna")
    where = client.post(START, {"pasted": "Orsak\tÅtgärd\nMörkt\t\nBuskar\tKlipp\n"}).url
    assert "Skriv en åtgärd" in client.get(where).content.decode()
    assert client.get(f"{where}rad/2/").status_code == 200
    stopped = client.post(f"{where}rad/2/", {"measure": "Hjälp 811218-9876"})
    assert (stopped.status_code, "personnummer" in stopped.content.decode()) == (422, True)
    assert client.post(f"{where}rad/2/", {"measure": "Laga ljuset", "cause": "Mörkt"}).status_code == 302
    assert [row[1].title for row in client.get(where).context["rows"]] == ["Laga ljuset", "Klipp"]
    assert client.get(f"{where}rad/99/").status_code == 404


def test_another_choice_of_columns_in_the_browser(world):
    client = world.client("anna")
    where = client.post(START, {"pasted": TABLE + ROWS}).url
    twice = client.post(f"{where}kolumner/", {"header": "1", "measure": "1", "cause": "1"})
    assert (twice.status_code, "två gånger" in twice.content.decode()) == (422, True)
    assert client.post(f"{where}kolumner/", {"header": "1", "measure": "2", "title": "Vår plan"}).status_code == 302
    assert client.get(where).context["rows"][0][1].title == "Ljust före vintern"


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"hej", "inget kalkylblad"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, ".xls"),
        (book(["Åtgärd"], ["x"])[:500], "trasig"),
        (b"PK\x03\x04" + b"\0" * 10_500_000, "10 MB"),
    ],
)
def test_a_file_that_is_no_plan_gets_a_sentence_and_nothing_is_kept(world, data, words):
    page = sent(world.client("anna"), data)
    assert (page.status_code, words in page.content.decode()) == (422, True)
    with scope_for(world.actor("anna")):
        assert not PlanImport.objects.exists()


def test_no_file_and_no_text_is_said(world):
    page = world.client("anna").post(START, {"pasted": " "})
    assert (page.status_code, "Välj en fil eller klistra in" in page.content.decode()) == (422, True)


def test_the_form_still_needs_its_token(world):
    client = Client(enforce_csrf_checks=True)
    client.force_login(world.users["anna"])
    assert client.post(START, {"pasted": TABLE + ROWS}).status_code == 403


def test_the_draft_is_thrown_away(world):
    client = world.client("anna")
    where = client.post(START, {"pasted": TABLE + ROWS}).url
    client.post(f"{where}kasta/")
    assert client.get(where).status_code == 404


def test_what_came_in_is_tied_to_goal_and_cause_by_one_tap(world, anna, cia):
    with scope_for(anna):
        table = "Åtgärd\tVem\nLaga ljuset\tFrida\n"
        services.commit_import(anna, begin(anna, world, table).pk)
        goal = plan.add_goal(anna, world.ours.pk, title="Fler trygga", reach=Reach.PARTNERSHIP)
        work, measure = Assignment.objects.get(), Measure.objects.get()
        problem = Problem.objects.create(
            partnership=world.ours, party=world.parties["kommun"], reach=1, number=1, title="Centrum"
        )
        cause = Cause.objects.create(
            partnership=world.ours, party=world.parties["kommun"], reach=1, number=1, title="Mörkt", problem=problem
        )
    client = world.client("anna")
    page = client.get(f"{START}koppla/").content.decode()
    assert "Uppdrag utan mål" in page
    assert client.post(f"{START}koppla/uppdrag/{work.pk}/", {"goal": "x"}).status_code == 422
    client.post(f"{START}koppla/uppdrag/{work.pk}/", {"goal": goal.pk})
    client.post(f"{START}koppla/atgard/{measure.pk}/", {"cause": cause.pk})
    assert world.client("frida").post(f"{START}koppla/uppdrag/{work.pk}/", {"goal": goal.pk}).status_code == 403
    with scope_for(anna):
        work.refresh_from_db()
        measure.refresh_from_db()
    assert (work.goal_id, measure.cause_id) == (goal.pk, cause.pk)
    assert "Alla uppdrag har ett mål" in client.get(f"{START}koppla/").content.decode()


@pytest.mark.parametrize("rows", [1, 45])
def test_the_page_asks_the_database_equally_often_for_one_and_many(world, rows, django_assert_num_queries):
    client = world.client("anna")
    where = client.post(START, {"pasted": TABLE + "Mörkt\tLaga\tLjust\t31/3\tAnna\t\n" * rows}).url
    client.get(where)
    told = 2 if connection.vendor == "postgresql" else 0
    with django_assert_num_queries(7 + told):
        client.get(where)

"""What a goal is measured by: set by those who edit it, told from chance or not, and the same for every reader."""

from __future__ import annotations

import datetime as dt
import math

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from malbild.access.errors import Forbidden
from malbild.access.policy import Reach
from malbild.access.scope import scope_for
from malbild.followup.figures.judging import judge_due
from malbild.followup.models import OwnFigure, Target
from malbild.followup.own.advice import advise_own, first_apart
from malbild.followup.own.services import add_own, drop_own, edit_own
from malbild.followup.own.table import Value
from malbild.followup.own.words import development
from malbild.followup.targets.advice import Aim, Tells, advise, whole_years
from malbild.followup.targets.aiming import aim
from malbild.followup.targets.queries import measured_by_all
from malbild.followup.targets.services import drop_target, set_target
from malbild.followup.tests.test_figures import OURS, country, deliver
from malbild.goals.models import OverarchingGoal
from malbild.goals.services import add_goal
from malbild.kit.errors import Refusal

pytestmark = pytest.mark.django_db
CALM = [78.0, 80.0, 71.0, 74.0, 77.0, 69.0, 72.0, 75.0]
DAY = dt.date(2030, 4, 30)


@pytest.fixture
def goal(world):
    with scope_for(world.actor("anna"), world.ours.pk):
        made = add_goal(world.actor("anna"), world.ours.pk, title="Mindre förstört", reach=Reach.PARTNERSHIP)
    return made


@pytest.fixture
def indicator(world):
    return deliver(country(8, CALM))


def act(world, who, deed, **values):
    with scope_for(world.actor(who), world.ours.pk):
        return deed(world.actor(who), **values)


class TestTheDeed:
    @pytest.mark.parametrize("who", ["anna", "bo"])
    def test_the_organisers_set_it_with_where_it_starts(self, world, goal, indicator, who):
        found = aim(indicator, OURS)
        given = {"indicator": indicator, "area": OURS, "aim": found, "target": 45, "due": DAY}
        act(world, who, set_target, thing="goal", thing_id=goal.pk, **given)
        with scope_for(world.actor(who), world.ours.pk):
            row = Target.objects.get(goal=goal)
        assert (row.target, row.due, round(row.baseline), row.baseline_years) == (45, DAY, 73, "2021–2025")

    @pytest.mark.parametrize("who", ["frida", "gun", "ines"])
    def test_others_at_the_table_may_not(self, world, goal, indicator, who):
        with pytest.raises(Forbidden):
            act(world, who, set_target, thing="goal", thing_id=goal.pk, indicator=indicator, area=OURS)
        with scope_for(world.actor("anna"), world.ours.pk):
            assert not Target.objects.exists()

    def test_a_neighbour_does_not_find_the_goal(self, world, goal, indicator):
        with scope_for(world.actor("cia")), pytest.raises(OverarchingGoal.DoesNotExist):
            set_target(world.actor("cia"), thing="goal", thing_id=goal.pk, indicator=indicator, area=OURS)

    def test_a_draft_of_ones_own_is_shared_first(self, world, indicator):
        with scope_for(world.actor("anna"), world.ours.pk):
            mine = add_goal(world.actor("anna"), world.ours.pk, title="Mitt utkast")
            with pytest.raises(Refusal, match="Dela utkastet"):
                set_target(world.actor("anna"), thing="goal", thing_id=mine.pk, indicator=indicator, area=OURS)

    def test_a_number_has_its_day(self, world, goal, indicator):
        with pytest.raises(Refusal, match="vilken dag"):
            act(world, "anna", set_target, thing="goal", thing_id=goal.pk, indicator=indicator, area=OURS, target=45)

    def test_set_again_it_changes_and_dropped_twice_it_is_gone(self, world, goal, indicator):
        for number in (45, 40):
            given = {"indicator": indicator, "area": OURS, "target": number, "due": DAY}
            act(world, "anna", set_target, thing="goal", thing_id=goal.pk, **given)
        with scope_for(world.actor("anna"), world.ours.pk):
            assert Target.objects.get().target == 40
        for _again in range(2):
            act(world, "anna", drop_target, thing="goal", thing_id=goal.pk)
        with scope_for(world.actor("anna"), world.ours.pk):
            assert not Target.objects.exists()


def stands(per_year, *, phi=1.5, fall=None, rise=None, years=5):
    fall, rise = fall or {1: per_year / 2, 3: per_year * 2}, rise or {1: per_year * 2, 3: per_year * 4}
    return Aim(per_year, 2021, 2021 + years - 1, years, phi, fall, rise)


class TestAdvice:
    def test_a_target_below_the_first_safe_fall_can_be_told(self, world):
        found = advise(stands(70), fewer=True, target=35, window=1, due=DAY)
        assert found.tells is Tells.YES
        assert "Varför det ändras säger siffran inte." in found.lines[-1]

    def test_above_it_the_first_safe_fall_three_years_and_the_work_are_offered(self, world):
        found = advise(stands(70), fewer=True, target=60, window=1, due=DAY)
        assert found.tells is Tells.NO
        said = " ".join(found.lines)
        assert "60 på ett år går inte att skilja från slumpen." in said
        assert "Först vid 35 eller färre på ett år" in said
        assert "Tre år tillsammans: då räcker 140 eller färre, ungefär 47 om året." in said
        assert "följ att arbetet görs" in said

    def test_twelve_a_year_that_want_to_be_eight(self, world):
        """The article's scale: counted from real spread, eight is not told from twelve in one year."""
        rare = deliver(country(8, [12, 11, 14, 12, 13, 10, 12, 12]), category="Inbrott", raw=b"rare")
        found = advise(aim(rare, OURS), fewer=True, target=8, window=1, due=DAY)
        assert found.tells is Tells.NO

    def test_under_ten_a_year_are_three_years_together(self, world):
        found = advise(stands(7, fall={1: math.nan, 3: 9.0}), fewer=True, target=4, window=1, due=DAY)
        assert found.tells is Tells.NO
        assert "Räkna tre år tillsammans." in found.lines[1]

    def test_a_day_before_any_whole_year_is_said(self, world):
        found = advise(stands(70), fewer=True, target=30, window=1, due=dt.date(2026, 12, 31))
        assert found.tells is Tells.NOT_YET
        assert "Välj en senare dag" in found.lines[-1]

    def test_too_few_years_or_an_unknown_spread_promise_nothing(self, world):
        for aim_ in (stands(70, years=2), stands(70, phi=math.nan)):
            assert advise(aim_, fewer=True, target=1, window=1, due=DAY).tells is Tells.UNKNOWN

    @given(target=st.integers(0, 300), fewer=st.booleans(), window=st.sampled_from([1, 3]))
    def test_what_can_be_told_is_on_the_right_side_of_today(self, target, fewer, window):
        found = advise(stands(70), fewer=fewer, target=target, window=window, due=DAY)
        if found.tells is Tells.YES:
            assert (target < 70 * window) is fewer

    @pytest.mark.parametrize(
        ("due", "years"), [((2026, 12, 31), 0), ((2027, 3, 30), 0), ((2027, 3, 31), 1), ((2029, 6, 1), 3)]
    )
    def test_a_years_numbers_are_out_at_the_end_of_march(self, due, years):
        assert whole_years(2025, dt.date(*due)) == years


class TestPages:
    @pytest.fixture
    def client(self, world):
        def of(who):
            client = Client()
            client.force_login(world.users[who])
            return client

        return of

    def test_count_first_saves_nothing_and_then_it_is_saved(self, world, client, goal, indicator):
        judge_due()
        anna, address = client("anna"), f"/s/var/malbild/mal/{goal.pk}/matt/"
        page = anna.get(address).content.decode()
        assert "Skadegörelse: 75 år 2025, i snitt 73 per år tidigare" in page
        given = {"indicator": indicator.pk, "target": "70", "due": "30 april 2030", "wanted": "fewer", "window": "1"}
        tried = anna.post(address, {**given, "count": "1"})
        assert tried.status_code == 200
        assert "Det talet går inte att skilja från slumpen" in tried.content.decode()
        assert 'value="70"' in tried.content.decode()
        with scope_for(world.actor("anna"), world.ours.pk):
            assert not Target.objects.exists()
        saved = anna.post(address, given, follow=True).content.decode()
        assert "Måttet är sparat." in saved
        assert "Högst 70 på ett år, senast" in saved
        assert "I snitt 73 per år 2021–2025" in saved

    @pytest.mark.parametrize(
        "wrong",
        [
            {"indicator": ""},
            {"indicator": "999999"},
            {"indicator": "'; drop"},
            {"target": "-4"},
            {"target": "fyrtio"},
            {"target": "9" * 30},
            {"due": "snart"},
            {"window": "7"},
            {"wanted": "both"},
            {"target": "4", "due": ""},
        ],
    )
    @pytest.mark.parametrize("more", [{}, {"count": "1"}])
    def test_what_cannot_be_is_refused_with_all_kept(self, world, client, goal, indicator, wrong, more):
        given = {"indicator": indicator.pk, "target": "45", "due": "30 april 2030", "wanted": "fewer", "window": "1"}
        answer = client("anna").post(f"/s/var/malbild/mal/{goal.pk}/matt/", {**given, **wrong, **more})
        assert answer.status_code == (200 if more and wrong.get("due") == "" else 422)
        with scope_for(world.actor("anna"), world.ours.pk):
            assert not Target.objects.exists()

    def test_where_it_cannot_be_told_a_broader_figure_is_offered(self, world, client, goal, indicator):
        deliver(country(8, [n * 6 for n in CALM]), category="Alla brott", raw=b"broad")
        deliver(country(8, [n * 2 for n in CALM]), category="Dubbelt", raw=b"double")
        judge_due()
        given = {"indicator": indicator.pk, "target": "70", "due": "30 april 2030", "window": "1", "count": "1"}
        page = client("anna").post(f"/s/var/malbild/mal/{goal.pk}/matt/", given).content.decode()
        assert "Ett bredare mått visar en lika stor förändring tidigare: Alla brott." in page

    def test_following_the_work_needs_no_number(self, world, client, goal):
        page = client("anna").post(f"/s/var/malbild/mal/{goal.pk}/matt/", {"indicator": "0"}, follow=True)
        assert "Ni följer att arbetet görs." in page.content.decode()

    def test_the_målbild_says_both_signals_and_everybody_reads_the_same(self, world, client, goal, indicator):
        with scope_for(world.actor("anna"), world.ours.pk):
            goal.reach = Reach.DECIDED
            goal.save(update_fields=["reach"])
        given = {"indicator": indicator, "area": OURS, "target": 45, "due": DAY}
        act(world, "anna", set_target, thing="goal", thing_id=goal.pk, **given)
        judge_due()
        for who in ("anna", "frida", "gun", "hans", "rut"):
            page = client(who).get("/s/var/malbild/").content.decode()
            assert "Utveckling</span>" in page, who
            assert "Skadegörelse: 75 år 2025, i snitt 73 per år tidigare" in page, who
            assert "Ingen säker förändring" in page, who

    def test_without_any_target_the_målbild_has_no_empty_column(self, world, client, goal):
        assert ">Utveckling<" not in client("anna").get("/s/var/malbild/").content.decode()

    def test_one_query_for_one_and_for_many(self, world, indicator, django_assert_num_queries):
        judge_due()
        with scope_for(world.actor("anna"), world.ours.pk):
            for n in range(4):
                row = add_goal(world.actor("anna"), world.ours.pk, title=f"Mål {n}", reach=Reach.PARTNERSHIP)
                set_target(world.actor("anna"), thing="goal", thing_id=row.pk, indicator=indicator, area=OURS)
                with django_assert_num_queries(1):
                    assert len(measured_by_all(world.ours.pk)) == n + 1

    def test_more_may_be_what_is_wanted(self, world, goal):
        more = deliver(country(8, [*CALM[:-1], 160.0]), category="Tips", raw=b"tips")
        act(world, "anna", set_target, thing="goal", thing_id=goal.pk, indicator=more, area=OURS, wanted="more")
        judge_due()
        with scope_for(world.actor("anna"), world.ours.pk):
            assert measured_by_all(world.ours.pk)["goal", goal.pk].said.word == "Tydlig förbättring"


class TestOwnNumbers:
    """A survey of the group's own may be what a goal is measured by."""

    @pytest.fixture
    def survey(self, world):
        values = [Value(2023, 42.0, 400), Value(2025, 40.0, 400)]
        return act(world, "anna", add_own, partnership_id=world.ours.pk, title="Otrygga", unit="percent", values=values)

    @pytest.fixture
    def client(self, world):
        made = Client()
        made.force_login(world.users["anna"])
        return made

    def test_chosen_counted_saved_and_read_by_all(self, world, client, goal, survey):
        page = f"/s/var/malbild/mal/{goal.pk}/matt/"
        given = {
            "indicator": f"egen-{survey.pk}",
            "wanted": "fewer",
            "target": "37",
            "window": "1",
            "due": "1 maj 2027",
        }
        counted = client.post(page, {**given, "count": "1"}).content.decode()
        assert "Det talet går inte att skilja från slumpen" in counted
        assert "procent eller lägre, med 400 svar igen" in counted
        with scope_for(world.actor("anna"), world.ours.pk):
            assert not Target.objects.exists()
        assert client.post(page, given).status_code == 302
        with scope_for(world.actor("anna"), world.ours.pk):
            row = measured_by_all(world.ours.pk)["goal", goal.pk]
        assert (row.name, row.where) == ("Otrygga", "")
        assert row.aims_at.replace("\u00a0", " ") == "Högst 37 procent, senast lördag 1 maj 2027"
        assert row.stood_at == "40 procent 2025"
        assert row.said is not None
        assert row.said.word == "Ingen säker förändring"
        reader = Client()
        reader.force_login(world.users["frida"])
        for where in (f"/s/var/uppdrag/mal/{goal.pk}/", "/s/var/malbild/"):
            assert f"/siffror/egna/{survey.pk}/" in reader.get(where).content.decode()

    def test_what_something_is_measured_by_is_not_taken_away(self, world, goal, survey):
        act(world, "anna", set_target, thing="goal", thing_id=goal.pk, indicator=None, own_id=survey.pk)
        with pytest.raises(Refusal, match="Ta bort det måttet först"):
            act(world, "anna", drop_own, own_id=survey.pk)
        act(world, "anna", drop_target, thing="goal", thing_id=goal.pk)
        act(world, "anna", drop_own, own_id=survey.pk)

    def test_shares_are_not_added_over_years(self, world, goal, survey):
        given = {"thing": "goal", "thing_id": goal.pk, "indicator": None, "own_id": survey.pk}
        with pytest.raises(Refusal, match="ett år i taget"):
            act(world, "anna", set_target, **given, target=30, window=3, due=DAY)

    def test_a_neighbours_figure_is_not_found(self, world, goal):
        values = [Value(2025, 5.0)]
        with scope_for(world.actor("cia"), world.theirs.pk):
            theirs = add_own(world.actor("cia"), world.theirs.pk, title="Deras", unit="count", values=values)
        with pytest.raises(OwnFigure.DoesNotExist):
            act(world, "anna", set_target, thing="goal", thing_id=goal.pk, indicator=None, own_id=theirs.pk)

    @pytest.mark.parametrize(("answers", "fewer"), [(100, True), (400, True), (2000, True), (400, False), (150, False)])
    def test_the_first_share_that_tells_is_what_the_page_would_call_clear(self, answers, fewer):
        last = Value(2025, 40.0, answers)
        line = first_apart(last, fewer=fewer)
        assert line is not None
        row = OwnFigure(unit="percent", wanted="fewer", values=[[2025, 40.0, answers], [2026, line, answers]])
        assert development(row).word in {"Tydlig förbättring", "Tydlig försämring"}
        nearer = line + 1 if fewer else line - 1
        row.values = [[2025, 40.0, answers], [2026, nearer, answers]]
        assert development(row).word == "Ingen säker förändring"

    def test_where_nothing_can_be_told_it_says_so(self):
        few = OwnFigure(title="Enkät", unit="percent", values=[[2025, 40.0, 30]])
        money = OwnFigure(title="Skador", unit="sek", values=[[2025, 40_000.0, None]])
        none = OwnFigure(title="Enkät", unit="percent", values=[[2025, 1.0, 100]])
        assert advise_own(few, fewer=True, target=20).tells is Tells.UNKNOWN
        assert advise_own(money, fewer=True, target=20).tells is Tells.UNKNOWN
        assert advise_own(none, fewer=True, target=0).tells is Tells.NO

    def test_the_unit_stands_while_something_is_measured_by_it(self, world, client, goal):
        given = {"title": "Skador", "values": [Value(2025, 40.0)]}
        count = act(world, "anna", add_own, partnership_id=world.ours.pk, unit="count", **given)
        about = {"thing": "goal", "thing_id": goal.pk, "indicator": None, "own_id": count.pk}
        act(world, "anna", set_target, **about, target=90, window=3, due=DAY)
        with pytest.raises(Refusal, match="Ta bort det måttet först"):
            act(world, "anna", edit_own, own_id=count.pk, unit="percent", **given)
        act(world, "anna", edit_own, own_id=count.pk, unit="count", title="Skador", values=[Value(2025, 41.0)])
        assert client.get("/s/var/malbild/").status_code == 200

    def test_a_share_is_at_most_a_hundred_and_a_day_is_to_come(self, world, goal, survey):
        about = {"thing": "goal", "thing_id": goal.pk, "indicator": None, "own_id": survey.pk}
        with pytest.raises(Refusal, match="100 procent"):
            act(world, "anna", set_target, **about, target=250, due=DAY)
        with pytest.raises(Refusal, match="dag som kommer"):
            act(world, "anna", set_target, **about, target=30, due=dt.date(2020, 1, 1))
        assert advise_own(survey, fewer=False, target=250).tells is Tells.NO

"""Whom a figure is compared with: named, chosen by the organisers, the same for everybody, and for this group alone."""

from __future__ import annotations

import pytest

from malbild.access.errors import Forbidden
from malbild.access.scope import scope_for
from malbild.accounts import registry
from malbild.followup.figures import alike, reading
from malbild.followup.models import Comparison, Kind
from malbild.followup.services import choose_comparison
from malbild.followup.tests.test_figures import OURS, country, deliver
from malbild.series.boundaries import SHEET, boundaries
from malbild.series.likeness import likenesses

pytestmark = pytest.mark.django_db
CALM = [78.0, 80.0, 71.0, 74.0, 77.0, 69.0, 72.0, 75.0]


@pytest.fixture
def indicator(world):
    return deliver(country(8, CALM))


def choose(world, who, kind, indicator=None):
    with scope_for(world.actor(who), world.ours.pk):
        return choose_comparison(world.actor(who), world.ours.pk, kind=kind, indicator_id=indicator and indicator.pk)


def chosen(world, *indicators):
    with scope_for(world.actor("anna"), world.ours.pk):
        return [alike.chosen(world.ours.pk, indicator.pk) for indicator in indicators]


class TestWho:
    def test_kolada_names_seven(self, world):
        found = alike.others(OURS, Kind.KOLADA)
        assert found.names == ["Boxholm", "Grums", "Hjo", "Mönsterås", "Surahammar", "Säter", "Tranemo"]

    def test_the_nearest_are_small_and_never_ourselves(self, world):
        found = alike.others(OURS, Kind.NEAREST)
        people = {row["code"]: row["inhabitants"] for row in registry.rows()}
        assert len(found.codes) == alike.NEAREST
        assert OURS not in found.codes
        assert all(people[OURS] / 3 < people[code] < people[OURS] * 3 for code in found.codes)

    @pytest.mark.parametrize("kind", Kind)
    def test_every_municipality_has_others_that_exist(self, world, kind):
        codes = {row["code"] for row in registry.rows()}
        for code in codes:
            found = alike.others(code, kind)
            assert set(found.codes) <= codes - {code}
            assert found.codes, code

    def test_densities_are_of_this_world(self):
        rows = likenesses()
        assert len(rows) == 290
        assert 5000 < rows["0180"].density < 6500  # Stockholm
        assert rows["2523"].density < 2  # Gällivare
        assert 40 < rows[OURS].density < 50


class TestChoosing:
    @pytest.mark.parametrize("who", ["anna", "bo"])
    def test_the_organisers_choose_and_the_page_names_them_for_everybody(self, world, indicator, who):
        choose(world, who, Kind.KOLADA)
        for reader in ("anna", "frida", "hans", "rut"):
            page = world.client(reader).get(f"/s/var/siffror/{indicator.pk}/").content.decode()
            assert "Boxholm, Grums, Hjo" in page, reader
            assert "de sju kommuner som Kolada kallar liknande" in page, reader

    @pytest.mark.parametrize("who", ["frida", "gun"])
    def test_others_may_not(self, world, indicator, who):
        with pytest.raises(Forbidden):
            choose(world, who, Kind.KOLADA)

    def test_without_a_choice_it_is_skrs_group_and_the_neighbours_choice_is_theirs(self, world, indicator):
        with scope_for(world.actor("cia"), world.theirs.pk):
            choose_comparison(world.actor("cia"), world.theirs.pk, kind=Kind.KOLADA, indicator_id=None)
        assert chosen(world, indicator) == [Kind.SKR]

    def test_one_figures_choice_stands_until_all_are_chosen_for(self, world, indicator):
        other = deliver(country(8, CALM), category="Inbrott", raw=b"2")
        choose(world, "anna", Kind.NEAREST, indicator)
        assert chosen(world, indicator, other) == [Kind.NEAREST, Kind.SKR]
        choose(world, "anna", Kind.KOLADA)
        assert chosen(world, indicator, other) == [Kind.KOLADA, Kind.KOLADA]
        choose(world, "bo", Kind.SKR)
        with scope_for(world.actor("anna"), world.ours.pk):
            assert Comparison.objects.count() == 1

    def test_the_band_is_of_those_who_were_chosen(self, world, indicator):
        bands = {kind: reading.figure(indicator, OURS, kind).years[-1].band for kind in Kind}
        assert len(set(bands.values())) == 3
        assert reading.figure(indicator, OURS, Kind.KOLADA).alike == 7

    def test_by_the_page(self, world, indicator):
        anna, address = world.client("anna"), f"/s/var/siffror/{indicator.pk}/jamfor/"
        page = anna.get(address).content.decode()
        assert "Boxholm, Grums, Hjo" in page
        saved = anna.post(address, {"kind": "nearest", "for_all": "on"}, follow=True).content.decode()
        assert "Sparat. Så jämförs siffran nu." in saved
        assert "närmast i folkmängd, täthet och tillväxt" in saved
        assert anna.post(address, {"kind": "rankning"}).status_code == 422


class TestTheMap:
    def test_it_marks_those_compared_and_the_list_says_the_same(self, world, indicator):
        choose(world, "anna", Kind.KOLADA)
        page = world.client("rut").get(f"/s/var/siffror/{indicator.pk}/karta/").content.decode()
        svg = page.split('class="mp"')[1].split("</svg>")[0]
        assert svg.count('class="mp-some"') == 7
        assert svg.count('class="mp-own"') == 1
        listed = [name for part in page.split("<dd>")[1:] for name in part.split("</dd>")[0].split(", ")]
        assert sorted(listed) == sorted(alike.others(OURS, Kind.KOLADA).names)

    def test_every_municipality_has_its_outline_on_the_sheet(self):
        paths = boundaries()
        assert set(paths) == {row["code"] for row in registry.rows()}
        for path in paths.values():
            x, y = (int(n) for n in path[1:].split("l")[0].split())
            assert 0 <= x <= SHEET[0]
            assert 0 <= y <= SHEET[1]

"""What is taken in is found again with its marks, what is revised is remembered, nothing is stored twice or half."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from malbild.series import queries
from malbild.series.formats import sol
from malbild.series.models import Delivery, Indicator, Revision, Series
from malbild.series.packing import LONGEST, Packed
from malbild.series.readings import Mark, NotThisFile, Period, Reading, Step, Table, Unit
from malbild.series.services import AlreadyThere, Cancelled, take_in
from malbild.series.tests import files
from malbild.series.tests.files import latin

pytestmark = pytest.mark.django_db
PERSON = "3-7 kap. Brott mot person"


def take(text, name="fil.txt", **more):
    raw = latin(text)
    return take_in(sol.read_database_file(raw), name=name, raw=raw, **more)


def table(*cells, area="0319"):
    readings = [Reading(area, "A", Unit.COUNT, Period(2024, m), v, mark, m) for m, v, mark in cells]
    return Table("test", Step.MONTH, readings)


def put(*cells, raw, area="0319"):
    return take_in(table(*cells, area=area), name="x", raw=raw)


def stored(area="0319"):
    packed = queries.one(Indicator.objects.get(category="A"), area)
    return {packed.first + i - 2024 * 12 + 1: v for i, v in enumerate(packed.values.tolist()) if not np.isnan(v)}


class TestTakingIn:
    def test_a_file_is_found_again_with_its_marks(self):
        delivery = take(files.SOL)
        indicator = Indicator.objects.get(category=PERSON, unit="count")
        packed = queries.one(indicator, "0319")
        assert packed.first == 2023 * 12
        assert packed.values.tolist()[:1] + packed.values.tolist()[4:] == [20, 17]
        assert packed.marks.tolist() == [1, 2, 2, 2, 1]
        assert set(packed.deliveries[[0, 4]].tolist()) == {delivery.pk}
        assert (delivery.new, delivery.changed) == (8, 0)

    def test_the_same_file_again_changes_nothing(self):
        first = take(files.SOL)
        with pytest.raises(AlreadyThere) as refused:
            take(files.SOL)
        assert refused.value.delivery == first
        assert Delivery.objects.count() == 1

    def test_a_revision_replaces_and_is_remembered(self):
        take(files.SOL)
        later = take(files.SOL.replace(";Maj;17;178;", ";Maj;19;199;").replace("2023 prel.", "2023"))
        indicator = Indicator.objects.get(category=PERSON, unit="count")
        packed = queries.one(indicator, "0319")
        assert packed.values[4] == 19
        assert packed.marks.tolist() == [0, 2, 2, 2, 0]
        kept = Revision.objects.get(delivery=later, series__indicator=indicator, series__area="0319")
        old = Packed.unpack(0, bytes(kept.data))
        assert kept.positions == [2023 * 12, 2023 * 12 + 4]
        assert (old.values.tolist(), old.marks.tolist()) == ([20, 17], [1, 1])

    def test_what_was_not_asked_for_wipes_nothing_out(self):
        put((1, 5.0, Mark.NONE), raw=b"1")
        put((1, None, Mark.NOT_AVAILABLE), (2, 6.0, Mark.NONE), raw=b"2")
        assert stored() == {1: 5, 2: 6}
        assert not Revision.objects.exists()

    def test_an_earlier_period_makes_the_series_longer(self):
        put((5, 5.0, Mark.NONE), raw=b"1")
        put((2, 2.0, Mark.NONE), raw=b"2")
        assert stored() == {2: 2, 5: 5}

    def test_a_stopped_delivery_leaves_nothing(self):
        with pytest.raises(Cancelled):
            take(files.SOL, progress=lambda done, total: done < 2)
        assert not Series.objects.exists()
        assert not Delivery.objects.exists()
        assert not Indicator.objects.exists()

    def test_progress_ends_with_all_of_them(self):
        seen = []
        take(files.SOL, progress=lambda done, total: not seen.append((done, total)))
        assert seen[-1][0] == seen[-1][1] == 6

    def test_periods_centuries_apart_are_refused(self):
        far = [Reading("0319", "A", Unit.COUNT, Period(y, 1), 1.0, Mark.NONE, 1) for y in (1960, 2024 + LONGEST)]
        with pytest.raises(NotThisFile):
            take_in(Table("test", Step.MONTH, far), name="x", raw=b"1")
        assert not Delivery.objects.exists()

    @settings(max_examples=30, deadline=None)
    @given(st.lists(st.lists(st.tuples(st.integers(1, 12), st.integers(0, 50)), min_size=1, max_size=6), max_size=4))
    def test_the_last_number_told_is_the_one_that_stands(self, deliveries):
        Delivery.objects.all().delete()
        Series.objects.all().delete()
        told = {}
        for n, cells in enumerate(deliveries):
            once = dict(cells)
            put(*[(m, float(v), Mark.NONE) for m, v in once.items()], raw=str(n).encode())
            told |= once
        if told:
            assert stored() == told


class TestReading:
    def test_a_cross_section_and_a_matrix(self):
        put((1, 5.0, Mark.NONE), (2, 6.0, Mark.PRELIMINARY), raw=b"1")
        put((2, 60.0, Mark.NONE), raw=b"2", area="0330")
        indicator = Indicator.objects.get()
        assert queries.cross_section(indicator, Period(2024, 2).position(Step.MONTH)) == {"0319": 6, "0330": 60}
        assert queries.cross_section(indicator, Period(2024, 1).position(Step.MONTH)) == {"0319": 5}
        found = queries.matrix(indicator)
        assert found.areas == ("0319", "0330")
        assert np.array_equal(found.values, [[5, 6], [np.nan, 60]], equal_nan=True)
        assert found.is_preliminary.tolist() == [[False, True], [False, False]]
        assert queries.matrix(indicator, ["9999"]).areas == ()

    def test_one_query_each(self, django_assert_num_queries):
        put((1, 5.0, Mark.NONE), raw=b"1")
        indicator = Indicator.objects.get()
        for ask in (
            lambda: queries.one(indicator, "0319"),
            lambda: queries.cross_section(indicator, 24288),
            lambda: queries.matrix(indicator),
        ):
            with django_assert_num_queries(1):
                ask()

    def test_an_area_without_the_indicator_has_none(self):
        put((1, 5.0, Mark.NONE), raw=b"1")
        assert queries.one(Indicator.objects.get(), "0330") is None

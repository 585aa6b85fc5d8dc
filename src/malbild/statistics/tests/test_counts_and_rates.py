"""What must hold for any counts: more is not less, the scale does not matter, and swapping the periods turns the answer
round. Figures are those of the project's own examples (12 and 17 burglaries in 9,300 inhabitants) and of tables."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from malbild.statistics import (
    Reason,
    audit_suppression,
    change_needed,
    changepoint_poisson,
    clopper_pearson,
    compare_two_counts,
    detectable_change,
    dsr,
    estimate_dispersion,
    fdr,
    funnel_limits,
    isr,
    nearest_municipalities,
    predict_next,
    rate_ci,
    seasonal_index,
    signal,
    standardised_covariates,
    suppress,
    wilson,
    xmr,
)
from malbild.statistics.counts import nb_at_least, nb_at_most, nb_exactly, nb_quantile

counts = st.integers(0, 5000)
people = st.integers(1, 2_000_000)
phis = st.sampled_from([1.0, 1.5, 3.0])


class TestRates:
    def test_seventeen_in_9300_is_between_one_and_three_per_thousand(self):
        rate = rate_ci(17, 9300)
        limits = [round(float(v), 1) for v in (rate.value, rate.lower, rate.upper)]
        assert limits == [1.8, 1.1, 2.9]

    @given(counts, people, st.sampled_from(["exact", "phe", "byar"]))
    def test_a_rate_lies_within_its_limits(self, count, population, method):
        rate = rate_ci(count, population, method=method)
        assert math.isnan(rate.lower) or rate.lower <= rate.value
        assert rate.value <= rate.upper

    @given(counts, people)
    def test_one_more_event_moves_both_limits_up(self, count, population):
        few, more = rate_ci(count, population), rate_ci(count + 1, population)
        assert few.lower < more.lower
        assert few.upper < more.upper

    def test_none_has_an_upper_limit_of_three_point_seven_events(self):
        assert float(rate_ci(0, 1000).upper) == pytest.approx(3.688879, rel=1e-6)

    def test_without_people_there_is_no_rate_and_never_a_nought(self):
        rate = rate_ci([3, 3], [0, math.nan])
        assert np.isnan(rate.value).all()
        assert list(rate.reason) == [Reason.NO_POPULATION, Reason.NO_POPULATION]

    def test_a_missing_count_is_missing(self):
        rate = rate_ci([math.nan, 2], 1000)
        assert list(rate.reason) == [Reason.NO_COUNT, Reason.NONE]
        assert math.isnan(rate.upper[0])

    @pytest.mark.parametrize("count", [-1, 2.5, math.inf])
    def test_what_is_no_count_is_refused(self, count):
        with pytest.raises(ValueError, match="count"):
            rate_ci(count, 1000)

    def test_looked_up_limits_are_the_computed_ones(self):
        many = np.tile(np.array([0.0, 7, 1999, 2000, 123456, np.nan]), 500)
        looked_up, computed = rate_ci(many, 1e6), rate_ci(many[:6], 1e6)
        assert np.array_equal(looked_up.lower[:6], computed.lower, equal_nan=True)
        assert np.array_equal(looked_up.upper[:6], computed.upper, equal_nan=True)


class TestTwoCounts:
    def test_twelve_and_seventeen_are_within_chance(self):
        exact = compare_two_counts(17, 9300, 12, 9300, method="exact")
        assert (round(float(exact.ratio), 2), round(float(exact.lower), 2), round(float(exact.upper), 2)) == (
            1.42,
            0.64,
            3.25,
        )
        assert round(float(compare_two_counts(17, 9300, 12, 9300).p), 2) == 0.35

    def test_after_twelve_it_takes_twenty_four_or_four(self):
        needed = change_needed([12, 12], 1, 1, phi=[1, 1.5])
        assert list(needed.up) == [24, 27]
        assert list(needed.down) == [4, 2]

    def test_after_two_even_none_is_no_safe_fall(self):
        needed = change_needed(2, 1, 1)
        assert math.isnan(needed.down)
        assert needed.up == 9

    @given(st.integers(0, 300), st.integers(1, 5), phis)
    def test_the_needed_counts_are_the_first_that_are_safe(self, x, years, phi):
        needed = change_needed(x, years, 1, phi=phi)
        up = float(needed.up)
        assert compare_two_counts(up, 1, x, years, phi=phi).p < 0.05
        assert compare_two_counts(up - 1, 1, x, years, phi=phi).p >= 0.05 or (up - 1) * years <= x
        if not math.isnan(needed.down):
            assert compare_two_counts(float(needed.down), 1, x, years, phi=phi).p < 0.05
            assert compare_two_counts(float(needed.down) + 1, 1, x, years, phi=phi).p >= 0.05

    @given(counts, counts, people, people, phis, st.sampled_from(["jeffreys", "exact"]))
    def test_swapping_the_periods_turns_the_answer_round(self, x1, x2, e1, e2, phi, method):
        there = compare_two_counts(x1, e1, x2, e2, phi=phi, method=method)
        back = compare_two_counts(x2, e2, x1, e1, phi=phi, method=method)
        assert float(there.p) == pytest.approx(float(back.p), rel=1e-6, abs=1e-200)  # the far tail has fewer digits
        if x1 and x2:
            assert float(there.lower) == pytest.approx(1 / float(back.upper), rel=1e-6)

    @given(counts, counts, st.integers(1, 1000), st.integers(1, 1000))
    def test_the_unit_of_exposure_does_not_matter(self, x1, x2, e1, e2):
        small, large = compare_two_counts(x1, e1, x2, e2), compare_two_counts(x1, e1 * 1000, x2, e2 * 1000)
        assert float(small.p) == pytest.approx(float(large.p), rel=1e-9, abs=1e-300)

    @given(counts, counts)
    def test_counts_that_vary_more_tell_less(self, x1, x2):
        calm, unruly = compare_two_counts(x1, 1, x2, 1), compare_two_counts(x1, 1, x2, 1, phi=3)
        assert float(unruly.p) >= float(calm.p) - 1e-12

    def test_nothing_against_nothing_cannot_be_compared(self):
        found = compare_two_counts(0, 1, 0, 1)
        assert (found.reason, float(found.lower), float(found.upper), float(found.p)) == (
            Reason.BOTH_ZERO,
            0,
            math.inf,
            1,
        )

    def test_midp_is_not_for_counts_that_vary_more(self):
        with pytest.raises(ValueError, match="Poisson"):
            compare_two_counts(1, 1, 2, 1, phi=2, method="midp")

    def test_from_twelve_a_year_only_great_changes_can_be_seen(self):
        one, three = (detectable_change(12, years, 1, method="exact") for years in (1, 3))
        assert one.up == pytest.approx(2.6, abs=0.1)
        assert one.down == pytest.approx(0.12, abs=0.02)
        assert three.up == pytest.approx(2.2, abs=0.1)
        assert three.down == pytest.approx(0.22, abs=0.02)

    def test_from_one_a_year_no_fall_can_be_seen(self):
        assert math.isnan(detectable_change(1, 1, 1).down)


class TestOthers:
    def test_no_standardised_rate_under_ten_events(self):
        assert dsr([3, 4], [100, 100], [50, 50]).reason is Reason.TOO_FEW_EVENTS

    def test_an_area_like_the_reference_has_the_ratio_one(self):
        assert isr([10, 20], [100, 100], [100, 200], [1000, 1000]).value == pytest.approx(1)

    @given(st.integers(0, 200), st.integers(1, 200))
    def test_a_share_lies_within_its_limits(self, x, more):
        for of in (wilson, clopper_pearson):
            share = of(x, x + more)
            assert 0 <= share.lower <= share.value <= share.upper <= 1

    def test_nobody_asked_is_no_share(self):
        assert wilson(0, 0).reason == Reason.NO_POPULATION

    @given(st.lists(st.floats(0, 1), min_size=1, max_size=30))
    def test_adjusted_p_values_are_never_smaller(self, p):
        for method in ("bh", "by", "holm", "bonferroni"):
            assert (fdr(p, method=method) >= np.asarray(p) - 1e-12).all()

    def test_missing_p_values_do_not_count(self):
        assert fdr([0.01, math.nan, 0.04])[0] == pytest.approx(0.02)

    @given(st.integers(0, 400), st.floats(0.01, 500), st.floats(0.2, 1e6))
    def test_the_two_tails_of_a_count_meet(self, k, mean, size):
        at_most, at_least = float(nb_at_most(k, mean, size)), float(nb_at_least(k, mean, size))
        assert at_most + at_least - float(nb_exactly(k, mean, size)) == pytest.approx(1, abs=1e-7)

    @given(st.floats(0.001, 0.999), st.floats(0.01, 2000), st.sampled_from([0.5, 5.0, 1e4, math.inf]))
    def test_a_quantile_is_the_first_count_that_reaches_it(self, p, mean, size):
        k = float(nb_quantile(p, mean, size))
        assert nb_at_most(k, mean, size) >= p * (1 - 1e-12)
        assert k == 0 or nb_at_most(k - 1, mean, size) < p


class TestAreas:
    def test_what_chance_alone_gives_is_rarely_unlike(self):
        random = np.random.default_rng(7)
        expected = random.gamma(2, 30, 290)
        found = funnel_limits(random.poisson(expected * random.gamma(20, 1 / 20, 290)), expected)
        assert found.tau2 == pytest.approx(1 / 20, rel=0.35)
        assert int((found.p_high < 0.001).sum()) <= 2

    def test_limits_narrow_with_size(self):
        found = funnel_limits([5, 52, 480, 5100, 9, 80, 700], [5, 50, 500, 5000, 10, 75, 720])
        width = (found.limits[:, 3] - found.limits[:, 0]) / np.array([5, 50, 500, 5000, 10, 75, 720])
        assert width[0] > width[1] > width[2] > width[3]

    def test_few_areas_have_no_limits(self):
        assert funnel_limits([1, 2, 3], [1, 2, 3]).reason is Reason.TOO_FEW_AREAS

    def test_an_area_without_people_must_be_left_out_before(self):
        with pytest.raises(ValueError, match="left out"):
            funnel_limits([1] * 8, [1] * 7 + [0])

    def test_areas_where_nothing_happened_are_alike(self):
        assert funnel_limits([0] * 8, [1.0] * 8).p_high.min() == 1

    def test_nearest_are_alike_and_equal_distances_go_by_id(self):
        z = standardised_covariates([[1, 1], [1, 2], [2, 1], [9, 9]])
        assert nearest_municipalities(z, ["a", "c", "b", "d"], "a", k=3).ids[2] == "d"
        assert nearest_municipalities([[0.0], [1], [-1]], ["x", "b", "a"], "x").ids == ("a", "b")

    @settings(deadline=None, max_examples=25)
    @given(st.lists(st.lists(st.integers(0, 30), min_size=3, max_size=3), min_size=3, max_size=3))
    def test_hidden_cells_cannot_be_worked_out(self, table):
        hidden = suppress(table)
        for i, row in enumerate(table):
            for j, value in enumerate(row):
                assert hidden[i][j] is None or hidden[i][j] == value
                assert hidden[i][j] is None or not 0 < value < 5
        if any(value is not None for row in hidden for value in row):
            totals = [sum(r) for r in table], [sum(c) for c in zip(*table, strict=True)]
            assert all(f.most - f.least >= 5 for f in audit_suppression(hidden, *totals))

    def test_a_lone_hidden_cell_is_no_secret(self):
        (cell,) = audit_suppression([[None, 3], [4, 5]], [5, 9], [6, 8])
        assert cell.is_disclosed
        assert cell.least == 2

    def test_without_totals_nothing_bounds_a_cell(self):
        (cell,) = audit_suppression([[None, 3]])
        assert (cell.least, cell.most) == (0, math.inf)

    def test_totals_that_cannot_be_true_are_refused(self):
        with pytest.raises(ValueError, match="totals"):
            audit_suppression([[None, 3]], [2])


class TestCourses:
    @pytest.fixture
    def calm(self):
        return np.random.default_rng(3).poisson(8, (40, 96)).astype(float)

    def test_a_doubling_is_seen_and_calm_is_not_disturbed(self, calm):
        assert (signal(calm).state == 1).any(axis=1).mean() < 0.25
        calm[:, 72:] = np.random.default_rng(4).poisson(16, (40, 24))
        assert (signal(calm).state[:, 72:] == 1).any(axis=1).all()

    def test_too_few_months_say_nothing(self, calm):
        found = predict_next(calm[:, :40])
        assert (found.reason[:, :24] == Reason.TOO_FEW_PERIODS).all()
        assert (found.reason[:, 24:] == Reason.NONE).all()
        assert np.isnan(found.p_high[:, :24]).all()

    def test_a_missing_month_is_left_out_and_never_nought(self, calm):
        gone = calm.copy()
        gone[:, 50] = np.nan
        found = predict_next(gone)
        assert (found.reason[:, 50] == Reason.NO_COUNT).all()
        assert found.mean[:, 60] == pytest.approx(calm[:, [t for t in range(60) if t != 50]].mean(axis=1), rel=0.01)

    @given(st.integers(1, 1000))
    def test_the_unit_of_exposure_does_not_matter(self, unit):
        y = np.random.default_rng(1).poisson(5, 60).astype(float)
        assert predict_next(y, float(unit)).mean[30] == pytest.approx(predict_next(y, 1.0).mean[30])

    def test_the_spread_is_found_again(self):
        random = np.random.default_rng(5)
        y = random.poisson(random.gamma(10 / 1.5, 1.5, (60, 60))).astype(float)
        assert estimate_dispersion(y, 1.0).phi == pytest.approx(2.5, rel=0.15)

    def test_one_spike_does_not_ruin_the_spread(self):
        y = np.random.default_rng(5).poisson(10, (30, 48)).astype(float)
        before = estimate_dispersion(y, 1.0).phi
        y[0, 10] = 400
        assert estimate_dispersion(y, 1.0).phi == pytest.approx(before, rel=0.05)

    def test_few_areas_have_no_common_spread(self):
        assert estimate_dispersion(np.ones((3, 48)), 1.0).reason is Reason.TOO_FEW_AREAS

    def test_the_season_is_found_and_its_mean_is_one(self):
        month = 1 + 0.3 * np.sin(2 * np.pi * np.arange(48) / 12)
        y = np.random.default_rng(6).poisson(20 * month, (40, 48)).astype(float)
        found = seasonal_index(y)
        assert found.mean() == pytest.approx(1)
        assert found == pytest.approx(month[:12], abs=0.05)

    def test_a_lone_area_has_hardly_any_season(self):
        spiky = np.zeros((1, 24))
        spiky[0, 3] = 3
        assert seasonal_index(spiky).max() < 1.1

    def test_a_change_is_dated_with_an_interval(self):
        y = np.concatenate([np.full(30, 4), np.full(30, 10)]).astype(float)
        found = changepoint_poisson(y)
        assert found.last_before == 29
        assert found.earliest <= 29 <= found.latest
        assert found.p < 0.01

    def test_a_level_course_has_no_change(self):
        assert changepoint_poisson(np.full(40, 6.0)).p > 0.5

    def test_few_points_make_no_control_chart(self):
        assert xmr([3, 4, 5]).reason is Reason.TOO_FEW_PERIODS

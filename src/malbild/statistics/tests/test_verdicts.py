"""A verdict says what the numbers can bear, and nothing more."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from malbild.statistics import (
    Because,
    State,
    estimate_dispersion,
    judge_months,
    pooled_exposure,
    pooling,
    predict_next,
    seasonal_index,
    signal,
    verdict_months,
    verdict_years,
)

CALM = np.random.default_rng(2).poisson(10, 72).astype(float)


def with_last(values, *last):
    found = np.array(values, dtype=float)
    found[-len(last) :] = last
    return found


class TestMonths:
    def test_a_level_course_has_no_safe_change(self):
        said = verdict_months(CALM, 1.0, 1.2)
        assert (said.state, said.because) == (State.NO_SAFE_CHANGE, Because.WITHIN_CHANCE)
        assert said.lower < 1 < said.upper
        assert said.needed_down < said.expected < said.needed_up

    @pytest.mark.parametrize(("factor", "state"), [(2, State.CLEAR_UP), (0.4, State.CLEAR_DOWN)])
    def test_a_new_level_is_told_with_its_beginning(self, factor, state):
        y = CALM.copy()
        y[-8:] = np.random.default_rng(3).poisson(10 * factor, 8)
        said = verdict_months(y, 1.0, 1.2)
        assert (said.state, said.because) == (state, Because.LEVEL)
        assert 72 - 8 <= said.since < 72

    def test_one_month_may_be_one_case(self):
        said = verdict_months(with_last(CALM, 40, 9), 1.0, 1.2)
        assert (said.state, said.because) == (State.CLEAR_UP, Because.ONE_MONTH)
        assert said.since == 70
        assert said.spikes == (70,)

    def test_a_spike_before_there_is_a_baseline_gives_no_verdict_and_no_improvement_after_it(self):
        y = np.random.default_rng(5).poisson(3, 48).astype(float)
        y[15] = 37
        told = [verdict_months(y[: n + 1], 1.0, 2.2).state for n in range(12, 48)]
        assert State.CLEAR_DOWN not in told
        assert set(told[:10]) == {State.TOO_FEW}
        assert verdict_months(y, 1.0, 2.2).spikes == (15,)

    def test_without_the_care_about_spikes_the_calm_after_would_look_better(self):
        y = np.random.default_rng(5).poisson(3, 48).astype(float)
        y[15] = 150
        assert (signal(y, 1.0, 2.2).state == -1).any()
        assert (judge_months(y, 1.0, 2.2).state != -1).all()

    def test_fewer_than_two_years_before_are_too_few(self):
        said = verdict_months(CALM[:20], 1.0, 1.2)
        assert (said.state, said.because) == (State.TOO_FEW, Because.SHORT)
        assert said.months == 12

    def test_fewer_than_twelve_a_year_are_too_few(self):
        rare = np.random.default_rng(4).poisson(0.4, 72)
        assert verdict_months(rare, 1.0, 1.2).because is Because.RARE

    def test_a_missing_latest_month_is_waited_for(self):
        assert verdict_months(with_last(CALM, np.nan), 1.0, 1.2).state is State.WAITING

    def test_a_missing_month_within_is_not_nought(self):
        y = CALM.copy()
        y[-3] = np.nan
        said = verdict_months(y, 1.0, 1.2)
        assert said.state is State.NO_SAFE_CHANGE
        assert said.months == 11

    def test_a_preliminary_month_raises_no_alarm_before_it_is_revised(self):
        y, new = with_last(CALM, 60), np.arange(72) == 71
        assert verdict_months(y, 1.0, 1.2, provisional=new).state is State.NO_SAFE_CHANGE
        assert verdict_months(y, 1.0, 1.2).state is State.CLEAR_UP

    def test_only_preliminary_months_wait(self):
        assert verdict_months(CALM, 1.0, 1.2, provisional=np.ones(72)).state is State.WAITING

    def test_an_unknown_spread_gives_no_verdict(self):
        assert verdict_months(CALM, 1.0, float("nan")).because is Because.SPREAD

    @settings(deadline=None, max_examples=25)
    @given(st.integers(2, 1000))
    def test_the_unit_of_exposure_does_not_matter(self, unit):
        y = with_last(CALM, 25, 24, 23, 26)
        assert verdict_months(y, float(unit), 1.2).state == verdict_months(y, 1.0, 1.2).state

    def test_a_rise_that_all_share_is_nobodys_own(self):
        random = np.random.default_rng(8)
        people = random.uniform(5, 40, (30, 1)) * np.ones((30, 96))
        y = random.poisson(people * np.exp(0.15 * np.arange(96) / 12)).astype(float)
        exposure = pooled_exposure(y, people)
        phi = estimate_dispersion(y, exposure).phi
        state = judge_months(y, exposure, phi).state[:, -1]
        assert np.mean(state == 1) < 0.2
        assert np.mean(judge_months(y, people, phi).state[:, -1] == 1) > 0.5


class TestYears:
    def test_a_year_against_the_five_before(self):
        said = verdict_years([40, 44, 38, 41, 43, 90], 1.0, 1.3)
        assert (said.state, said.because) == (State.CLEAR_UP, Because.YEAR)
        assert said.expected == pytest.approx(41.2)

    def test_seventeen_after_twelve_is_within_chance(self):
        assert verdict_years([13, 11, 12, 17], 1.0, 1.0).state is State.NO_SAFE_CHANGE

    def test_two_years_are_too_few_and_still_show_their_interval(self):
        said = verdict_years([902, 1295], [9518, 9562], 2.1)
        assert (said.state, said.because) == (State.TOO_FEW, Because.SHORT)
        assert 1.2 < said.lower < said.ratio < said.upper < 1.7

    def test_a_lone_year_has_nothing_to_be_set_against(self):
        said = verdict_years([1295], 1.0, 2.0)
        assert said.because is Because.SHORT
        assert np.isnan(said.ratio)

    def test_rare_events_are_too_few(self):
        assert verdict_years([3, 2, 4, 5], 1.0, 1.0).because is Because.RARE

    def test_a_gap_is_bridged_but_not_for_ever(self):
        assert verdict_years([20, 22, np.nan, 21, 20], 1.0, 1.0).because is Because.WITHIN_CHANCE
        assert verdict_years([20, 22, *[np.nan] * 7, 20, 21], 1.0, 1.0).because is Because.SHORT


@settings(deadline=None, max_examples=60)
@given(mean=st.floats(0.02, 400), phi=st.floats(1, 40), seed=st.integers(0, 10_000))
def test_months_near_the_mean_decide_nothing(mean, phi, seed):
    """What judge_months leaves out is far above every line that it draws."""
    counts = np.random.default_rng(seed).negative_binomial(max(mean / phi, 0.01), 1 / (1 + phi), (6, 80)).astype(float)
    whole, quick = (predict_next(counts, 1.0, np.full(6, phi), far=far) for far in (0.0, 1.0))
    for everything, some in ((whole.p_high, quick.p_high), (whole.p_low, quick.p_low)):
        left_out = (some != everything) & ~np.isnan(everything)
        assert (some[left_out] == 1).all()
        assert (everything[left_out] > 0.02).all()


@settings(deadline=None, max_examples=40)
@given(seed=st.integers(0, 10_000), areas=st.integers(2, 9), months=st.integers(13, 40))
def test_the_season_of_all_at_once_is_that_of_each(seed, areas, months):
    random = np.random.default_rng(seed)
    counts = random.poisson(random.uniform(0.2, 20, (areas, 1)), (areas, months)).astype(float)
    counts[random.random(counts.shape) < 0.1] = np.nan
    one_by_one = np.stack([seasonal_index(counts, leave_out=i) for i in range(areas)])
    at_once = pooling._seasons(counts, ~np.isnan(counts), 12)
    assert at_once == pytest.approx(one_by_one)

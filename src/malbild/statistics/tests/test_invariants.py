"""What must hold whatever the history is: nothing raises, nothing is surer than it may be."""

import math

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from malbild.statistics import (
    FEWEST,
    HowMany,
    brier_score,
    conditional_done,
    done_on_its_day,
    fit_exponential,
    fit_lognormal,
    fit_weibull,
    in_tenths,
    kaplan_meier,
    log_score,
    on_time_probability,
    open_at_next,
    open_later,
    plainly,
    resampled_probability,
    shared_prior,
    throughput_probability,
    weekly_dispersion,
)
from malbild.statistics.curves import beta_cdf, beta_quantile, log_normal_tail, normal_hazard

weeks = st.lists(st.integers(0, 12), max_size=30)
counts = st.integers(0, 400).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))
priors = st.tuples(st.floats(0.2, 50), st.floats(0.2, 50))
parts = st.integers(0, 4096).map(lambda i: i / 4096)  # 1 - x is exact
lives = st.lists(st.tuples(st.floats(0, 50) | st.integers(0, 5).map(float), st.booleans()), max_size=40)
alive = st.lists(st.tuples(st.floats(0.01, 50), st.booleans()), max_size=40)


def _curve(pairs):
    return kaplan_meier([t for t, _ in pairs], [d for _, d in pairs])


@given(counts, priors)
def test_the_share_lies_between_what_is_usual_and_what_was_seen(seen, prior):
    k, n = seen
    found = on_time_probability(k, n, prior)
    usual = prior[0] / sum(prior)
    ends = sorted([usual, k / n if n else usual])
    assert ends[0] - 1e-12 <= found.mean <= ends[1] + 1e-12


@given(counts, priors)
def test_intervals_lie_inside_each_other_and_between_0_and_1(seen, prior):
    found = on_time_probability(*seen, prior)
    (a, d), (b, c) = found.interval95, found.interval80
    assert 0 <= a <= b <= c <= d <= 1


@given(counts, priors)
def test_one_more_in_time_makes_the_share_larger_and_one_more_late_smaller(seen, prior):
    k, n = seen
    mean = on_time_probability(k, n, prior).mean
    assert on_time_probability(k, n + 1, prior).mean < mean < on_time_probability(k + 1, n + 1, prior).mean


@given(counts, priors)
def test_late_is_the_mirror_of_in_time(seen, prior):
    k, n = seen
    found, mirror = on_time_probability(k, n, prior), on_time_probability(n - k, n, prior[::-1])
    assert found.mean == pytest.approx(1 - mirror.mean)
    assert found.interval80 == pytest.approx((1 - mirror.interval80[1], 1 - mirror.interval80[0]), abs=1e-9)


@given(counts, st.integers(0, 10))
def test_the_more_that_must_all_be_done_in_time_the_less_likely(seen, count):
    found = on_time_probability(*seen)
    assert 0 < found.all_of_next(count + 1) < found.all_of_next(count) <= 1


@given(counts)
def test_everybodys_history_weighs_no_more_than_seven_finished(seen):
    a, b = shared_prior(*seen)
    assert a + b == pytest.approx(7)
    assert min(a, b) > 0


@given(st.floats(0.001, 300), st.floats(0.001, 300), st.floats(1e-6, 1 - 1e-6))
def test_a_quantile_is_where_the_chance_is_reached(a, b, p):
    x = beta_quantile(p, a, b)
    assume(1e-250 < x < 1 - 1e-9)  # nearer 1 the numbers themselves lie too far apart
    assert beta_cdf(x, a, b) == pytest.approx(p, rel=1e-6)


@given(st.floats(0.05, 300), st.floats(0.05, 300), parts, parts)
def test_the_beta_chance_rises_and_has_its_mirror(a, b, x, y):
    low, high = sorted([x, y])
    assert 0 <= beta_cdf(low, a, b) <= beta_cdf(high, a, b) + 1e-12 <= 1 + 1e-12
    assert beta_cdf(x, a, b) == pytest.approx(1 - beta_cdf(1 - x, b, a), abs=1e-9)


@given(st.integers(1, 60), st.integers(0, 60), st.floats(0.01, 0.99))
def test_the_beta_chance_is_the_binomial_tail(n, k, p):
    assume(k < n)
    tail = math.fsum(math.comb(n, i) * p**i * (1 - p) ** (n - i) for i in range(k + 1, n + 1))
    assert beta_cdf(p, k + 1, n - k) == pytest.approx(tail, rel=1e-9)


@given(weeks, st.integers(0, 30), st.floats(0, 60), st.floats(1, 5))
def test_more_to_do_is_less_likely_and_more_time_more_likely(history, remaining, span, phi):
    chance = throughput_probability(history, remaining, span, phi)
    assert 0 <= chance <= 1
    assert throughput_probability(history, remaining + 1, span, phi) <= chance + 1e-12
    assert throughput_probability([*history, 0], remaining, span) <= throughput_probability(history, remaining, span)


@given(weeks, st.integers(0, 25), st.floats(0, 60))
def test_what_is_left_lies_between_nothing_and_all(history, open_now, span):
    left = open_later(history, open_now, span, weekly_dispersion(history))
    assert 0 <= left.low <= left.high <= open_now
    assert -1e-9 <= left.expected <= open_now
    assert 0 <= left.all_done <= 1


@given(st.lists(counts, max_size=20), st.integers(0, 25), priors, st.floats(1, 5))
def test_what_is_left_at_the_next_meeting_lies_between_nothing_and_all(before, open_now, usual, phi):
    left = open_at_next(before, open_now, usual, phi)
    assert 0 <= left.low <= left.high <= open_now
    assert -1e-9 <= left.expected <= open_now
    assert list(left.at_most) == pytest.approx(sorted(left.at_most), abs=1e-9)
    assert (len(left.at_most), left.at_most[-1]) == (open_now + 1, 1)


def test_a_table_that_empties_its_list_is_told_so():
    quick, slow = (open_at_next([(n, 10)] * 12, 8, (4, 3)).expected for n in (9, 1))
    assert quick < 2
    assert slow > 6


@given(st.lists(st.integers(0, 12), min_size=1, max_size=30), st.integers(0, 25), st.integers(0, 20))
def test_drawing_weeks_again_gives_a_chance(history, remaining, span):
    assert -1e-12 <= resampled_probability(history, remaining, span) <= 1 + 1e-9


@given(weeks)
def test_weeks_never_differ_less_than_chance(history):
    assert weekly_dispersion(history) >= 1


@given(lives, st.floats(0, 60), st.floats(0, 60))
def test_what_is_not_done_only_gets_less(pairs, one, other):
    early, late = sorted([one, other])
    curve = _curve(pairs)
    assert 0 <= curve.at(late) <= curve.at(early) <= 1
    assert list(curve.shares) == sorted(curve.shares, reverse=True)


@given(lives, st.floats(0, 60))
def test_the_limits_hold_the_share(pairs, time):
    curve = _curve(pairs)
    for limits in (curve.interval(time), curve.log_interval(time)):
        assert limits is None or 0 <= limits[0] <= curve.at(time) <= limits[1] <= 1
    wide, narrow = curve.interval(time, 0.99), curve.interval(time, 0.5)
    assert wide is None or (wide[0] <= narrow[0] and narrow[1] <= wide[1])


@given(st.lists(st.floats(0, 50), min_size=1, max_size=40), st.floats(0, 60))
def test_with_nothing_cut_short_it_is_the_plain_share(times, time):
    curve = kaplan_meier(times, [True] * len(times))
    assert curve.at(time) == pytest.approx(sum(t > time for t in times) / len(times), abs=1e-12)


@given(lives, st.floats(0, 60), st.floats(0, 60))
def test_the_chance_of_being_done_is_a_chance_or_unknown(pairs, one, other):
    now, by = sorted([one, other])
    chance = conditional_done(_curve(pairs), now=now, by=by)
    assert chance is None or 0 <= chance <= 1


@given(lives, parts, parts)
def test_the_chance_on_the_day_lies_between_what_is_usual_and_what_the_curve_says(pairs, usual, elapsed):
    curve = _curve(pairs)
    chance = done_on_its_day(curve, usual, elapsed=elapsed)
    seen = conditional_done(curve, now=elapsed, by=1)
    if curve.events < 10 or seen is None:
        assert chance == usual
    else:
        assert min(seen, usual) - 1e-12 <= chance <= max(seen, usual) + 1e-12


@given(alive, st.floats(0, 60), st.floats(0, 60))
def test_laws_fall_from_one(pairs, one, other):
    early, late = sorted([one, other])
    times, done = [t for t, _ in pairs], [d for _, d in pairs]
    for fit in (fit_exponential, fit_weibull, fit_lognormal):
        law = fit(times, done)
        assert law is None or 0 <= law.at(late) <= law.at(early) <= 1


@given(alive, st.floats(0.1, 10))
def test_laws_do_not_care_what_time_is_counted_in(pairs, unit):
    times, done = [t for t, _ in pairs], [d for _, d in pairs]
    ends = [t for t, d in pairs if d]
    assume(ends and max(ends) > 1.1 * min(ends))
    ours, theirs = (f([t * unit for t in times], done) for f in (fit_weibull, fit_lognormal))
    assert ours.shape == pytest.approx(fit_weibull(times, done).shape, rel=1e-5)
    assert theirs.sigma == pytest.approx(fit_lognormal(times, done).sigma, rel=1e-5)


@given(st.floats(-30, 1000))
def test_the_tail_of_a_normal_never_breaks(z):
    assert log_normal_tail(z + 0.5) <= log_normal_tail(z) <= 0
    assert max(0.0, z) <= normal_hazard(z) <= max(0.0, z) + 1


def test_an_empty_history_says_nothing_and_does_not_fail():
    assert on_time_probability(0, 0).mean == pytest.approx(4 / 7)
    assert shared_prior(0, 0) == pytest.approx((4, 3))
    assert plainly(on_time_probability(0, 0)).how_many == HowMany.TOO_FEW
    assert 0 < throughput_probability([], 3, 4) < 1
    assert (open_later([], 0, 4).high, open_later([], 4, 0).low) == (0, 4)
    curve = kaplan_meier([], [])
    assert (curve.at(3), curve.median, curve.interval(3), curve.longest) == (1, None, None, 0)
    assert conditional_done(curve, now=0, by=1) is None
    assert [f([], []) for f in (fit_exponential, fit_weibull, fit_lognormal)] == [None] * 3
    assert (brier_score([], []), log_score([], [])) == (None, None)


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: on_time_probability(3, 2),
        lambda: on_time_probability(-1, 2),
        lambda: on_time_probability(1, 2, (0, 1)),
        lambda: shared_prior(1, 2, weight=0),
        lambda: throughput_probability([1, -1], 2, 3),
        lambda: throughput_probability([1], -2, 3),
        lambda: throughput_probability([1], 2, -3),
        lambda: throughput_probability([1], 2, 3, phi=0.9),
        lambda: resampled_probability([], 2, 3),
        lambda: open_at_next([(3, 2)], 1, (4, 3)),
        lambda: open_at_next([], -1, (4, 3)),
        lambda: on_time_probability(1, 2).interval(1.5),
        lambda: kaplan_meier([1.0], []),
        lambda: kaplan_meier([-1.0], [True]),
        lambda: kaplan_meier([math.nan], [True]),
        lambda: conditional_done(kaplan_meier([1.0], [True]), now=2, by=1),
        lambda: fit_weibull([0.0], [True]),
        lambda: in_tenths(1.1),
        lambda: done_on_its_day(kaplan_meier([1.0], [True]), 0.5, elapsed=1.1),
        lambda: beta_cdf(0.5, 0, 1),
        lambda: beta_quantile(1.5, 1, 1),
    ],
)
def test_what_cannot_be_is_refused(wrong):
    with pytest.raises(ValueError, match=r".+"):
        wrong()


def test_beyond_what_anybody_has_seen_the_curve_is_silent():
    curve = kaplan_meier([1, 2, 3], [True, True, False])
    assert conditional_done(curve, now=1, by=2) == pytest.approx(1 / 2)
    assert conditional_done(curve, now=1, by=4) is None
    assert conditional_done(kaplan_meier([1, 2], [True, True]), now=1, by=4) == 1
    assert conditional_done(kaplan_meier([1, 2], [True, True]), now=3, by=4) is None


@given(counts)
def test_under_five_finished_there_is_no_number(seen):
    said = plainly(on_time_probability(*seen))
    assert (said.tenths is not None) == (said.how_many == HowMany.TENTHS)
    if seen[1] < FEWEST:
        assert said.tenths is None
    if said.tenths is not None:
        assert 1 <= said.tenths <= 9


def test_tenths_and_words():
    assert [in_tenths(p) for p in (0, 0.04, 0.05, 0.64, 0.65, 1)] == [0, 0, 1, 6, 7, 10]
    said = [plainly(on_time_probability(k, n)) for k, n in ((3, 3), (2, 4), (0, 4), (6, 10), (200, 200), (0, 200))]
    assert [s.how_many.value for s in said] == ["most", "about-half", "few", "tenths", "nearly-all", "nearly-none"]
    assert said[3].tenths == 6


def test_a_sure_and_wrong_forecast_costs_much_and_an_even_one_a_known_sum():
    assert brier_score([0.5, 0.5], [True, False]) == pytest.approx(0.25)
    assert log_score([0.5, 0.5], [True, False]) == pytest.approx(math.log(2))
    assert log_score([1.0], [False]) == pytest.approx(-math.log(1e-6))

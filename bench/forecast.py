"""How good the forecasts are: Brier and log score beside the base rate, on simulated histories whose law is not theirs.

`bench/promises/law.py` says what the simulated partnerships are like; each forecast is made from what was known that
day. Then the same on the installation that MALBILD_DATA_DIR or MALBILD_DATABASE_URL names, when it has a history.
"""

from __future__ import annotations

from itertools import product
from pathlib import Path

from bench.promises import law, own
from bench.promises.judge import QUESTIONS, Told
from malbild.kit import clock

SEEDS, UNRESTS, PLACES = (401, 402, 403), (0.5, 1.0, 2.0), 60
type Scores = tuple[float | None, float | None]

FEWEST = 30  # forecasts; with fewer a score says nothing


def measure(folder: Path, *, quick: bool) -> str:
    figures = []
    for seed, unrest in [(SEEDS[0], 1.0)] if quick else product(SEEDS, UNRESTS):
        rows, meetings = law.histories(12 if quick else PLACES, seed, unrest)
        print(f"simulated, seed {seed}, unrest {unrest}: {len(rows)} promises of {len(meetings)} partnerships")
        told = {name: ask(rows, meetings, law.YEARS * 365) for name, ask in QUESTIONS.items()}
        for name, answers in told.items():
            _show(name, answers)
        figures.append(told)
    rows, meetings, why = own.read()
    if why or not rows:
        print(f"own history: none ({why or 'no promise in it'})")
    else:
        print(f"own history: {len(rows)} promises of {len(meetings)} partnerships")
        for name, ask in QUESTIONS.items():
            _show(name, ask(rows, meetings, clock.today().toordinal()))
    return "forecast: " + "; ".join(_figure(name, [t[name] for t in figures]) for name in QUESTIONS)


def _show(name: str, told: Told) -> None:
    print(f"  {name}: {len(told.came)} forecasts", end="")
    if len(told.came) < FEWEST:
        print(", too few to judge")
        return
    print(f", {sum(told.came) / len(told.came):.2f} came true")
    for way, (brier, log) in told.scores().items():
        print(f"    {way:27} Brier {brier:.4f}  log {log:.4f}")
    said = ", ".join(f"{t}: {share:.2f} of {n}" for t, (n, share) in told.by_tenth("ours").items())
    print(f"    said in tenths and came true: {said}")
    for way, held in told.inside.items():
        print(f"    interval for 8 of 10, {way}: held in {sum(held) / len(held):.2f}")


def _figure(name: str, runs: list[Told]) -> str:
    """The mean over the runs, and in how many both scores beat those of the base rate."""
    scores = [t.scores() for t in runs]
    ours, base = ([s[way] for s in scores] for way in ("ours", "base rate"))
    beats = sum(_both_lower(o, b) for o, b in zip(ours, base, strict=True))
    us, them = (f"Brier {_mean(s, 0)} log {_mean(s, 1)}" for s in (ours, base))
    return f"{name} {us} (base rate {them}; better in {beats} of {len(runs)})"


def _both_lower(ours: Scores, base: Scores) -> bool:
    return all(o is not None and b is not None and o < b for o, b in zip(ours, base, strict=True))


def _mean(scores: list[Scores], which: int) -> str:
    known = [s for pair in scores if (s := pair[which]) is not None]
    return f"{sum(known) / len(known):.3f}" if known else "none"

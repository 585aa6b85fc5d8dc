"""Eight weeks between two meetings, simulated: the application's own mails and pages against other ways of reminding.

A test of rules and load, not of people: `bench/weeks/assumptions.toml` says what is assumed, docs/momentum.md what
came of it. Every arm lives through the same weeks with the same chances; the whole is done again with every
answer's probability halved and doubled. What is not the same in all of them is said to flip.
"""

from __future__ import annotations

import copy
import datetime as dt
import shutil
from itertools import product
from pathlib import Path

from django.core.management import call_command
from django.db import connection

from bench.weeks import arms, place
from bench.weeks.assumed import FILE, Luck, assumptions
from bench.weeks.course import Course
from bench.weeks.score import Score, broken, score
from malbild.kit import clock

SEEDS, SCALES, PLACES = (11, 12, 13), (1.0, 0.5, 2.0), 2
BEGAN = dt.datetime(2027, 1, 12, 13, tzinfo=clock.SWEDEN)
SAME = 1e-9
type Cell = tuple[float, int]

# Of each measure: how it is written, and whether more is better.
MEASURES = {
    "fresh": ("fresh answer at the meeting", ".0%", True),
    "touched": ("any answer since the last", ".0%", True),
    "late": ("days late, median", ".1f", False),
    "unfinished": ("due and not finished", ".0%", False),
    "mails": ("mails a person and week", ".2f", False),
    "most_a_week": ("most to one in a week", ".0f", False),
    "minutes": ("coordinator's minutes", ".0f", False),
}


def measure(folder: Path, *, quick: bool) -> str:
    call_command("migrate", verbosity=0)
    cells = [(SCALES[0], SEEDS[0])] if quick else list(product(SCALES, SEEDS))
    results: dict[str, dict[Cell, Score]] = {arm.name: {} for arm in arms.ARMS}
    wrong: list[str] = []
    places = 1 if quick else PLACES
    said = assumptions()["place"]
    people, measures, weeks = (6, 10, 6) if quick else (said["people"], said["measures"], said["weeks"])
    print(f"assumed, not measured: {FILE.relative_to(FILE.parents[2])}; a test of rules and load, not of people")
    print(f"each time {places} partnerships, {people} people and {measures} åtgärder in each, {weeks} weeks")
    shelf = _Shelf(folder)
    shelf.keep("empty")
    for scale, seed in cells:
        luck = Luck(seed, scale)
        shelf.take("empty")
        meets = BEGAN + dt.timedelta(weeks=weeks)
        begun = [place.make(n, luck, began=BEGAN, meets=meets, measures=measures, people=people) for n in range(places)]
        shelf.keep("begun")
        for arm in arms.ARMS:
            shelf.take("begun")
            course = Course(arm, luck, copy.deepcopy(begun))
            course.run()
            results[arm.name][scale, seed] = score(course)
            wrong += [f"{arm.name}, seed {seed}, answers × {scale:g}: {x}" for x in broken(course)]
    for scale in dict.fromkeys(s for s, _seed in cells):
        _table(scale, results)
    for line in wrong[:20]:
        print(f"BROKEN RULE: {line}")
    flips = _judge(results)
    ours, base = results[arms.OURS.name], results[arms.LIST.name]
    return (
        f"momentum: fresh {_mean(ours, 'fresh'):.0%} (weekly list {_mean(base, 'fresh'):.0%}), "
        f"{_mean(ours, 'mails'):.2f} mails a person and week ({_mean(base, 'mails'):.2f}); "
        f"{len(wrong)} broken rules; {flips} of {len(MEASURES) * len(arms.BASELINES)} comparisons flip"
    )


class _Shelf:
    """Copies of the database's file, so that every arm begins from the very same first day."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.file = folder, Path(connection.settings_dict["NAME"])

    def keep(self, name: str) -> None:
        connection.close()  # the last connection writes everything into the one file
        shutil.copyfile(self.file, self.folder / name)

    def take(self, name: str) -> None:
        connection.close()
        for beside in ("-wal", "-shm"):
            self.file.with_name(self.file.name + beside).unlink(missing_ok=True)
        shutil.copyfile(self.folder / name, self.file)


def _table(scale: float, results: dict[str, dict[Cell, Score]]) -> None:
    print(f"\nanswers × {scale:g}: the mean of the seeds (the lowest to the highest)")
    print(f"{'':29}" + "".join(f"{arm.name:>25}" for arm in arms.ARMS))
    for name, (label, form, _more) in MEASURES.items():
        row = ""
        for arm in arms.ARMS:
            values = [getattr(s, name) for (x, _seed), s in results[arm.name].items() if x == scale]
            mean = format(sum(values) / len(values), form)
            span = f" ({format(min(values), form)}–{format(max(values), form)})" if len(values) > 1 else ""
            row += f"{mean + span:>25}"
        print(f"{label:29}{row}")


def _judge(results: dict[str, dict[Cell, Score]]) -> int:
    """Say of ours against each baseline if it is better, worse or as good everywhere; how many results flip."""
    print("\nours against the others, in every seed and with answers halved and doubled:")
    flips = 0
    for name, (label, _form, more) in MEASURES.items():
        for other in (*arms.BASELINES, arms.SIGNED_IN, arms.UNRUNG):
            signs = {c: _better(results[arms.OURS.name][c], s, name, more) for c, s in results[other.name].items()}
            said, is_flip = _verdict(signs)
            flips += is_flip and other in arms.BASELINES
            print(f"  {label:29} against {other.name:26} {said}")
    return flips


def _better(ours: Score, theirs: Score, name: str, more: bool) -> int:
    """1 when ours is better, -1 when it is worse, 0 when they are the same."""
    a, b = getattr(ours, name), getattr(theirs, name)
    return 0 if abs(a - b) < SAME else 1 if (a > b) == more else -1


def _verdict(signs: dict[Cell, int]) -> tuple[str, bool]:
    """In words, and if better here is worse there."""
    n, better, worse = len(signs), *(sum(s == x for s in signs.values()) for x in (1, -1))
    if better and worse:
        fewer = 1 if better <= worse else -1
        where = ", ".join(f"× {scale:g} seed {seed}" for (scale, seed), s in signs.items() if s == fewer)
        return (
            f"FLIPS: better in {better}, worse in {worse} of {n} ({'better' if fewer == 1 else 'worse'}: {where})",
            True,
        )
    if not better and not worse:
        return f"the same in {n} of {n}", False
    word, count = ("better", better) if better else ("worse", worse)
    return f"{word} in {count} of {n}" + (", the same in the rest" if count < n else ""), False


def _mean(scores: dict[Cell, Score], name: str) -> float:
    return sum(getattr(s, name) for s in scores.values()) / len(scores)

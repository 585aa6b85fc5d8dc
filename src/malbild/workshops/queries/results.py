"""What a workshop came to, as plain data: for its minutes, its exports and what is told the method support.

Only rounds that are over are here: never a card, a dot or a group of a round that still goes on, never a card laid
aside, and nothing about who wrote or voted. What grew is told as it was said in the room; owner and day come along
where the reader may see the åtgärd itself.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from malbild.access.actor import Actor
from malbild.goals.models import Assignment, Measure, OverarchingGoal, SubGoal
from malbild.workshops.content import STEPS
from malbild.workshops.models import Card, Event, Group, Outcome, Round, Workshop
from malbild.workshops.names import Criteria, Decisions, Parts, Sorts
from malbild.workshops.queries.growth import Grown, Growth, growth
from malbild.workshops.queries.room import balance, people_in_room
from malbild.workshops.states import MINUTES, Beat, Decision, WorkshopState

_IN_PLAN = ("goal", "assignment", "sub_goal", "measure")
MOST_CARDS = 20_000  # far above a full hall; a bound, so that no file grows without end


@dataclass(frozen=True)
class CardResult:
    text: str
    sort: str = ""


@dataclass(frozen=True)
class GroupResult:
    """`votes` and `place` are None when no result was shown; groups with as many dots share their place."""

    key: int
    title: str
    cards: list[CardResult]
    decision: Decision
    decision_word: str
    why: str
    criteria: list[str]
    parts: list[str]
    lesson: str
    lead: str
    votes: int | None = None
    place: int | None = None
    is_tie: bool = False
    is_carried: bool = False


@dataclass(frozen=True)
class StepResult:
    """A round that is over. `used` is whole minutes in the room, pauses not counted."""

    number: int
    name: str
    question: str
    groups: list[GroupResult]
    loose: list[CardResult]
    facts: list[dict[str, str]]
    causes: list[str]
    criteria: list[str]  # what weighed most before the group decided
    voters: int | None
    planned: int
    used: int

    @property
    def is_voted(self) -> bool:
        return any(g.votes is not None for g in self.groups)

    @property
    def cards(self) -> int:
        return len(self.loose) + sum(len(g.cards) for g in self.groups)

    @property
    def chosen(self) -> list[GroupResult]:
        return [g for g in self.groups if g.decision in (Decision.TAKEN, Decision.WORKS)]

    @property
    def not_chosen(self) -> list[GroupResult]:
        return [g for g in self.groups if g.decision in (Decision.LATER, Decision.OPEN)]


@dataclass(frozen=True)
class GrownResult:
    """Something in the plan. `owner`, `due` and `state` are empty where there is none, or the reader may not see it."""

    kind: str
    title: str
    cards: int
    owner: str = ""
    owner_id: int | None = None
    due: dt.date | None = None
    state: str = ""
    lead: str = ""
    children: list[GrownResult] = field(default_factory=list)


@dataclass(frozen=True)
class Results:
    workshop: Workshop
    joined: int
    remote: int
    balance: list[tuple[str, int]]
    steps: list[StepResult]
    vision: str
    horizon_year: int | None
    goals: list[GrownResult]
    line_work: list[GrownResult]
    lessons: list[str]
    routines: list[str]
    next_meeting: str
    cards_left_out: int = 0

    @property
    def left_over(self) -> list[tuple[StepResult, GroupResult]]:
        """What goes to the next agenda."""
        return [(s, g) for s in self.steps for g in s.not_chosen]

    @property
    def measures(self) -> list[GrownResult]:
        return [row for row in _below(self.goals) if row.kind == "measure"]


def _below(rows: list[GrownResult]) -> Iterator[GrownResult]:
    for row in rows:
        yield row
        yield from _below(row.children)


def is_over(workshop: Workshop, now: Round) -> bool:
    """True for a round that nothing can be written, moved or voted in any more."""
    if now.revealed_at is None:
        return False
    if workshop.state == WorkshopState.CLOSED or now.step < workshop.step:
        return True
    return now.step == workshop.step and workshop.beat == Beat.DECIDE


def results(actor: Actor, workshop: Workshop) -> Results:
    """Everything that is settled, in a fixed number of queries."""
    rounds = [r for r in Round.objects.visible_to(actor).filter(workshop=workshop) if is_over(workshop, r)]
    people = people_in_room(actor, workshop)
    by_group, loose, left_out = _cards(actor, workshop, rounds)
    used = minutes_used(actor, workshop)
    steps = [_step(r, groups, by_group, loose, used) for r, groups in _groups(actor, workshop, rounds)]
    tree = growth(actor, workshop)
    words = _Words(actor, workshop, tree)
    return Results(
        workshop=workshop,
        joined=len(people),
        remote=sum(p.is_remote for p in people),
        balance=balance(people),
        steps=steps,
        vision=words.title(tree.vision) if tree.vision else _first(tree, "vision"),
        horizon_year=getattr(tree.vision.thing, "horizon_year", None) if tree.vision else None,
        goals=words.rows(tree.goals) + words.rows(tree.loose) + _said(tree, *_IN_PLAN),
        line_work=words.rows(tree.line_work) + _said(tree, "line_work"),
        lessons=[words.title(x) for x in tree.lessons] + [row.title for row in _said(tree, "lesson")],
        routines=[words.title(x) for x in tree.routines] + [row.title for row in _said(tree, "routine")],
        next_meeting=words.title(tree.meeting) if tree.meeting else _first(tree, "meeting"),
        cards_left_out=left_out,
    )


def _said(tree: Growth, *kinds: str) -> list[GrownResult]:
    """What a reader who sees the workshop alone is told: the titles as they were said in the room."""
    return [GrownResult(kind, row.title, 0) for kind in kinds for row in tree.said if row.kind == kind]


def _first(tree: Growth, kind: str) -> str:
    return next((row.title for row in tree.said if row.kind == kind), "")


def _groups(actor: Actor, workshop: Workshop, rounds: list[Round]) -> list[tuple[Round, list[Group]]]:
    found: defaultdict[int, list[Group]] = defaultdict(list)
    rows = Group.objects.visible_to(actor).filter(workshop=workshop, round__in=rounds, is_removed=False)
    for group in rows.select_related("lead_party__organisation"):
        found[group.round_id].append(group)
    return [(r, found[r.pk]) for r in rounds]


def _cards(
    actor: Actor, workshop: Workshop, rounds: list[Round]
) -> tuple[dict[int, list[CardResult]], dict[int, list[CardResult]], int]:
    rows = Card.objects.visible_to(actor).filter(workshop=workshop, round__in=rounds)
    rows = rows.filter(is_withdrawn=False, is_aside=False)
    by_group: defaultdict[int, list[CardResult]] = defaultdict(list)
    loose: defaultdict[int, list[CardResult]] = defaultdict(list)
    count = 0
    for text, sort, group_id, round_id in rows.values_list("text", "sort", "group_id", "round_id")[: MOST_CARDS + 1]:
        count += 1
        if count <= MOST_CARDS:
            card = CardResult(text, str(Sorts(sort).label) if sort else "")
            (by_group[group_id] if group_id else loose[round_id]).append(card)
    return by_group, loose, rows.count() - MOST_CARDS if count > MOST_CARDS else 0


def _step(
    now: Round,
    groups: list[Group],
    by_group: dict[int, list[CardResult]],
    loose: dict[int, list[CardResult]],
    used: dict[int, int],
) -> StepResult:
    shown = now.shown_at is not None
    votes = [g.votes or 0 for g in groups]
    ties = Counter(votes)
    rows = [
        GroupResult(
            key=g.pk,
            title=g.title,
            cards=by_group.get(g.pk, []),
            decision=Decision(g.decided),
            decision_word=str(Decisions(g.decided).label) if g.decided else "",
            why=g.why,
            criteria=[str(Criteria(c).label) for c in g.criteria if c in Criteria],
            parts=[str(Parts(p).label) for p in g.parts if p in Parts],
            lesson=g.lesson,
            lead=str(g.lead_party) if g.lead_party else "",
            votes=(g.votes or 0) if shown else None,
            place=1 + sum(v > (g.votes or 0) for v in votes) if shown else None,
            is_tie=shown and ties[g.votes or 0] > 1,
            is_carried=g.is_carried,
        )
        for g in groups
    ]
    rows.sort(key=lambda g: (-(g.votes or 0), g.title, g.key))
    text = STEPS[now.step]
    return StepResult(
        number=now.step,
        name=str(text.name),
        question=now.question or " ".join(str(line) for line in text.lines),
        groups=rows,
        loose=loose.get(now.pk, []),
        facts=list(now.material.get("facts", [])),
        causes=list(now.material.get("causes", [])),
        criteria=[str(Criteria(c).label) for c in now.criteria if c in Criteria],
        voters=now.voters if shown else None,
        planned=sum(minutes for (step, _beat), minutes in MINUTES.items() if step == now.step),
        used=used.get(now.step, 0),
    )


class _Words:
    """The names of what grew, as they were said in the room; what the reader may not see otherwise stays unsaid."""

    def __init__(self, actor: Actor, workshop: Workshop, tree: Growth) -> None:
        self._said: dict[tuple[str, int], str] = {}
        for row in Outcome.objects.visible_to(actor).filter(workshop=workshop):
            self._said.setdefault((row.kind, getattr(row, f"{row.kind}_id")), row.title)
        here: defaultdict[str, set[int]] = defaultdict(set)
        for grown in _all(tree.goals + tree.loose):
            here[grown.kind].add(grown.pk)
        self._seen: dict[str, set[int]] = {
            kind: set(model.objects.visible_to(actor).filter(pk__in=here[kind]).values_list("pk", flat=True))
            for kind, model in _CHECKED.items()
        }

    def title(self, grown: Grown) -> str:
        return self._said.get((grown.kind, grown.pk), grown.title)

    def rows(self, grown: list[Grown]) -> list[GrownResult]:
        return [self._row(g) for g in grown]

    def _row(self, grown: Grown) -> GrownResult:
        thing = grown.thing
        sees = grown.kind not in _CHECKED or grown.pk in self._seen[grown.kind]
        was_said = (grown.kind, grown.pk) in self._said
        row = GrownResult(
            grown.kind,
            self.title(grown) if was_said or sees else "",
            len(grown.cards),
            children=self.rows(grown.children),
        )
        if not sees:
            return row
        more: dict[str, Any] = {}
        if isinstance(thing, Measure):
            more = {
                "owner": thing.owner.user.name if thing.owner else "",
                "owner_id": thing.owner_id,
                "due": thing.due,
                "state": str(thing.get_state_display()),
            }
        elif isinstance(thing, Assignment):
            more = {"lead": str(thing.lead_party)}
        elif isinstance(thing, OverarchingGoal) and thing.formulate_by:
            more = {"owner": thing.formulate_by.user.name, "due": thing.formulate_due}
        elif isinstance(thing, SubGoal):
            more = {"due": thing.due}
        return replace(row, **more)


def _all(rows: list[Grown]) -> Iterator[Grown]:
    for row in rows:
        yield row
        yield from _all(row.children)


_CHECKED: dict[str, Any] = {
    "goal": OverarchingGoal,
    "assignment": Assignment,
    "sub_goal": SubGoal,
    "measure": Measure,
}


def minutes_used(actor: Actor, workshop: Workshop) -> dict[int, int]:
    """How many minutes each step took, whole minutes: from the log, without the days it was paused."""
    spent: defaultdict[int, float] = defaultdict(float)
    step, since = 0, None
    rows = Event.objects.visible_to(actor).filter(workshop=workshop, is_lead=True, what__in=_MOVES)
    for event in rows.select_related("undoes").order_by("seq"):
        if since is not None:
            spent[step] += (event.at - since).total_seconds()
        if event.undoes is not None:
            step = _step_before(event.undoes, step)
        step = int(event.data.get("step", step))
        since = None if event.what in ("pause-workshop", "close") else event.at
    return {n: max(1, round(seconds / 60)) for n, seconds in spent.items() if seconds > 0 and n}


_MOVES = (
    "start",
    "advance",
    "show-result",
    "vote-again",
    "undo",
    "pause-workshop",
    "resume-workshop",
    "close",
    "reopen",
)


def _step_before(undone: Event, step: int) -> int:
    places = (undone.undo or {}).get("workshop", {})
    return next((int(v["step"]) for v in places.values() if "step" in v), step)

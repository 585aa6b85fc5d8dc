"""Who has confirmed what, version by version."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.db.models import CharField, F, Q, Value

from malbild.access.actor import Actor, Area
from malbild.access.policy import Facts, Reach, may_see, shared_table
from malbild.goals.models import Confirmation, ConfirmationAnswer, Handover, OverarchingGoal, SharedVision, SubGoal
from malbild.goals.states import GOAL_ENDED, GoalState
from malbild.partnerships.models import Membership, Party, TermsOfReference, TermsStates

_THINGS = ("vision", "goal", "sub_goal")
type Agreed = SharedVision | OverarchingGoal | SubGoal


@dataclass(frozen=True)
class PartySaid:
    """A party's answer to the version in force; `answer` is empty while it has not answered."""

    party_id: int
    name: str
    answer: str = ""
    comment: str = ""
    at: dt.datetime | None = None


@dataclass(frozen=True)
class Thing:
    """A målbild, goal or delmål with every party's answer; `mine` is that of the asking actor's party."""

    what: str  # vision, goal or sub_goal
    row: Agreed
    text: str
    parties: list[PartySaid]
    mine: PartySaid | None

    @property
    def version(self) -> int:
        return self.row.version

    @property
    def changed_on(self) -> dt.date:
        return self.row.changed_on


@dataclass(frozen=True)
class Group:
    """The målbild, the goals, or the delmål of one uppdrag, which `assignment` names."""

    assignment: str
    things: list[Thing]

    @property
    def what(self) -> str:
        return self.things[0].what


def party_answers(actor: Actor, vision: SharedVision) -> list[PartySaid]:
    """Each party's answer to this version of the målbild, in two queries.

    Whether a party has confirmed is for every reader of the målbild; what it objects to only for the table.
    """
    table = shared_table(vision.partnership_id)
    said = {c.party_id: c for c in Confirmation.objects.visible_to(table).filter(vision=vision, version=vision.version)}
    parties = Party.objects.filter(partnership_id=vision.partnership_id).select_related("organisation")
    open_words = may_see(actor, Facts(vision.partnership_id, None, Reach.PARTNERSHIP, Area.PLAN))
    return [_party_said(p, said.get(p.pk), open_words=open_words) for p in parties]


def _party_said(party: Party, said: Confirmation | None, *, open_words: bool = True) -> PartySaid:
    if said is None:
        return PartySaid(party.pk, str(party))
    return PartySaid(party.pk, str(party), said.answer, said.comment if open_words else "", said.at)


def things_to_confirm(actor: Actor, partnership_id: int, *, party_id: int | None) -> list[Group]:
    """Målbild, goals and delmål that are worded and not ended, with who has said what; five queries."""
    parties = list(Party.objects.filter(partnership_id=partnership_id).select_related("organisation"))
    said: dict[tuple[str, int, int, int], Confirmation] = {}
    for c in Confirmation.objects.visible_to(actor):
        name, pk = _what(c)
        said[name, pk, c.version, c.party_id] = c

    def thing(name: str, row: Agreed, text: str) -> Thing:
        lines = [_party_said(p, said.get((name, row.pk, row.version, p.pk))) for p in parties]
        return Thing(name, row, text, lines, next((line for line in lines if line.party_id == party_id), None))

    vision = SharedVision.objects.visible_to(actor).filter(is_current=True)
    goals = worded(OverarchingGoal.objects.visible_to(actor))
    sub_goals = worded(SubGoal.objects.visible_to(actor)).select_related("assignment")
    groups = [
        Group("", [thing("vision", v, v.sentence) for v in vision]),
        Group("", [thing("goal", g, g.title) for g in goals]),
    ]
    by_assignment: defaultdict[int, list[Thing]] = defaultdict(list)
    names: dict[int, str] = {}
    for s in sub_goals.order_by("assignment_id", "due", "pk"):
        by_assignment[s.assignment_id].append(thing("sub_goal", s, s.title))
        names[s.assignment_id] = s.assignment.title
    groups += [Group(names[pk], things) for pk, things in by_assignment.items()]
    return [group for group in groups if group.things]


def _what(c: Confirmation) -> tuple[str, int]:
    if c.vision_id:
        return "vision", c.vision_id
    return ("goal", c.goal_id) if c.goal_id else ("sub_goal", c.sub_goal_id or 0)


def worded(rows: Any) -> Any:
    """Without those still to formulate and those that have ended."""
    return rows.exclude(state__in=[GoalState.DRAFT.value, *(s.value for s in GOAL_ENDED)])


@dataclass(frozen=True)
class Agreement:
    """Where each party stands on the texts in force: (what, id, words) that it has not answered, or objects to.

    Three more come in the same reading, since a start page needs them and most often they are nothing: whether an
    uppdragsbeskrivning is in force, which seats have closed or will, and whether something is offered to the actor.
    """

    parties: dict[int, str]
    left: dict[int, list[tuple[str, int, str]]]
    objected: dict[int, list[tuple[str, int, str]]]
    has_texts: bool
    has_terms: bool
    leaving: frozenset[int]
    is_offered: bool


def waiting_for_party(actor: Actor, partnership_id: int, party_id: int) -> list[tuple[str, int, str]]:
    """(what, id, words) that this party has not answered in the version in force."""
    return agreement(actor, partnership_id).left.get(party_id, [])


def agreement(actor: Actor, partnership_id: int) -> Agreement:
    """Every party's standing in one query.

    Texts, answers, parties and the uppdragsbeskrivning come in one pile, each row with its keys, version, party and
    reach. A draft of the actor's own party waits for that party alone.
    """
    here = Actor(actor.user_id, actor.seats_in(partnership_id))
    texts: dict[tuple[int, ...], tuple[str, str, bool, int]] = {}
    said: dict[tuple[int, ...], str] = {}
    parties: dict[int, str] = {}
    leaving: set[int] = set()
    found: set[str] = set()
    for what, *keys, party_id, reach, words in _pile(here, partnership_id):
        key = tuple(k or 0 for k in keys)
        if what == "party":
            parties[party_id] = words
        elif what == "leaving":
            leaving.add(party_id)
        elif what in ("terms", "offer"):
            found.add(what)
        elif what == "answer":
            said[*key, party_id] = words
        else:
            facts = Facts(partnership_id, party_id, Reach(reach), Area.PLAN)
            texts[key] = (what, words, may_see(shared_table(partnership_id), facts), party_id)

    def of(party_id: int, answer: str) -> list[tuple[str, int, str]]:
        found = [
            (what, max(key[:3]), words)
            for key, (what, words, is_shared, by) in texts.items()
            if said.get((*key, party_id), "") == answer and (is_shared or by == party_id)
        ]
        return sorted(found, key=lambda x: (_THINGS.index(x[0]), x[1]))

    return Agreement(
        dict(sorted(parties.items())),
        {pk: of(pk, "") for pk in parties},
        {pk: of(pk, ConfirmationAnswer.OBJECTED.value) for pk in parties},
        bool(texts),
        "terms" in found,
        frozenset(leaving),
        "offer" in found,
    )


def _pile(here: Actor, partnership_id: int) -> Any:
    """(what, målbild, goal, delmål, version, party, reach, words) of everything that the standing is read from."""
    none, nobody = Value(0), Value("", CharField())

    def texts(what: str, rows: Any, words: str) -> Any:
        keys = [F("pk") if thing == what else none for thing in _THINGS]
        return rows.order_by().values_list(Value(what, CharField()), *keys, "version", "party_id", "reach", words)

    def only(what: str, rows: Any, key: str = "party_id", words: Any = nobody) -> Any:
        """Rows of which no more is asked than one key, and perhaps a word."""
        return rows.order_by().values_list(Value(what, CharField()), none, none, none, none, key, none, words)

    me = here.membership_in(partnership_id) or 0
    seats = Membership.objects.filter(partnership_id=partnership_id, party__isnull=False)
    leaving = seats.filter(Q(revoked_at__isnull=False) | Q(ends_on__isnull=False))
    answers = Confirmation.objects.filter(partnership_id=partnership_id).order_by()
    vision = texts("vision", SharedVision.objects.visible_to(here).filter(is_current=True), "sentence")
    return vision.union(
        texts("goal", worded(OverarchingGoal.objects.visible_to(here)), "title"),
        texts("sub_goal", worded(SubGoal.objects.visible_to(here)), "title"),
        answers.values_list(
            Value("answer", CharField()), "vision", "goal", "sub_goal", "version", "party_id", none, "answer"
        ),
        only("party", Party.objects.filter(partnership_id=partnership_id), "pk", "organisation__name"),
        only("terms", TermsOfReference.objects.visible_to(here).filter(state=TermsStates.IN_FORCE)),
        only("leaving", leaving, "pk"),
        only("offer", Handover.objects.visible_to(here).filter(answer="", to_id=me)),
        all=True,
    )

"""Cards, groups and dots, as far as they may be seen now."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from django.db.models import Count, Max, Q

from malbild.access.actor import Actor
from malbild.workshops import states
from malbild.workshops.models import Card, CardKey, Group, Participant, Round, Vote, Workshop
from malbild.workshops.names import Criteria
from malbild.workshops.states import Beat, Decision


@dataclass
class GroupRow:
    """A group with its cards. `votes` is None until the result is shown; `share` is the bar's length, 0–100."""

    group: Group
    cards: list[Card]
    votes: int | None = None
    share: int = 0
    is_now: bool = False
    place: int = 0  # 1 for most dots; those with as many share it
    is_shared: bool = False

    @property
    def criteria(self) -> list[str]:
        """In words, what decided for this group."""
        return [str(Criteria(c).label) for c in self.group.criteria if c in Criteria]


@dataclass
class Board:
    """One round as it may be seen: nothing before writing closes, no dots before the result is shown."""

    round: Round | None
    groups: list[GroupRow] = field(default_factory=list)
    loose: list[Card] = field(default_factory=list)
    aside: list[Card] = field(default_factory=list)
    is_deciding: bool = False

    @property
    def dots(self) -> int:
        return states.dots_for(len(self.groups))

    @property
    def taken(self) -> list[GroupRow]:
        return [g for g in self.groups if g.group.decided == Decision.TAKEN]

    @property
    def weighs(self) -> bool:
        """True between the result and the first decision, while the group looks at the criteria."""
        now = self.round
        if now is None or now.shown_at is None or now.weighed_at is not None or not self.is_deciding:
            return False
        return bool(self.groups) and not any(g.group.decision for g in self.groups)

    @property
    def now(self) -> GroupRow | None:
        return next((g for g in self.groups if g.is_now), None)


@dataclass(frozen=True)
class Counts:
    """What the projector counts: never half-written text, never dots by group."""

    joined: int
    remote: int
    done: int
    cards: int
    writers: int
    voters: int


def board(actor: Actor, workshop: Workshop, *, step: int | None = None, for_leader: bool = False) -> Board:
    """The round of the step. Cards laid aside come only `for_leader`."""
    now = Round.objects.visible_to(actor).filter(workshop=workshop, step=step or workshop.step).first()
    if now is None or now.revealed_at is None:
        return Board(now)
    by_group: defaultdict[int | None, list[Card]] = defaultdict(list)
    for card in Card.objects.visible_to(actor).filter(round=now, is_withdrawn=False):
        by_group[-1 if card.is_aside else card.group_id].append(card)
    shown = now.shown_at is not None
    groups = list(Group.objects.visible_to(actor).filter(round=now, is_removed=False))
    rows = [GroupRow(g, by_group.pop(g.pk, []), g.votes if shown else None) for g in groups]
    if shown:
        top = max((r.votes or 0 for r in rows), default=0)
        for row in rows:
            row.share = round(100 * (row.votes or 0) / top) if top else 0
        rows.sort(key=lambda r: (-(r.votes or 0), r.group.title, r.group.pk))
        _place(rows)
    aside = by_group.pop(-1, [])
    loose = [c for left in by_group.values() for c in left]
    deciding = workshop.beat == Beat.DECIDE and workshop.step == now.step
    found = Board(now, rows, loose, aside if for_leader else [], deciding)
    first = next((r for r in rows if not r.group.decision), None)
    if deciding and first is not None and not found.weighs:
        first.is_now = True
    return found


def _place(rows: list[GroupRow]) -> None:
    """As many dots is the same place, said on both; nobody wins by the alphabet."""
    by_votes: defaultdict[int, list[GroupRow]] = defaultdict(list)
    for row in rows:
        by_votes[row.votes or 0].append(row)
    place = 1
    for votes in sorted(by_votes, reverse=True):
        same = by_votes[votes]
        for row in same:
            row.place, row.is_shared = place, len(same) > 1 and votes > 0
        place += len(same)


def counts(actor: Actor, workshop: Workshop, now: Round | None) -> Counts:
    """Numbers only, in at most four queries."""
    mark = f"{workshop.step}{workshop.beat}"
    people = Participant.objects.visible_to(actor).filter(workshop=workshop, is_waiting=False)
    room = people.aggregate(
        joined=Count("pk"), remote=Count("pk", filter=Q(is_remote=True)), done=Count("pk", filter=Q(done_mark=mark))
    )
    cards = writers = voters = 0
    if now is not None and workshop.beat == Beat.WRITE:
        cards = Card.objects.visible_to(actor).filter(round=now, is_withdrawn=False).count()
        keys = CardKey.objects.visible_to(actor).filter(round=now, card__is_withdrawn=False)
        writers = keys.values("key_hash").distinct().count()
    elif now is not None and workshop.beat == Beat.VOTE:
        slips = Vote.objects.visible_to(actor).filter(round=now, dots__gt=0)
        voters = slips.values("key_hash").distinct().count()
    elif now is not None and now.voters is not None:
        voters = now.voters
    return Counts(
        **room,
        cards=cards,
        writers=writers,
        voters=voters,
    )


def own_changes(actor: Actor, now: Round, hashed: str) -> dict[int, int]:
    """How many times the phone with this key has changed each of its cards, by card."""
    kept = CardKey.objects.visible_to(actor).filter(round=now, key_hash=hashed)
    return dict(kept.values_list("card_id", "n"))


def own_cards(actor: Actor, now: Round, hashed: str) -> list[Card]:
    """The cards that the phone with this key wrote in an open round."""
    kept = CardKey.objects.visible_to(actor).filter(round=now, key_hash=hashed, card__is_withdrawn=False)
    return [k.card for k in kept.select_related("card").order_by("-pk")]


def own_dots(actor: Actor, now: Round, hashed: str) -> dict[int, int]:
    """How the phone with this key has voted so far, by group."""
    slips = Vote.objects.visible_to(actor).filter(round=now, key_hash=hashed)
    return dict(slips.values_list("group_id", "dots"))


def slip_changes(actor: Actor, now: Round, hashed: str) -> int:
    """How many times the phone with this key has changed its slip; 0 for a browser without scripts."""
    slips = Vote.objects.visible_to(actor).filter(round=now, key_hash=hashed)
    return slips.aggregate(n=Max("n"))["n"] or 0

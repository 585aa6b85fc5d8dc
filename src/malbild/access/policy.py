"""Every rule about who may do what. No other module compares roles or reach.

Sources: the rights table of the domain report (samordnare and kommunpolis are equals, metodstöd comments
but never decides, politicians get decided material only). docs/access-matrix.md is generated from here.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum, StrEnum
from typing import Final

from malbild.access.actor import Actor, Area, Role, Seat
from malbild.access.errors import Forbidden, Hidden


class Reach(IntEnum):
    """How far a row reaches. Moving it further is a deed of its own and is logged."""

    OWN_PARTY = 0  # a draft: only the party that wrote it
    PARTNERSHIP = 1  # shared with every party at the table
    DECIDED = 2  # decided or accepted: elected representatives and readers too
    NATIONAL = 3  # approved for everyone


class Action(StrEnum):
    """Everything a person can try: <capability>:<thing>:<verb>, in alphabetical order."""

    AUDIT_VIEW = "audit:trail:view"
    CALENDAR_SET = "documents:calendar:set"
    CARD_ADOPT = "experience:card:adopt"
    CARD_APPROVE = "experience:card:approve"
    CARD_DRAFT = "experience:card:draft"
    CARD_PUBLISH = "experience:card:publish"
    FEEDBACK_SEND = "experience:feedback:send"
    SUPPORT_ANSWER = "experience:support:answer"
    SUPPORT_REQUEST = "experience:support:request"
    THREAD_ASK = "experience:thread:ask"
    THREAD_CLOSE = "experience:thread:close"
    THREAD_POST = "experience:thread:post"
    COMPARISON_SET = "followup:comparison:set"
    HINDER_ACT = "followup:hinder:act"
    HINDER_VIEW = "followup:hinder:view"
    NOTE_WRITE = "followup:note:write"
    OWN_FIGURE_EDIT = "followup:own-figure:edit"
    VISION_VIEW = "followup:vision:view"
    ASSIGNMENT_EDIT = "goals:assignment:edit"
    GAPS_VIEW = "goals:gaps:view"
    GOAL_EDIT = "goals:goal:edit"
    HANDOVER_PROPOSE = "goals:handover:propose"
    HANDOVER_TAKE = "goals:handover:take"
    HELP_CLOSE = "goals:help:close"
    PLAN_IMPORT = "goals:import:run"
    LINEWORK_EDIT = "goals:linework:edit"
    LINEWORK_MOVE = "goals:linework:move"
    LINEWORK_PULSE = "goals:linework:pulse"
    LOAD_VIEW = "goals:load:view"
    MEASURE_ACCEPT = "goals:measure:accept"
    MEASURE_ANSWER = "goals:measure:answer"
    MEASURE_ASK = "goals:measure:ask"
    MEASURE_EDIT = "goals:measure:edit"
    MEASURE_END = "goals:measure:end"
    PARTY_CONFIRM = "goals:party:confirm"
    ROUTINE_EDIT = "goals:routine:edit"
    STUCK_SEND = "goals:stuck:send"
    STUCK_SET = "goals:stuck:set"
    STUCK_VIEW = "goals:stuck:view"
    SUBGOAL_EDIT = "goals:subgoal:edit"
    TIME_SET = "goals:time:set"
    VISION_EDIT = "goals:vision:edit"
    DIRECTION_DECIDE = "meetings:direction:decide"
    DIRECTION_PREPARE = "meetings:direction:prepare"
    MEETING_ANSWER = "meetings:meeting:answer"
    MEETING_EDIT = "meetings:meeting:edit"
    MEETING_VIEW = "meetings:meeting:view"
    MINUTES_APPROVE = "meetings:minutes:approve"
    MINUTES_CLOSE = "meetings:minutes:close"
    QUARTER_EVALUATE = "meetings:quarter:evaluate"
    DIGEST_SET = "momentum:digest:set"
    MAIL_WATCH = "momentum:mail:watch"
    PARTNERSHIP_EDIT = "partnerships:partnership:edit"
    PARTNERSHIP_VIEW = "partnerships:partnership:view"
    SEAT_END = "partnerships:seat:end"
    SEAT_INVITE = "partnerships:seat:invite"
    SEAT_LEAVE = "partnerships:seat:leave"
    SUPPORTER_INVITE = "partnerships:supporter:invite"
    TERMS_APPROVE = "partnerships:terms:approve"
    TERMS_COMMENT = "partnerships:terms:comment"
    TERMS_EDIT = "partnerships:terms:edit"
    STATISTICS_IMPORT = "series:statistics:import"
    DRAFT_SHARE = "situation:draft:share"
    PICTURE_DECIDE = "situation:picture:decide"
    PICTURE_EDIT = "situation:picture:edit"
    BEAT_TAKE_PART = "workshops:beat:take-part"
    WORKSHOP_DECIDE = "workshops:workshop:decide"
    WORKSHOP_LEAD = "workshops:workshop:lead"
    WORKSHOP_VIEW = "workshops:workshop:view"


@dataclass(frozen=True, slots=True)
class Rule:
    """Who may: `roles` always, `own` only for what is personally theirs, `own_party` only for their party's rows,
    `let_in` only where an organiser has let them in for this very record.
    """

    roles: frozenset[Role] = frozenset()
    own: frozenset[Role] = frozenset()
    own_party: frozenset[Role] = frozenset()
    let_in: frozenset[Role] = frozenset()


def _rule(
    *roles: Role, own: tuple[Role, ...] = (), own_party: tuple[Role, ...] = (), let_in: tuple[Role, ...] = ()
) -> Rule:
    return Rule(frozenset(roles), frozenset(own), frozenset(own_party), frozenset(let_in))


_S, _K, _D, _G = Role.COORDINATOR, Role.LIAISON, Role.PARTICIPANT, Role.STEERING
_P, _M, _L = Role.ELECTED, Role.SUPPORTER, Role.READER
_TABLE = (_S, _K, _D, _G)
_SEATED = (*_TABLE, _P, _M, _L)

ALLOWED: Final[dict[Action, Rule]] = {
    Action.AUDIT_VIEW: _rule(_S, _K),
    Action.CALENDAR_SET: _rule(*_TABLE),
    Action.CARD_ADOPT: _rule(_S, _K),
    Action.CARD_APPROVE: _rule(*_TABLE),  # each party from its own seats, as when it confirms
    Action.CARD_DRAFT: _rule(_S, _K),
    Action.CARD_PUBLISH: _rule(_S, _K),
    Action.FEEDBACK_SEND: _rule(_S, _K),
    Action.SUPPORT_ANSWER: _rule(_M),
    Action.SUPPORT_REQUEST: _rule(_S, _K),
    Action.THREAD_ASK: _rule(*_TABLE),
    Action.THREAD_CLOSE: _rule(_S, _K, own=(_D, _G)),
    Action.THREAD_POST: _rule(*_TABLE, _M),
    Action.COMPARISON_SET: _rule(_S, _K),
    Action.HINDER_ACT: _rule(_S, _K, _G),
    Action.HINDER_VIEW: _rule(*_TABLE),
    Action.NOTE_WRITE: _rule(_S, _K, _D),
    Action.OWN_FIGURE_EDIT: _rule(_S, _K),
    Action.VISION_VIEW: _rule(*_SEATED),
    Action.ASSIGNMENT_EDIT: _rule(_S, _K),
    Action.GAPS_VIEW: _rule(*_TABLE),
    Action.GOAL_EDIT: _rule(_S, _K, own=(_D, _G)),  # theirs: a "mål att formulera" they took on
    # Whoever leaves, their own party and the organisers propose; only the successor says yes.
    Action.HANDOVER_PROPOSE: _rule(_S, _K, own_party=(_D, _G)),
    Action.HANDOVER_TAKE: _rule(own=_TABLE),
    Action.HELP_CLOSE: _rule(_S, _K, own=(_D, _G)),
    Action.PLAN_IMPORT: _rule(_S, _K),
    Action.LINEWORK_EDIT: _rule(_S, _K),
    Action.LINEWORK_MOVE: _rule(_S, _K),
    Action.LINEWORK_PULSE: _rule(_S, _K, own=(_D, _G)),
    Action.LOAD_VIEW: _rule(_S, _K, own=(_D, _G)),  # those who plan, and each person their own
    Action.MEASURE_ACCEPT: _rule(own=(*_TABLE, Role.ANSWERER)),
    Action.MEASURE_ANSWER: _rule(_S, _K, own=(_D, _G, Role.ANSWERER)),
    Action.MEASURE_ASK: _rule(_S, _K),
    Action.MEASURE_EDIT: _rule(_S, _K, own=(_D, _G)),
    Action.MEASURE_END: _rule(_S, _K),
    Action.PARTY_CONFIRM: _rule(*_TABLE),
    Action.ROUTINE_EDIT: _rule(_S, _K),
    Action.STUCK_SEND: _rule(_S, _K),
    Action.STUCK_SET: _rule(_S, _K),
    # The group sees what has stopped before its leaders do: they see their own, and what a person has sent them.
    Action.STUCK_VIEW: _rule(_S, _K, _D, own=(_G,)),
    Action.SUBGOAL_EDIT: _rule(_S, _K),
    Action.TIME_SET: _rule(own=_TABLE),
    Action.VISION_EDIT: _rule(_S, _K),
    Action.DIRECTION_DECIDE: _rule(_S, _K),
    Action.DIRECTION_PREPARE: _rule(_S, _K),
    Action.MEETING_ANSWER: _rule(*_TABLE),
    Action.MEETING_EDIT: _rule(_S, _K),
    Action.MEETING_VIEW: _rule(*_TABLE, _P, _L),
    Action.MINUTES_APPROVE: _rule(own=_TABLE),  # whoever is asked, and nobody for somebody else
    Action.MINUTES_CLOSE: _rule(_S, _K),
    Action.QUARTER_EVALUATE: _rule(_S, _K),
    Action.DIGEST_SET: _rule(*_TABLE),
    Action.MAIL_WATCH: _rule(_S, _K),
    Action.PARTNERSHIP_EDIT: _rule(_S, _K),
    Action.PARTNERSHIP_VIEW: _rule(*_SEATED),
    Action.SEAT_END: _rule(_S, own_party=(_K,)),
    Action.SEAT_INVITE: _rule(_S, own_party=(_K,)),
    Action.SEAT_LEAVE: _rule(own=(*_TABLE, _P, _L)),
    Action.SUPPORTER_INVITE: _rule(_S, _K),
    Action.TERMS_APPROVE: _rule(*_TABLE),
    Action.TERMS_COMMENT: _rule(*_TABLE, _M),
    Action.TERMS_EDIT: _rule(_S, _K),
    Action.STATISTICS_IMPORT: _rule(_S, _K),
    Action.DRAFT_SHARE: _rule(own_party=(_S, _K)),
    Action.PICTURE_DECIDE: _rule(_S, _K, _G),
    Action.PICTURE_EDIT: _rule(_S, _K),
    # A supporter neither writes nor votes unless let in: the words and the dots are the parties' own, and with few
    # people in the room one card or two dots from outside weigh too much. Whoever asks for them says so on purpose.
    Action.BEAT_TAKE_PART: _rule(*_TABLE, Role.GUEST, let_in=(_M,)),
    # What the group decides is a party's word: a supporter who leads proposes, an organiser confirms.
    Action.WORKSHOP_DECIDE: _rule(_S, _K),
    Action.WORKSHOP_LEAD: _rule(_S, _K, let_in=(_M,)),
    Action.WORKSHOP_VIEW: _rule(*_TABLE, _M, Role.GUEST),
}


@dataclass(frozen=True, slots=True)
class Facts:
    """The little that rules may know of a record."""

    partnership_id: int
    party_id: int | None
    reach: Reach
    area: Area = Area.INTERNAL
    workshop_id: int | None = None
    item_id: int | None = None
    owner_ids: frozenset[int] = field(default=frozenset())
    let_in: frozenset[Action] = field(default=frozenset())  # what an organiser has opened here to those let in


@dataclass(frozen=True, slots=True)
class Sight:
    """What one seat sees of one area: rows from `reach` up, own drafts, perhaps one workshop or some items only."""

    reach: Reach = Reach.PARTNERSHIP
    own_drafts: bool = False
    nothing: bool = False
    only_workshop: int | None = None
    only_items: frozenset[int] | None = None


def sight_of(seat: Seat, area: Area) -> Sight:
    """What this kind of seat sees; `Walled.visible_to` says the same in SQL."""
    match seat.role:
        case Role.COORDINATOR | Role.LIAISON | Role.PARTICIPANT | Role.STEERING:
            return Sight(own_drafts=True)
        case Role.ELECTED | Role.READER:
            return Sight(reach=Reach.DECIDED)
        case Role.SUPPORTER:
            return Sight(nothing=area not in seat.areas)
        case Role.GUEST:
            return Sight(only_workshop=seat.workshop_id or 0)
        case Role.ANSWERER:
            return Sight(only_items=seat.item_ids)


def _sees(seat: Seat, facts: Facts) -> bool:
    sight = sight_of(seat, facts.area)
    if sight.nothing or seat.partnership_id != facts.partnership_id:
        return False
    if facts.reach < sight.reach:
        return sight.own_drafts and seat.party_id == facts.party_id
    if sight.only_workshop is not None:
        return facts.workshop_id is not None and facts.workshop_id == sight.only_workshop
    if sight.only_items is not None:
        return facts.item_id is not None and facts.item_id in sight.only_items
    return True


def _does(seat: Seat, action: Action, facts: Facts) -> bool:
    rule = ALLOWED[action]
    if seat.role in rule.roles:
        return True
    if seat.role in rule.let_in:
        return action in facts.let_in
    if seat.role in rule.own:
        return seat.role is Role.ANSWERER or (seat.membership_id is not None and seat.membership_id in facts.owner_ids)
    return seat.role in rule.own_party and seat.party_id is not None and seat.party_id == facts.party_id


def may_see(actor: Actor, facts: Facts) -> bool:
    """True when one of the actor's seats sees the record."""
    return any(_sees(seat, facts) for seat in actor.seats)


def may(actor: Actor, action: Action, facts: Facts) -> bool:
    """True when one and the same seat both sees the record and has the right."""
    return any(_sees(seat, facts) and _does(seat, action, facts) for seat in actor.seats)


def require(actor: Actor, action: Action, facts: Facts) -> None:
    """Pass, or raise Hidden (outside the wall) or Forbidden (inside, but not this)."""
    if not may_see(actor, facts):
        raise Hidden
    if not may(actor, action, facts):
        raise Forbidden(action)


def table_facts(
    actor: Actor, partnership_id: int, *, area: Area = Area.INTERNAL, reach: Reach = Reach.PARTNERSHIP
) -> Facts:
    """Facts for a deed that has no row yet: a new row of the actor's own party in this partnership."""
    seat = actor.seat_in(partnership_id)
    return Facts(partnership_id, seat.party_id if seat else None, reach, area)


def shared_table(partnership_id: int) -> Actor:
    """A reader of what the parties share and nobody's drafts, whoever is asking.

    For a signal or a count that must be the same for everyone who reads it. Rows that are shown go through
    the asking actor's own sight.
    """
    return Actor(None, (Seat(partnership_id, None, Role.PARTICIPANT),))


def is_visitor(actor: Actor, partnership_id: int) -> bool:
    """True for someone let in from outside, whose reading leaves a trail that the table can see."""
    seat = actor.seat_in(partnership_id)
    return seat is not None and seat.role is Role.SUPPORTER


def visiting(actor: Actor) -> tuple[Seat, ...]:
    """The seats where the actor is an invited supporter."""
    return tuple(s for s in actor.seats if s.role is Role.SUPPORTER)


def who_may(action: Action) -> tuple[Role, ...]:
    """The roles that have the right, always, for their own or when let in, in the order of Role."""
    rule = ALLOWED[action]
    return tuple(r for r in Role if r in rule.roles | rule.own | rule.own_party | rule.let_in)


def may_share(actor: Actor, facts: Facts) -> bool:
    """True for a draft of one's own party that one may hand to the others."""
    return facts.reach == Reach.OWN_PARTY and may(actor, Action.DRAFT_SHARE, facts)


def can_answer_for_party(seat: Seat, party_id: int) -> bool:
    """A party's yes or no comes from its own seats: nobody confirms for somebody else."""
    return seat.party_id is not None and seat.party_id == party_id and seat.role in ALLOWED[Action.PARTY_CONFIRM].roles


def is_leading(seat: Seat) -> bool:
    """The two equal organisers: samordnare and kommunpolis."""
    return seat.role in (Role.COORDINATOR, Role.LIAISON)


def needs_decided_only(seat: Seat) -> bool:
    return seat.role in (Role.ELECTED, Role.READER)

"""What grew out of the cards, with the way back to them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from django.db.models import Model, Q

from malbild.access.actor import Actor
from malbild.access.policy import Reach, is_visitor
from malbild.goals.models import Assignment, FollowUpRoutine, Lesson, LineWork, Measure, OverarchingGoal, SharedVision
from malbild.goals.states import GOAL_ENDED, MeasureState
from malbild.partnerships.models import Membership, MembershipQuerySet
from malbild.partnerships.queries import possible_owners
from malbild.workshops.models import Card, Group, Outcome, Round, Workshop
from malbild.workshops.models.trail import KINDS
from malbild.workshops.names import Criteria
from malbild.workshops.states import Decision


@dataclass
class Grown:
    """One thing in the plan, the cards it builds on and what grew under it."""

    kind: str
    thing: object
    title: str
    cards: list[str] = field(default_factory=list)
    children: list[Grown] = field(default_factory=list)

    @property
    def pk(self) -> int:
        return int(getattr(self.thing, "pk", 0))


@dataclass
class Growth:
    """Everything that this workshop has led to."""

    vision: Grown | None = None
    goals: list[Grown] = field(default_factory=list)
    line_work: list[Grown] = field(default_factory=list)
    lessons: list[Grown] = field(default_factory=list)
    routines: list[Grown] = field(default_factory=list)
    meeting: Grown | None = None
    loose: list[Grown] = field(default_factory=list)
    said: list[Outcome] = field(default_factory=list)  # instead of all above, for who sees the workshop only

    @property
    def assignments(self) -> list[Grown]:
        return [a for g in self.goals for a in g.children if a.kind == "assignment"] + [
            x for x in self.loose if x.kind == "assignment"
        ]

    @property
    def measures(self) -> list[Grown]:
        return [m for a in self.assignments for m in a.children if m.kind == "measure"]

    @property
    def open_measures(self) -> list[Grown]:
        """Åtgärder that nobody has been asked about: without owner or day, or the owner said no."""
        return [m for m in self.measures if getattr(m.thing, "state", "") == MeasureState.DRAFT]

    @property
    def is_empty(self) -> bool:
        return not (self.vision or self.goals or self.line_work or self.routines or self.loose or self.said)


def growth(actor: Actor, workshop: Workshop) -> Growth:
    """The tree målbild → goals → uppdrag → delmål and åtgärder, and what is followed. A fixed number of queries.

    A visitor gets what was said in the room, word for word: owners, days and states are the table's own.
    """
    rows = Outcome.objects.visible_to(actor).filter(workshop=workshop)
    if is_visitor(actor, workshop.partnership_id):
        heard: dict[tuple[str, str], Outcome] = {}
        for row in rows:
            heard.setdefault((row.kind, row.title), row)
        return Growth(said=list(heard.values()))
    rows = rows.select_related(
        "group",
        *KINDS,
        "measure__owner__user",
        "measure__assignment__goal__formulate_by__user",
        "measure__assignment__lead_party__organisation",
        "sub_goal__assignment__goal__formulate_by__user",
        "sub_goal__assignment__lead_party__organisation",
        "assignment__lead_party__organisation",
        "assignment__goal__formulate_by__user",
        "goal__formulate_by__user",
    )
    texts: defaultdict[int, list[str]] = defaultdict(list)
    for card in Card.objects.visible_to(actor).filter(workshop=workshop, is_withdrawn=False, is_aside=False):
        if card.group_id:
            texts[card.group_id].append(card.text)
    found: dict[tuple[str, int], Grown] = {}
    for row in rows:
        thing = getattr(row, row.kind)
        grown = found.setdefault((row.kind, thing.pk), Grown(row.kind, thing, str(thing)))
        grown.cards += texts.get(row.group_id or 0, [])
    return _as_tree(found)


def _as_tree(found: dict[tuple[str, int], Grown]) -> Growth:
    tree, made = Growth(), set(found)
    for (kind, _pk), grown in list(found.items()):
        thing = grown.thing
        above: Grown | None = None
        match kind:
            case "vision":
                if isinstance(thing, SharedVision) and (thing.is_current or tree.vision is None):
                    tree.vision = grown
                continue
            case "goal":
                tree.goals.append(grown)
                continue
            case "line_work":
                tree.line_work.append(grown)
                continue
            case "lesson":
                tree.lessons.append(grown)
                continue
            case "routine":
                tree.routines.append(grown)
                continue
            case "meeting":
                tree.meeting = grown
                continue
            case "assignment" if isinstance(thing, Assignment):
                above = _above(found, tree.goals, "goal", thing.goal)
            case _:
                work = getattr(thing, "assignment", None)
                above = _above(found, None, "assignment", work)
                if work is not None and above is not None and ("assignment", work.pk) not in made:
                    made.add(("assignment", work.pk))
                    over = _above(found, tree.goals, "goal", work.goal)
                    (over.children if over else tree.loose).append(above)
        (above.children if above else tree.loose).append(grown)
    return tree


def _above(
    found: dict[tuple[str, int], Grown], also: list[Grown] | None, kind: str, thing: Model | None
) -> Grown | None:
    """What it grew under; something that stood before the workshop comes in without cards."""
    if thing is None:
        return None
    key = (kind, int(thing.pk))
    if key not in found:
        found[key] = Grown(kind, thing, str(thing))
        if also is not None:
            also.append(found[key])
    return found[key]


def background_of(actor: Actor, **thing_id: int) -> list[Card]:
    """The cards that something in the plan builds on: `background_of(actor, goal_id=3)`."""
    groups = Outcome.objects.visible_to(actor).filter(**thing_id).exclude(group=None).values("group")
    return list(Card.objects.visible_to(actor).filter(group__in=groups, is_withdrawn=False, is_aside=False))


def outcome_of(actor: Actor, kind: str, thing_id: int) -> Outcome | None:
    """The link from something in the plan to the workshop it came from."""
    rows = Outcome.objects.visible_to(actor).filter(**{f"{kind}_id": thing_id})
    return rows.select_related("workshop").first()


def took_to_develop(actor: Actor, workshop: Workshop) -> list[Group]:
    """What step 1 sent on: the groups to develop, with which part fails."""
    return list(
        Group.objects.visible_to(actor).filter(
            workshop=workshop, round__step=1, is_removed=False, decision=Decision.TAKEN.value, is_proposed=False
        )
    )


def left_over(actor: Actor, workshop: Workshop) -> list[Group]:
    """What was not taken up."""
    rows = Group.objects.visible_to(actor).filter(workshop=workshop, is_removed=False)
    open_ = Q(decision__in=[Decision.OPEN.value, Decision.LATER.value]) | Q(is_proposed=True)
    return list(rows.filter(open_).select_related("round"))


def weighed(actor: Actor, workshop: Workshop) -> list[tuple[int, list[str]]]:
    """By step, the criteria that decided, in words."""
    rows = Round.objects.visible_to(actor).filter(workshop=workshop).exclude(criteria=[]).order_by("step")
    return [(r.step, [str(Criteria(c).label) for c in r.criteria if c in Criteria]) for r in rows]


def proposed(actor: Actor, workshop: Workshop) -> list[Group]:
    """What the method supporter has proposed and no organiser has confirmed, in the order of the steps."""
    rows = Group.objects.visible_to(actor).filter(workshop=workshop, is_removed=False, is_proposed=True)
    return list(rows.select_related("round").order_by("round__step", "pk"))


def goals_from_before(actor: Actor, tree: Growth) -> list[OverarchingGoal]:
    """Goals that the partnership has already and that nothing here builds on yet."""
    rows = OverarchingGoal.objects.visible_to(actor).exclude(state__in=[s.value for s in GOAL_ENDED])
    return list(rows.exclude(pk__in=[g.pk for g in tree.goals]).filter(reach__gte=Reach.PARTNERSHIP))


def lessons(actor: Actor, *, limit: int = 5) -> list[Lesson]:
    """The newest lessons from what works, for when measures are chosen."""
    return list(Lesson.objects.visible_to(actor).select_related("line_work")[:limit])


def routines(actor: Actor) -> list[FollowUpRoutine]:
    """Follow-up that already stands, before anything new is made."""
    return list(FollowUpRoutine.objects.visible_to(actor).select_related("owner__user"))


def without_routine(actor: Actor) -> tuple[list[Assignment], list[LineWork]]:
    """Development work and line work that nobody follows yet."""
    work = Assignment.objects.visible_to(actor).filter(routine=None, ended_on=None)
    return list(work), list(LineWork.objects.visible_to(actor).filter(routine=None))


def asked_of(actor: Actor, workshop: Workshop) -> list[Measure]:
    """Åtgärder of this workshop that wait for the actor's own yes."""
    mine = actor.membership_in(workshop.partnership_id)
    if mine is None:
        return []
    here = Outcome.objects.visible_to(actor).filter(workshop=workshop, measure__isnull=False).values("measure")
    rows = Measure.objects.visible_to(actor).filter(pk__in=here, owner_id=mine, state=MeasureState.ASKED.value)
    return list(rows.order_by("pk"))


def table_people(actor: Actor, partnership_id: int) -> MembershipQuerySet:
    """Who can own something: a guest without an account is never an owner."""
    return possible_owners(actor, partnership_id)


def name_of(member: Membership) -> str:
    return f"{member.user.name}, {member.organisation_name}"

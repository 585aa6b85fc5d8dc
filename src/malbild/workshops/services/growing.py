"""From words to the plan: what grows out of the groups, by goals' own deeds, with the link kept here."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from malbild.access.actor import Actor
from malbild.access.models import Walled
from malbild.access.policy import Action, Reach, require
from malbild.goals import services as goals
from malbild.goals.models import Assignment, FollowUpRoutine, Measure, OverarchingGoal, SharedVision, SubGoal
from malbild.kit.clock import SWEDEN
from malbild.meetings.models import Meeting
from malbild.meetings.services import carry_over, plan_meeting
from malbild.workshops import states
from malbild.workshops.errors import NotNow
from malbild.workshops.models import Group, Outcome, Workshop
from malbild.workshops.services.record import led, locked, note, note_lead, wall
from malbild.workshops.states import Decision

MOST_GOALS = 3


@transaction.atomic
def grow_vision(actor: Actor, workshop_id: int, *, sentence: str, horizon_year: int) -> SharedVision:
    """Write the målbild sentence."""
    workshop = _deciding(actor, workshop_id, from_step=2)
    vision = goals.write_vision(actor, workshop.partnership_id, sentence=sentence, horizon_year=horizon_year)
    _remember(actor, workshop, "vision", vision, ())
    return vision


@transaction.atomic
def grow_goal(
    actor: Actor,
    workshop_id: int,
    *,
    title: str,
    effect: str = "",
    notes: str = "",
    group_ids: Iterable[int] = (),
    cause_ids: Iterable[int] = (),
    formulate_by_id: int | None = None,
    formulate_due: dt.date | None = None,
) -> OverarchingGoal:
    """Add an overarching goal that builds on the groups; with `formulate_by_id` it is a "mål att formulera".

    Raises NotNow for a fourth goal, or for a goal to formulate with an owner and no day.
    """
    workshop = _deciding(actor, workshop_id, from_step=2)
    made = Outcome.objects.filter(workshop=workshop, goal__isnull=False).values("goal").distinct().count()
    if made >= MOST_GOALS:
        raise NotNow(_("Ni har redan tre mål. Fler brukar bli för många att följa. Ändra ett av dem i stället."))
    if (formulate_by_id is None) != (formulate_due is None):
        raise NotNow(_("Ett mål att formulera behöver både någon som skriver klart det och en dag."))
    goal = goals.add_goal(
        actor,
        workshop.partnership_id,
        title=title,
        effect=effect,
        notes=notes,
        cause_ids=cause_ids,
        formulate_by_id=formulate_by_id,
        formulate_due=formulate_due,
        reach=Reach.PARTNERSHIP,
    )
    _remember(actor, workshop, "goal", goal, group_ids)
    return goal


@transaction.atomic
def grow_assignment(
    actor: Actor,
    workshop_id: int,
    *,
    goal_id: int,
    title: str,
    lead_party_id: int,
    group: str = "",
    group_ids: Iterable[int] = (),
) -> Assignment:
    """Add an uppdrag under a goal, with the party that leads it."""
    workshop = _deciding(actor, workshop_id, from_step=3)
    made = goals.add_assignment(
        actor,
        workshop.partnership_id,
        title=title,
        lead_party_id=lead_party_id,
        goal_id=goal_id,
        group=group,
        reach=Reach.PARTNERSHIP,
    )
    _remember(actor, workshop, "assignment", made, group_ids)
    return made


@transaction.atomic
def grow_sub_goal(
    actor: Actor, workshop_id: int, *, assignment_id: int, title: str, group_ids: Iterable[int] = (), **smart: Any
) -> SubGoal:
    """Add a delmål with its SMART answers, all advice."""
    workshop = _deciding(actor, workshop_id, from_step=3)
    made = goals.add_sub_goal(actor, assignment_id, title=title, **smart)
    _remember(actor, workshop, "sub_goal", made, group_ids)
    return made


@transaction.atomic
def grow_measure(
    actor: Actor,
    workshop_id: int,
    *,
    assignment_id: int,
    title: str,
    owner_id: int | None = None,
    due: dt.date | None = None,
    sub_goal_id: int | None = None,
    cause_id: int | None = None,
    group_ids: Iterable[int] = (),
) -> Measure:
    """Add an åtgärd; with an owner and a day the owner is asked at once, else it stays a draft and is listed."""
    workshop = _deciding(actor, workshop_id, from_step=3)
    made = goals.add_measure(
        actor,
        workshop.partnership_id,
        title=title,
        assignment_id=assignment_id,
        sub_goal_id=sub_goal_id,
        cause_id=cause_id,
        owner_id=owner_id,
        due=due,
        reach=Reach.PARTNERSHIP,
    )
    if owner_id and due:
        made = goals.ask_owner(actor, made.pk)
    _remember(actor, workshop, "measure", made, group_ids)
    return made


@transaction.atomic
def ask_new_owner(
    actor: Actor, workshop_id: int, *, measure_id: int, owner_id: int | None, due: dt.date | None
) -> Measure:
    """Choose owner and day for an åtgärd that has none, or whose owner said no, and ask."""
    workshop = _deciding(actor, workshop_id, from_step=3)
    _grown_here(workshop, measure_id)
    goals.edit_measure(actor, measure_id, owner_id=owner_id, due=due)
    made = goals.ask_owner(actor, measure_id)
    note_lead(actor, workshop, "outcome", kind="measure", id=made.pk)
    return made


@transaction.atomic
def say_yes(
    actor: Actor, workshop_id: int, *, measure_id: int, if_then: str = "", due: dt.date | None = None
) -> Measure:
    """The owner takes it on, on their own phone, perhaps with another day and a line "när … så …"."""
    workshop = locked(actor, workshop_id)
    _grown_here(workshop, measure_id)
    made = goals.accept_measure(actor, measure_id, if_then=if_then, due=due)
    note(workshop, "said-yes", seen=True)
    return made


@transaction.atomic
def say_wrong_person(actor: Actor, workshop_id: int, *, measure_id: int) -> Measure:
    """Fel person: the åtgärd has no owner again, and the leader chooses another."""
    workshop = locked(actor, workshop_id)
    _grown_here(workshop, measure_id)
    made = goals.decline_measure(actor, measure_id)
    note(workshop, "said-no", seen=True)
    return made


@transaction.atomic
def grow_routine(
    actor: Actor,
    workshop_id: int,
    *,
    title: str,
    rhythm_days: int,
    owner_id: int | None = None,
    is_existing: bool = False,
    assignment_ids: Iterable[int] = (),
    line_work_ids: Iterable[int] = (),
    group_ids: Iterable[int] = (),
) -> FollowUpRoutine:
    """List or set a follow-up routine, and let it follow uppdrag and line work."""
    workshop = _deciding(actor, workshop_id, from_step=4)
    routine = goals.add_routine(
        actor,
        workshop.partnership_id,
        title=title,
        rhythm_days=rhythm_days,
        owner_id=owner_id,
        is_existing=is_existing,
    )
    goals.follow_by(actor, routine.pk, assignment_ids=assignment_ids, line_work_ids=line_work_ids)
    _remember(actor, workshop, "routine", routine, group_ids)
    return routine


@transaction.atomic
def use_routine(
    actor: Actor,
    workshop_id: int,
    *,
    routine_id: int,
    assignment_ids: Iterable[int] = (),
    line_work_ids: Iterable[int] = (),
) -> FollowUpRoutine:
    """Let a routine that exists follow more."""
    workshop = _deciding(actor, workshop_id, from_step=4)
    routine = goals.follow_by(actor, routine_id, assignment_ids=assignment_ids, line_work_ids=line_work_ids)
    _remember(actor, workshop, "routine", routine, ())
    return routine


@transaction.atomic
def book_next_meeting(
    actor: Actor, workshop_id: int, *, starts_at: dt.datetime, place: str = "", group: str = ""
) -> Meeting:
    """Book the next meeting before anyone leaves; the same time twice is one meeting."""
    workshop = _deciding(actor, workshop_id, from_step=4)
    meeting = plan_meeting(actor, workshop.partnership_id, starts_at=starts_at, place=place, group=group)
    _remember(actor, workshop, "meeting", meeting, ())
    return meeting


def follow_what_works(actor: Actor, workshop: Workshop) -> None:
    """Groups that work become line work with their lesson, once each; the rest of the way only follows them."""
    rows = Group.objects.filter(workshop=workshop, round__step=1, is_removed=False, decision=Decision.WORKS.value)
    rows = rows.filter(is_proposed=False)
    for group in rows:
        if Outcome.objects.filter(group=group, line_work__isnull=False).exists():
            continue
        work = goals.add_line_work(
            actor,
            workshop.partnership_id,
            title=group.title,
            responsible_party_id=group.lead_party_id or workshop.party_id,
        )
        _link(workshop, "line_work", work, group, step=1)
        if group.lesson:
            lesson = goals.add_lesson(actor, workshop.partnership_id, text=group.lesson, line_work_id=work.pk)
            _link(workshop, "lesson", lesson, group, step=1)


def carry_left_over(actor: Actor, workshop: Workshop) -> None:
    """What was not taken up goes to the next agenda, once each."""
    rows = Group.objects.filter(workshop=workshop, is_removed=False, is_carried=False)
    for group in rows.filter(Q(decision__in=[Decision.OPEN.value, Decision.LATER.value]) | Q(is_proposed=True)):
        carry_over(actor, workshop.partnership_id, text=group.title, reason=group.reason)
        group.is_carried = True
        group.save(update_fields=["is_carried"])


def _deciding(actor: Actor, workshop_id: int, *, from_step: int) -> Workshop:
    workshop = led(actor, workshop_id)
    require(actor, Action.WORKSHOP_DECIDE, workshop.facts)
    if not workshop.opens(states.Deed.PLAN) or workshop.step < from_step:
        raise NotNow(_("Det här hör till Bestäm i steg %(step)s. Gå dit först.") % {"step": from_step})
    return workshop


def _grown_here(workshop: Workshop, measure_id: int) -> None:
    if not Outcome.objects.filter(workshop=workshop, measure_id=measure_id).exists():
        raise Measure.DoesNotExist


def _remember(actor: Actor, workshop: Workshop, kind: str, made: Walled, group_ids: Iterable[int]) -> None:
    wanted = set(group_ids)
    groups: list[Group | None] = list(Group.objects.filter(workshop=workshop, pk__in=wanted, is_removed=False))
    if len(groups) != len(wanted):
        raise Group.DoesNotExist
    for group in groups or [None]:
        _link(workshop, kind, made, group)
    note_lead(actor, workshop, "outcome", kind=kind, id=made.pk)


def _link(workshop: Workshop, kind: str, made: Walled, group: Group | None, step: int | None = None) -> None:
    link: dict[str, Any] = {kind: made, "group": group, **wall(workshop)}
    Outcome.objects.get_or_create(**link, defaults={"step": step or workshop.step, "title": _named(made)})


def _named(made: Walled) -> str:
    """What was said in the room, for those who see the workshop and nothing of the plan."""
    if isinstance(made, Meeting):
        return _("Nästa möte: %(when)s") % {"when": date_format(localtime(made.starts_at, SWEDEN), "j F Y H.i")}
    return str(made)

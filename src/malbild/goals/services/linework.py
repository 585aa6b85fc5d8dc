"""Deeds on what functions in everyday life, and the way between line and development."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from malbild.access.actor import Actor, Area
from malbild.access.policy import Action, Reach, require, table_facts
from malbild.audit import log
from malbild.goals.errors import NotOpen
from malbild.goals.models import Assignment, FollowUpRoutine, Lesson, LinePulse, LineWork, WorkMove
from malbild.goals.models.linework import DEFAULT_RHYTHM_DAYS
from malbild.goals.services.assignments import add_assignment
from malbild.goals.states import GOAL_ENDED, GoalState, LineState
from malbild.kit import clock
from malbild.partnerships.models import Membership, Party
from malbild.situation.services import born


@transaction.atomic
def add_line_work(
    actor: Actor,
    partnership_id: int,
    *,
    title: str,
    responsible_party_id: int,
    owner_id: int | None = None,
    routine_id: int | None = None,
    note: str = "",
    reach: Reach = Reach.PARTNERSHIP,
) -> LineWork:
    """Note work that functions: no goal is asked for, only how it is followed."""
    require(actor, Action.LINEWORK_EDIT, table_facts(actor, partnership_id, area=Area.PLAN))
    work = LineWork.objects.create(
        **born(actor, partnership_id, max(reach, Reach.DECIDED) if reach > Reach.OWN_PARTY else reach),
        title=title,
        responsible_party=Party.objects.get(pk=responsible_party_id, partnership_id=partnership_id),
        owner=_person(actor, partnership_id, owner_id),
        routine=FollowUpRoutine.objects.visible_to(actor).get(pk=routine_id) if routine_id else None,
        note=note,
    )
    log.record(actor, Action.LINEWORK_EDIT, work, deed="add")
    return work


@transaction.atomic
def pulse(actor: Actor, line_work_id: int, *, state: str, text: str = "") -> LineWork:
    """A light follow-up: Fungerar or Svajar and at most one line.

    Another answer the same day corrects the first: two Svajar in a row are two follow-ups, not two taps.
    """
    work = LineWork.objects.visible_to(actor).select_for_update(of=("self",)).get(pk=line_work_id)
    require(actor, Action.LINEWORK_PULSE, work.facts)
    if work.state == LineState.LIFTED:
        raise NotOpen(_("Arbetet är lyft till utveckling och följs i uppdraget i stället."))
    if state not in (LineState.WORKS, LineState.WAVERS):
        raise NotOpen(_("Välj Fungerar eller Svajar. Inget har ändrats."))
    today, by_id = clock.today(), actor.membership_in(work.partnership_id)
    said = LinePulse.objects.visible_to(actor).filter(line_work=work, on=today).first()
    if said is not None and (said.state, said.text) == (state, text):
        return work
    if said is None:
        said = LinePulse(
            partnership_id=work.partnership_id, party_id=work.party_id, reach=work.reach, line_work=work, on=today
        )
    said.state, said.text, said.by_id = state, text, by_id
    said.save()
    work.state, work.followed_on = state, clock.today()
    work.save(update_fields=["state", "followed_on"])
    log.record(actor, Action.LINEWORK_PULSE, work, state=state)
    return work


@transaction.atomic
def edit_line_work(actor: Actor, line_work_id: int, **values: Any) -> LineWork:
    """Change title, note, responsible_party_id, owner_id or routine_id."""
    work = LineWork.objects.visible_to(actor).select_for_update(of=("self",)).get(pk=line_work_id)
    require(actor, Action.LINEWORK_EDIT, work.facts)
    for name in ("title", "note"):
        if name in values:
            setattr(work, name, values[name])
    if "responsible_party_id" in values:
        wanted = {"pk": values["responsible_party_id"], "partnership_id": work.partnership_id}
        work.responsible_party = Party.objects.get(**wanted)
    if "owner_id" in values:
        work.owner = _person(actor, work.partnership_id, values["owner_id"])
    if "routine_id" in values:
        routine_id = values["routine_id"]
        work.routine = FollowUpRoutine.objects.visible_to(actor).get(pk=routine_id) if routine_id else None
    work.save()
    log.record(actor, Action.LINEWORK_EDIT, work, deed="edit")
    return work


@transaction.atomic
def lift_to_development(actor: Actor, line_work_id: int, *, reason: str = "") -> Assignment:
    """Make development work of line work that wavers; a goal is asked for, and the history follows."""
    work = LineWork.objects.visible_to(actor).select_for_update(of=("self",)).get(pk=line_work_id)
    require(actor, Action.LINEWORK_MOVE, work.facts)
    if work.state == LineState.LIFTED:
        raise NotOpen(_("Arbetet är redan lyft till utveckling."))
    assignment = add_assignment(
        actor,
        work.partnership_id,
        title=work.title,
        lead_party_id=work.responsible_party_id,
        reach=Reach(min(work.reach, Reach.PARTNERSHIP)),
    )
    work.state = LineState.LIFTED
    work.save(update_fields=["state"])
    _remember(work, assignment, to_development=True, reason=reason)
    log.record(actor, Action.LINEWORK_MOVE, work, to="development")
    return assignment


@transaction.atomic
def move_to_line(actor: Actor, assignment_id: int, *, reason: str = "") -> LineWork:
    """Development work that is established becomes line work, the same as it once came from when it did."""
    assignment = Assignment.objects.visible_to(actor).select_for_update(of=("self",)).get(pk=assignment_id)
    require(actor, Action.LINEWORK_MOVE, assignment.facts)
    if assignment.state not in {GoalState.ACTIVE} | GOAL_ENDED:
        raise NotOpen(
            _("Uppdraget är %(state)s. Starta det först, så finns det något att föra över.")
            % {"state": assignment.get_state_display().lower()}
        )
    last = assignment.moves.select_related("line_work").last()
    if last is not None and not last.to_development:
        return last.line_work  # a double tap: it is on the line already
    earlier = assignment.moves.filter(to_development=True).select_related("line_work").first()
    if earlier:
        work = earlier.line_work
        work.state = LineState.WORKS
        work.save(update_fields=["state"])
    else:
        work = add_line_work(
            actor,
            assignment.partnership_id,
            title=assignment.title,
            responsible_party_id=assignment.lead_party_id,
            routine_id=assignment.routine_id,
            reach=Reach(assignment.reach),
        )
    if assignment.state == GoalState.ACTIVE:
        assignment.state, assignment.ended_on = GoalState.REACHED, clock.today()
        assignment.save(update_fields=["state", "ended_on"])
    _remember(work, assignment, to_development=False, reason=reason)
    log.record(actor, Action.LINEWORK_MOVE, work, to="line")
    return work


def _remember(work: LineWork, assignment: Assignment, *, to_development: bool, reason: str) -> None:
    WorkMove.objects.create(
        partnership_id=work.partnership_id,
        party_id=work.party_id,
        reach=work.reach,
        line_work=work,
        assignment=assignment,
        to_development=to_development,
        reason=reason,
        on=clock.today(),
    )


@transaction.atomic
def add_routine(
    actor: Actor,
    partnership_id: int,
    *,
    title: str,
    rhythm_days: int = DEFAULT_RHYTHM_DAYS,
    owner_id: int | None = None,
    is_existing: bool = False,
    reach: Reach = Reach.PARTNERSHIP,
) -> FollowUpRoutine:
    """List an existing follow-up routine, or set a new one."""
    require(actor, Action.ROUTINE_EDIT, table_facts(actor, partnership_id, area=Area.PLAN))
    routine = FollowUpRoutine.objects.create(
        **born(actor, partnership_id, reach),
        title=title,
        rhythm_days=rhythm_days,
        owner=_person(actor, partnership_id, owner_id),
        is_existing=is_existing,
    )
    log.record(actor, Action.ROUTINE_EDIT, routine)
    return routine


@transaction.atomic
def add_lesson(
    actor: Actor,
    partnership_id: int,
    *,
    text: str,
    line_work_id: int | None = None,
    reach: Reach = Reach.PARTNERSHIP,
) -> Lesson:
    """Keep a lärdom from what works."""
    require(actor, Action.LINEWORK_EDIT, table_facts(actor, partnership_id, area=Area.PLAN))
    lesson = Lesson.objects.create(
        **born(actor, partnership_id, reach),
        text=text,
        line_work=LineWork.objects.visible_to(actor).get(pk=line_work_id) if line_work_id else None,
        on=clock.today(),
    )
    log.record(actor, Action.LINEWORK_EDIT, lesson, deed="lesson")
    return lesson


def _person(actor: Actor, partnership_id: int, owner_id: int | None) -> Membership | None:
    if owner_id is None:
        return None
    return Membership.objects.visible_to(actor).at_the_table().get(pk=owner_id, partnership_id=partnership_id)

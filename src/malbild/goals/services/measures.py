"""Deeds on an åtgärd, up to the yes that makes it a promise, and its ends."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from malbild.access.actor import Actor, Area
from malbild.access.policy import Action, Reach, require, table_facts
from malbild.audit import log
from malbild.goals.errors import NoOwner, NotOpen
from malbild.goals.events import MeasureAsked
from malbild.goals.models import Assignment, Measure, MeasureEvent, SubGoal
from malbild.goals.names import Sizes
from malbild.goals.states import MEASURE_OPEN, Deed, MeasureState, next_measure_state
from malbild.kit import clock
from malbild.kit.events import publish
from malbild.partnerships.models import Membership
from malbild.situation.models import Cause
from malbild.situation.services import born, next_number, share_draft

_LINKS = {"cause_id": Cause, "sub_goal_id": SubGoal, "assignment_id": Assignment}
EDITABLE = ("title", "how_it_acts", "due", "first_step", "if_then", "is_decision_needed", "rhythm_days")


@transaction.atomic
def add_measure(
    actor: Actor,
    partnership_id: int,
    *,
    title: str,
    assignment_id: int | None = None,
    sub_goal_id: int | None = None,
    cause_id: int | None = None,
    how_it_acts: str = "",
    owner_id: int | None = None,
    due: dt.date | None = None,
    first_step: str = "",
    reach: Reach = Reach.OWN_PARTY,
) -> Measure:
    """Add a draft åtgärd; nobody is asked yet. Raises DoesNotExist for anything linked that is out of sight."""
    require(actor, Action.MEASURE_ASK, table_facts(actor, partnership_id, area=Area.PLAN))
    sub_goal = SubGoal.objects.visible_to(actor).get(pk=sub_goal_id) if sub_goal_id else None
    assignment_id = assignment_id or (sub_goal.assignment_id if sub_goal else None)
    measure = Measure.objects.create(
        **born(actor, partnership_id, reach),
        number=next_number(Measure, partnership_id),
        title=title,
        assignment=Assignment.objects.visible_to(actor).get(pk=assignment_id) if assignment_id else None,
        sub_goal=sub_goal,
        cause=Cause.objects.visible_to(actor).get(pk=cause_id) if cause_id else None,
        how_it_acts=how_it_acts,
        owner=_owner(actor, partnership_id, owner_id),
        due=due,
        first_step=first_step,
    )
    remember(measure, "add", by_id=actor.membership_in(partnership_id))
    log.record(actor, Action.MEASURE_EDIT, measure, deed="add")
    return measure


@transaction.atomic
def edit_measure(actor: Actor, measure_id: int, **values: Any) -> Measure:
    """Change the words, the day, what it answers (cause_id, sub_goal_id, assignment_id) or the owner.

    A new owner has said nothing yet, so the promise is open again. A delmål brings its uppdrag with it. Raises
    DoesNotExist for anything linked that is out of sight.
    """
    measure = locked(actor, measure_id)
    require(actor, Action.MEASURE_EDIT, measure.facts)
    for name in EDITABLE:
        if name in values:
            setattr(measure, name, values[name])
    for name, model in _LINKS.items():
        if name in values and values[name] != getattr(measure, name):
            linked = model._default_manager.visible_to(actor).get(pk=values[name]) if values[name] else None  # type: ignore[attr-defined]
            setattr(measure, name.removesuffix("_id"), linked)
    if measure.sub_goal is not None:
        measure.assignment = measure.sub_goal.assignment
    if "owner_id" in values and values["owner_id"] != measure.owner_id:
        require(actor, Action.MEASURE_ASK, measure.facts)
        _must_be_unfinished(measure)
        measure.owner = _owner(actor, measure.partnership_id, values["owner_id"])
        measure.state, measure.asked_at, measure.accepted_at = MeasureState.DRAFT, None, None
        remember(measure, "new-owner", by_id=actor.membership_in(measure.partnership_id))
    measure.save()
    log.record(actor, Action.MEASURE_EDIT, measure, deed="edit")
    return measure


@transaction.atomic
def ask_owner(actor: Actor, measure_id: int) -> Measure:
    """Ask the owner for a yes; the asking shares the åtgärd with the partnership.

    Raises NoOwner when nobody is chosen or no day is set, NotOpen when it is not a draft.
    """
    measure = locked(actor, measure_id)
    require(actor, Action.MEASURE_ASK, measure.facts)
    if measure.owner_id is None:
        raise NoOwner(_("Välj vem som ska tillfrågas först."))
    if measure.due is None:
        raise NoOwner(_("Välj när åtgärden ska vara klar först."))
    return put_question(actor, measure)


def put_question(actor: Actor, measure: Measure) -> Measure:
    """Ask the owner that stands there; whoever calls has asked for the right and holds the row."""
    move(measure, Deed.ASK, by_id=actor.membership_in(measure.partnership_id))
    measure.asked_at = clock.now()
    measure.reach = max(measure.reach, Reach.PARTNERSHIP)
    measure.save(update_fields=["state", "asked_at", "reach"])
    log.record(actor, Action.MEASURE_ASK, measure, owner=measure.owner_id)
    publish(MeasureAsked(measure.pk))
    return measure


KEPT_FOR_NO = ("due", "if_then", "first_step", "reach", "answered_at")


def plain(value: object) -> object:
    """As JSON keeps it."""
    return value.isoformat() if isinstance(value, dt.date | dt.datetime) else value


@transaction.atomic
def accept_measure(
    actor: Actor, measure_id: int, *, if_then: str = "", first_step: str = "", due: dt.date | None = None
) -> Measure:
    """The owner says yes, perhaps with another day, a line "när … så …" and a first step.

    Saying yes twice changes nothing. Raises NotOpen for a day that has passed.
    """
    measure = locked(actor, measure_id)
    require(actor, Action.MEASURE_ACCEPT, measure.facts)
    if measure.state == MeasureState.ACCEPTED:
        return measure
    if due is not None and due < clock.today():
        raise NotOpen(_("Välj en dag som kommer, i dag eller senare."))
    measure.before_yes = {name: plain(getattr(measure, name)) for name in KEPT_FOR_NO}
    move(measure, Deed.ACCEPT, by_id=measure.owner_id)
    measure.accepted_at = measure.answered_at = clock.now()
    measure.if_then, measure.first_step = if_then or measure.if_then, first_step or measure.first_step
    measure.due = due or measure.due
    measure.reach = max(measure.reach, Reach.DECIDED)
    measure.save()
    log.record(actor, Action.MEASURE_ACCEPT, measure)
    return measure


@transaction.atomic
def decline_measure(actor: Actor, measure_id: int, *, text: str = "") -> Measure:
    """Wrong person: the åtgärd is a draft without owner again, with the line kept for whoever asks next."""
    measure = locked(actor, measure_id)
    require(actor, Action.MEASURE_ACCEPT, measure.facts)
    move(measure, Deed.DECLINE, by_id=measure.owner_id, text=text)
    measure.owner, measure.asked_at, measure.end_note = None, None, text
    measure.save(update_fields=["state", "owner", "asked_at", "end_note"])
    log.record(actor, Action.MEASURE_ACCEPT, measure, deed="decline")
    return measure


ENDS = (Deed.PAUSE, Deed.RESUME, Deed.GIVE_UP, Deed.REPLACE, Deed.MOVE_TO_LINE, Deed.FOLLOW_UP, Deed.REOPEN)


@transaction.atomic
def end_measure(actor: Actor, measure_id: int, *, deed: Deed, reason: str = "", note: str = "") -> Measure:
    """Pause, resume, give up, replace, follow up or move to the line.

    Raises NotOpen when the deed is not open from here, or when giving up carries no reason code.
    """
    measure = locked(actor, measure_id)
    require(actor, Action.MEASURE_END, measure.facts)
    if deed not in ENDS:
        raise NotOpen(_("Det kan inte göras så."))
    if deed == Deed.GIVE_UP and not reason:
        raise NotOpen(_("Välj varför åtgärden inte blir av. Skälen summeras så att gruppen lär sig."))
    move(measure, deed, by_id=actor.membership_in(measure.partnership_id), text=note)
    measure.end_reason, measure.end_note = reason, note
    measure.save(update_fields=["state", "end_reason", "end_note"])
    log.record(actor, Action.MEASURE_END, measure, deed=deed.value, reason=reason)
    return measure


@transaction.atomic
def size_measure(actor: Actor, measure_id: int, *, size: str) -> Measure:
    """Say roughly how much work it is, or "" to take that back. Raises NotOpen for a size there is none of."""
    measure = locked(actor, measure_id)
    require(actor, Action.MEASURE_EDIT, measure.facts)
    if size and size not in Sizes:
        raise NotOpen(_("Välj en timme, en dag eller flera dagar."))
    measure.size = size
    measure.save(update_fields=["size"])
    log.record(actor, Action.MEASURE_EDIT, measure, deed="size", size=size)
    return measure


@transaction.atomic
def share_measure(actor: Actor, measure_id: int) -> Measure:
    """Share a draft åtgärd of the actor's own party."""
    measure = locked(actor, measure_id)
    share_draft(actor, measure)
    return measure


def locked(actor: Actor, measure_id: int) -> Measure:
    """The åtgärd on its row lock: two may answer at once."""
    return Measure.objects.visible_to(actor).select_for_update(of=("self",)).get(pk=measure_id)


def move(measure: Measure, deed: Deed, *, by_id: int | None = None, text: str = "") -> None:
    """Set the state after the deed and remember the step; the caller saves. Raises NotOpen."""
    after = next_measure_state(MeasureState(measure.state), deed)
    if after is None:
        raise NotOpen(
            _("Åtgärden är %(state)s. Ladda om sidan och se vad som har hänt.")
            % {"state": measure.get_state_display().lower()}
        )
    measure.state = after
    remember(measure, deed.value, by_id=by_id, text=text)


def remember(measure: Measure, deed: str, *, by_id: int | None = None, text: str = "") -> None:
    MeasureEvent.objects.create(
        partnership_id=measure.partnership_id,
        party_id=measure.party_id,
        reach=Reach.PARTNERSHIP,
        measure=measure,
        deed=deed,
        state=measure.state,
        by_id=by_id,
        text=text,
        at=clock.now(),
    )


def _must_be_unfinished(measure: Measure) -> None:
    if measure.state not in MEASURE_OPEN:
        raise NotOpen(
            _("Åtgärden är %(state)s. Öppna den igen innan någon annan tar över.")
            % {"state": measure.get_state_display().lower()}
        )


def _owner(actor: Actor, partnership_id: int, owner_id: int | None) -> Membership | None:
    if owner_id is None:
        return None
    return Membership.objects.visible_to(actor).at_the_table().get(pk=owner_id, partnership_id=partnership_id)

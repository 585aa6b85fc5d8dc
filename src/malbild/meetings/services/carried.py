"""What is carried over to the next agenda, until it is discussed or put away with a line."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from malbild.access.actor import Actor
from malbild.access.policy import Action, require, table_facts
from malbild.audit import log
from malbild.goals.models import Assignment, Measure
from malbild.kit import clock
from malbild.kit.errors import Refusal
from malbild.meetings.models import CarryOver
from malbild.meetings.services.planning import born_shared, locked


@transaction.atomic
def carry_over(
    actor: Actor,
    partnership_id: int,
    *,
    text: str,
    reason: str = "",
    assignment_id: int | None = None,
    measure_id: int | None = None,
) -> CarryOver:
    """Leave something to the next agenda. What already waits there with the same words is not doubled.

    Raises Assignment.DoesNotExist or Measure.DoesNotExist for what is out of sight.
    """
    require(actor, Action.MEETING_EDIT, table_facts(actor, partnership_id))
    assignment = Assignment.objects.visible_to(actor).get(pk=assignment_id) if assignment_id else None
    measure = Measure.objects.visible_to(actor).get(pk=measure_id) if measure_id else None
    waiting = CarryOver.objects.visible_to(actor).filter(discussed_in=None, put_away_at=None)
    same = waiting.filter(partnership_id=partnership_id, text=text, assignment=assignment, measure=measure).first()
    if same is not None:
        return same
    item = CarryOver.objects.create(
        **born_shared(actor, partnership_id),
        text=text,
        reason=reason,
        assignment=assignment,
        measure=measure,
        first_on=clock.today(),
    )
    log.record(actor, Action.MEETING_EDIT, item, deed="carry-over")
    return item


@transaction.atomic
def discuss_carried(actor: Actor, item_id: int, meeting_id: int, *, on: bool = True) -> CarryOver:
    """Mark that the open meeting has discussed it, or (`on=False`) that it stays after all."""
    item = _waiting(actor, item_id)
    meeting = locked(actor, meeting_id)
    _must_be_open(meeting.is_open)
    item.discussed_in = meeting if on else None
    item.put_away_at, item.put_away_note, item.put_away_in = None, "", None
    item.save(update_fields=["discussed_in", "put_away_at", "put_away_note", "put_away_in"])
    log.record(actor, Action.MEETING_EDIT, item, deed="discuss" if on else "keep")
    return item


@transaction.atomic
def put_away(actor: Actor, item_id: int, *, note: str, meeting_id: int | None = None) -> CarryOver:
    """Take it off the agendas for good, with a line that says why. Raises Refusal without a line."""
    item = _waiting(actor, item_id)
    if not note.strip():
        raise Refusal(_("Skriv en rad om varför den läggs undan, så att ingen undrar sedan."))
    item.put_away_in = locked(actor, meeting_id) if meeting_id else None
    item.put_away_at, item.put_away_note, item.discussed_in = clock.now(), note.strip(), None
    item.save(update_fields=["put_away_at", "put_away_note", "put_away_in", "discussed_in"])
    log.record(actor, Action.MEETING_EDIT, item, deed="put-away")
    return item


def _waiting(actor: Actor, item_id: int) -> CarryOver:
    item = CarryOver.objects.visible_to(actor).select_for_update(of=("self",)).get(pk=item_id)
    require(actor, Action.MEETING_EDIT, item.facts)
    if item.discussed_in_id:
        _must_be_open(locked(actor, item.discussed_in_id).is_open)
    return item


def _must_be_open(is_open: bool) -> None:
    if not is_open:
        raise Refusal(_("Mötet är avslutat. Öppna det igen om något ska ändras."))

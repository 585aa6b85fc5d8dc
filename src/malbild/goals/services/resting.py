"""An uppdrag rests by decision, with a day to look again, and is taken up again."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from malbild.access.actor import Actor
from malbild.access.policy import Action, require
from malbild.audit import log
from malbild.goals.errors import NotOpen
from malbild.goals.models import Assignment
from malbild.goals.services.measures import locked, move
from malbild.goals.states import Deed, GoalState, MeasureState
from malbild.kit import clock

LONGEST = dt.timedelta(days=366)
_PAUSED_WITH_IT = (MeasureState.ASKED, MeasureState.ACCEPTED, MeasureState.UNDER_WAY)


@transaction.atomic
def rest_assignment(actor: Actor, assignment_id: int, *, look_again_on: dt.date, note: str) -> Assignment:
    """Let an active uppdrag rest up to a day. What is promised in it pauses with it, so nobody is asked meanwhile.

    Raises NotOpen when it is not active, without a line on who decided, or for a day that is past or over a year away.
    """
    work = Assignment.objects.visible_to(actor).select_for_update(of=("self",)).get(pk=assignment_id)
    require(actor, Action.ASSIGNMENT_EDIT, work.facts)
    if work.state != GoalState.ACTIVE:
        raise NotOpen(
            _("Uppdraget är %(state)s. Bara ett aktivt uppdrag kan vila.") % {"state": work.get_state_display().lower()}
        )
    if not note.strip():
        raise NotOpen(_("Skriv vem som beslutade och varför. Det hjälper den som läser senare."))
    if not clock.today() < look_again_on <= clock.today() + LONGEST:
        raise NotOpen(_("Välj en dag inom ett år då ni tittar igen."))
    work.rests_on, work.look_again_on, work.rest_note = clock.today(), look_again_on, note.strip()
    work.rested = {**work.rested, **_pause(actor, work)}
    work.save(update_fields=["rests_on", "look_again_on", "rest_note", "rested"])
    log.record(actor, Action.ASSIGNMENT_EDIT, work, deed="rest")
    return work


def _pause(actor: Actor, work: Assignment) -> dict[str, str]:
    rows = work.measures.visible_to(actor).filter(state__in=[s.value for s in _PAUSED_WITH_IT])
    by_id = actor.membership_in(work.partnership_id)
    paused = {}
    for pk in rows.order_by("pk").values_list("pk", flat=True):
        measure = locked(actor, pk)
        paused[str(pk)] = measure.state
        move(measure, Deed.PAUSE, by_id=by_id, text=_("Uppdraget vilar"))
        measure.save(update_fields=["state"])
    return paused


@transaction.atomic
def wake_assignment(actor: Actor, assignment_id: int) -> Assignment:
    """Take it up again with the åtgärder that paused with it; waking twice changes nothing.

    Each is what it was: a question that nobody has said yes to is a question still.
    """
    work = Assignment.objects.visible_to(actor).select_for_update(of=("self",)).get(pk=assignment_id)
    require(actor, Action.ASSIGNMENT_EDIT, work.facts)
    if work.rests_on is None:
        return work
    for pk, before in sorted(work.rested.items(), key=lambda pair: int(pair[0])):
        measure = work.measures.visible_to(actor).select_for_update(of=("self",)).filter(pk=pk).first()
        if measure is not None and measure.state == MeasureState.PAUSED:
            move(measure, Deed.RESUME, by_id=actor.membership_in(work.partnership_id))
            measure.state = before
            measure.save(update_fields=["state"])
    work.rests_on, work.look_again_on, work.rest_note, work.rested = None, None, "", {}
    work.save(update_fields=["rests_on", "look_again_on", "rest_note", "rested"])
    log.record(actor, Action.ASSIGNMENT_EDIT, work, deed="wake")
    return work

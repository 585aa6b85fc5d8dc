"""An organiser lets the invited method supporter lead, or take part, in one workshop, and takes it back."""

from __future__ import annotations

from django.db import transaction

from malbild.access.actor import Actor
from malbild.access.policy import Action, require
from malbild.workshops.models import Workshop
from malbild.workshops.services.record import led, note_lead
from malbild.workshops.services.undoing import before


@transaction.atomic
def let_supporter(
    actor: Actor, workshop_id: int, *, leads: bool | None = None, takes_part: bool | None = None
) -> Workshop:
    """Open or close leading, or writing and voting, to the supporter. None leaves it as it is.

    Only an organiser's: a supporter who leads can neither open more nor keep what is taken back. It holds at the very
    next deed.
    """
    workshop = led(actor, workshop_id)
    require(actor, Action.WORKSHOP_DECIDE, workshop.facts)
    wanted = {"supporter_leads": leads, "supporter_takes_part": takes_part}
    changed = {name: on for name, on in wanted.items() if on is not None and on != getattr(workshop, name)}
    if changed:
        undo = before(workshop=([workshop], tuple(changed)))
        for name, on in changed.items():
            setattr(workshop, name, on)
        what = "let-supporter" if any(changed.values()) else "stop-supporter"
        note_lead(actor, workshop, what, undo=undo, changed=changed)
    return workshop

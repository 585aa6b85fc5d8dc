"""Promise the method support something back, and send it with the material."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from malbild.access.actor import Actor, Area
from malbild.access.policy import Action, Reach, require, table_facts
from malbild.audit import log
from malbild.experience.errors import NotOpen
from malbild.experience.models import Feedback
from malbild.experience.queries.support import material
from malbild.experience.queries.threads import author_of
from malbild.kit import clock
from malbild.partnerships.models import Membership
from malbild.situation.services import born


@transaction.atomic
def promise_feedback(
    actor: Actor, partnership_id: int, *, what: str, due: dt.date, owner_id: int | None = None
) -> Feedback:
    """Note what is promised, by when and by whom. Raises Membership.DoesNotExist for someone not at the table."""
    require(actor, Action.FEEDBACK_SEND, table_facts(actor, partnership_id, area=Area.SUPPORT))
    feedback = Feedback.objects.create(
        **born(actor, partnership_id, Reach.PARTNERSHIP),
        what=what,
        due=due,
        owner=_owner(actor, partnership_id, owner_id),
    )
    log.record(actor, Action.FEEDBACK_SEND, feedback, deed="promise")
    return feedback


@transaction.atomic
def edit_feedback(actor: Actor, feedback_id: int, *, what: str, due: dt.date, owner_id: int | None = None) -> Feedback:
    """Change what is promised, until it is sent."""
    feedback = _locked(actor, feedback_id)
    require(actor, Action.FEEDBACK_SEND, feedback.facts)
    if feedback.sent_at:
        raise NotOpen(_("Återkopplingen är skickad och kan inte ändras."))
    feedback.what, feedback.due = what, due
    feedback.owner = _owner(actor, feedback.partnership_id, owner_id)
    feedback.save(update_fields=["what", "due", "owner"])
    log.record(actor, Action.FEEDBACK_SEND, feedback, deed="edit")
    return feedback


@transaction.atomic
def send_feedback(actor: Actor, feedback_id: int, *, note: str = "") -> Feedback:
    """Hand the material over as it stands today: målbild, goals, uppdrag and terms, without people.

    A handing over to another authority: it is logged and cannot be taken back. Sending twice changes nothing.
    """
    feedback = _locked(actor, feedback_id)
    require(actor, Action.FEEDBACK_SEND, feedback.facts)
    if feedback.sent_at:
        return feedback
    feedback.note, feedback.package = note, material(feedback.partnership_id)
    feedback.sent_at, feedback.sent_by = clock.now(), author_of(actor, feedback.partnership_id)
    feedback.save(update_fields=["note", "package", "sent_at", "sent_by"])
    log.record(actor, Action.FEEDBACK_SEND, feedback, deed="send")
    return feedback


def _locked(actor: Actor, feedback_id: int) -> Feedback:
    return Feedback.objects.visible_to(actor).select_for_update(of=("self",)).get(pk=feedback_id)


def _owner(actor: Actor, partnership_id: int, owner_id: int | None) -> Membership | None:
    if owner_id is None:
        return None
    return Membership.objects.visible_to(actor).at_the_table().get(pk=owner_id, partnership_id=partnership_id)

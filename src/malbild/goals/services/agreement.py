"""Each party says yes or objects; nobody answers for somebody else."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from malbild.access.actor import Actor
from malbild.access.errors import Forbidden
from malbild.access.policy import Action, Reach, can_answer_for_party, require
from malbild.audit import log
from malbild.goals.models import Confirmation, ConfirmationAnswer, OverarchingGoal, SharedVision, SubGoal
from malbild.goals.states import GoalState
from malbild.kit import clock
from malbild.kit.errors import Refusal

type Agreed = SharedVision | OverarchingGoal | SubGoal


@transaction.atomic
def confirm(
    actor: Actor,
    *,
    vision_id: int | None = None,
    goal_id: int | None = None,
    sub_goal_id: int | None = None,
    answer: str,
    comment: str = "",
) -> Confirmation:
    """Answer for one's own party on the version in force; answering again replaces the earlier answer.

    Raises Refusal for an objection without a comment, Forbidden for a seat without a party.
    """
    name, row = _target(actor, vision_id, goal_id, sub_goal_id)
    require(actor, Action.PARTY_CONFIRM, row.facts)
    seat = next((s for s in actor.seats_in(row.partnership_id) if s.party_id), None)
    if seat is None or not can_answer_for_party(seat, seat.party_id or 0):
        raise Forbidden(Action.PARTY_CONFIRM)
    if answer == ConfirmationAnswer.OBJECTED and not comment.strip():
        raise Refusal(_("Skriv vad ni invänder mot, så att gruppen kan ändra det."))
    answered: dict[str, Any] = {name: row, "version": row.version, "party_id": seat.party_id}
    said, _made = Confirmation.objects.update_or_create(
        **answered,
        defaults={
            "partnership_id": row.partnership_id,
            "reach": Reach.PARTNERSHIP,
            "answer": ConfirmationAnswer(answer),
            "comment": comment,
            "by_id": seat.membership_id,
            "at": clock.now(),
        },
    )
    log.record(actor, Action.PARTY_CONFIRM, said, answer=answer, version=row.version)
    _settle(name, row)
    return said


def _target(actor: Actor, vision_id: int | None, goal_id: int | None, sub_goal_id: int | None) -> tuple[str, Agreed]:
    if vision_id is not None:
        return "vision", SharedVision.objects.visible_to(actor).select_for_update(of=("self",)).get(pk=vision_id)
    if goal_id is not None:
        return "goal", OverarchingGoal.objects.visible_to(actor).select_for_update(of=("self",)).get(pk=goal_id)
    return "sub_goal", SubGoal.objects.visible_to(actor).select_for_update(of=("self",)).get(pk=sub_goal_id or 0)


def _settle(name: str, row: Agreed) -> None:
    """When every party has confirmed this version it is accepted, and decided material."""
    yes = Confirmation.objects.filter(**{name: row}, version=row.version, answer=ConfirmationAnswer.CONFIRMED)
    if yes.values("party").distinct().count() < row.partnership.parties.count():
        return
    row.reach = max(row.reach, Reach.DECIDED)
    if not isinstance(row, SharedVision) and row.state == GoalState.FORMULATED:
        row.state = GoalState.ACCEPTED
    row.save()

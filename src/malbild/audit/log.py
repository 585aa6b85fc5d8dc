"""Who did what, in the same transaction as the deed."""

from __future__ import annotations

from django.db import models

from malbild.access.actor import Actor
from malbild.access.policy import Action
from malbild.audit.models import AuditEvent
from malbild.kit import clock


def record(actor: Actor, action: Action, target: models.Model, **details: int | bool | str | None) -> None:
    """Write one event. `details` holds codes and numbers ("reach": 1), never what a person wrote."""
    partnership_id = getattr(target, "partnership_id", None)
    if partnership_id is None and target._meta.label_lower == "partnerships.partnership":
        partnership_id = target.pk
    seat = actor.seat_in(partnership_id) if partnership_id is not None else None
    AuditEvent.objects.create(
        at=clock.now(),
        user_id=actor.user_id,
        role=seat.role if seat else "",
        partnership_id=partnership_id,
        action=action,
        target_type=target._meta.label_lower,
        target_id=target.pk,
        details=details,
    )

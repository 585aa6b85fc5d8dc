"""Reads of the trail."""

from __future__ import annotations

from django.db import models

from malbild.audit.models import AuditEvent


def last_change(target: models.Model) -> AuditEvent | None:
    """The newest deed on a record."""
    rows = AuditEvent.objects.filter(target_type=target._meta.label_lower, target_id=target.pk)
    return rows.order_by("-at", "-pk").first()

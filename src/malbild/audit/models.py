"""The audit trail: who did what to which record, never its text."""

from __future__ import annotations

from django.db import models


class AuditEvent(models.Model):
    """One deed. Keys are plain numbers: the trail outlives what it tells of, and points at nothing."""

    at = models.DateTimeField()
    user_id = models.BigIntegerField(null=True)
    role = models.CharField(max_length=20, blank=True)
    partnership_id = models.BigIntegerField(null=True, db_index=True)
    action = models.CharField(max_length=60)
    target_type = models.CharField(max_length=60)
    target_id = models.BigIntegerField(null=True)
    details = models.JSONField(default=dict)  # codes and numbers only: no names, no free text

    class Meta:
        indexes = [models.Index(fields=["target_type", "target_id"])]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.action} {self.target_type}:{self.target_id}"

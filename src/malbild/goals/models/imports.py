"""An Excel plan that came in, whole, so that it can be undone whole."""

from __future__ import annotations

from django.db import models

from malbild.access.models import Walled, WalledManager


class PlanImport(Walled):
    """One import: the reading while it is a draft, and what it made once committed."""

    file_name = models.CharField(max_length=160)
    reading = models.JSONField(default=dict)  # the rows as read, the guessed columns and the user's corrections
    made = models.JSONField(default=dict)  # {"measures": [ids], "causes": [ids] …}, for the undo
    created_at = models.DateTimeField()
    committed_at = models.DateTimeField(null=True, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)

    objects = WalledManager()

    class Meta(Walled.Meta):
        abstract = False
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return self.file_name

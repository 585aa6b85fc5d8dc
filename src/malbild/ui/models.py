"""One row for each form that was sent, so that a double tap or a resent page does its deed once."""

from __future__ import annotations

from django.db import models


class SentForm(models.Model):
    """The key a form was born with; nothing of what was written."""

    key = models.CharField(max_length=32, unique=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.key

"""Letters on their way: written with the deed that caused them, handed over by the worker."""

from __future__ import annotations

from django.db import models


class LetterState(models.TextChoices):
    WAITING = "waiting"
    SENT = "sent"
    FAILED = "failed"


class Letter(models.Model):
    """One e-mail with its one Message-ID. It is handed over at least once and never lost."""

    message_id = models.CharField(max_length=120, unique=True)
    kind = models.CharField(max_length=30)  # "code", "digest", "minutes", "invitation" …
    partnership_id = models.BigIntegerField(
        null=True, db_index=True
    )  # for the health page; the text is not walled data
    to = models.EmailField()
    subject = models.CharField(max_length=200)
    text = models.TextField()
    html = models.TextField(blank=True)
    headers = models.JSONField(default=dict)
    attachments = models.JSONField(default=list)  # [{"name", "type", "base64"}]
    state = models.CharField(max_length=10, choices=LetterState, default=LetterState.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    last_error = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField()
    try_after = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["state", "try_after"])]

    def __str__(self) -> str:
        return f"{self.kind} {self.message_id}"

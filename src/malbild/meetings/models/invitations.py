"""Who was called to a meeting, and what they answered."""

from __future__ import annotations

import secrets
from urllib.parse import urlsplit

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from malbild.access.models import Walled, WalledManager
from malbild.accounts.models import User
from malbild.meetings.models.meetings import Meeting


class Reply(models.TextChoices):
    YES = "yes", _("Kommer")
    NO = "no", _("Kan inte")
    MAYBE = "maybe", _("Kanske")


class Via(models.TextChoices):
    PAGE = "page"
    CALENDAR = "calendar"


class Invitation(Walled):
    """One person and one meeting. `uid` is the entry's name in that person's calendar and nobody else's.

    It cannot be guessed, so that a reply which names it comes from somebody who holds the invitation. `sequence` is
    the number of the last letter (RFC 5546); an answer to a number below `counts_from` was given to another time.
    """

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="invitations")
    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    uid = models.CharField(max_length=200, unique=True)
    address = models.EmailField(blank=True)  # where the last letter went; none yet when the person answered first
    sequence = models.PositiveIntegerField(default=0)
    counts_from = models.PositiveIntegerField(default=0)
    starts_at = models.DateTimeField()  # what the person was told last
    place = models.CharField(max_length=160, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    answer = models.CharField(max_length=5, choices=Reply, blank=True)
    answer_sequence = models.PositiveIntegerField(default=0)
    answered_at = models.DateTimeField(null=True, blank=True)
    via = models.CharField(max_length=8, choices=Via, blank=True)

    objects = WalledManager()

    class Meta(Walled.Meta):
        abstract = False
        constraints = [models.UniqueConstraint(fields=["meeting", "user"], name="invited_once")]

    def __str__(self) -> str:
        return f"{self.meeting_id} {self.user_id} {self.answer}"

    @property
    def standing_answer(self) -> str:
        """What the person said about the time that holds now, or ""."""
        return self.answer if self.answer_sequence >= self.counts_from else ""


def new_uid(meeting: Meeting) -> str:
    """The partnership's number in it only says which door to open when a reply comes."""
    host = urlsplit(settings.SITE_ADDRESS).hostname or "localhost"
    return f"mote-{meeting.partnership_id}-{meeting.pk}-{secrets.token_hex(16)}@{host}"

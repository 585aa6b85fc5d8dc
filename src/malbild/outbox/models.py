"""Letters on their way: written with the deed that caused them, handed over by the worker."""

from __future__ import annotations

import datetime as dt
from typing import Self

from django.db import models
from django.db.models import Q


class LetterState(models.TextChoices):
    WAITING = "waiting"
    SENT = "sent"
    FAILED = "failed"


class Trouble(models.TextChoices):
    """Why the last try did not succeed, as a code that a page can put into words."""

    NONE = ""
    CONNECTION = "connection"  # no answer, cut off, too slow
    SECURE = "secure"  # no safe line: no STARTTLS, no certificate we can trust
    LOGIN = "login"  # the server did not accept who we are
    LATER = "later"  # 4xx: try again later
    SENDER = "sender"  # 5xx about our own address
    REFUSED = "refused"  # 5xx to everybody we write to: about us, whatever it says
    RECIPIENT = "recipient"  # 5xx about the recipient
    CONTENT = "content"  # 5xx about the letter, or it could not be built
    UNREACHABLE = "unreachable"  # an earlier letter to the address came back, so this one was not sent
    TOO_OLD = "too-old"  # of no use any more, such as a sign-in code


class CameBack(models.TextChoices):
    """What a letter was answered with by a machine."""

    NOTHING = ""
    BOUNCED = "bounced"
    AWAY = "away"


class LetterQuerySet(models.QuerySet["Letter"]):
    def due(self, at: dt.datetime) -> Self:
        """Waiting, its time has come, and nobody else is handing it over."""
        free = Q(leased_until=None) | Q(leased_until__lte=at)
        return self.filter(free, state=LetterState.WAITING, try_after__lte=at)

    def waiting(self) -> Self:
        return self.filter(state=LetterState.WAITING)

    def failed(self) -> Self:
        return self.filter(state=LetterState.FAILED)

    def of(self, partnership_id: int) -> Self:
        return self.filter(partnership_id=partnership_id)


class Letter(models.Model):
    """One e-mail with its one Message-ID. It is handed over at least once and never lost."""

    message_id = models.CharField(max_length=120, unique=True)
    kind = models.CharField(max_length=30)  # "code", "digest", "minutes", "invitation" …
    partnership_id = models.BigIntegerField(
        null=True, db_index=True
    )  # for the health page; the text is not walled data
    to = models.EmailField()
    from_name = models.CharField(max_length=80, blank=True)  # the partnership's name, before our address
    subject = models.CharField(max_length=200)
    text = models.TextField()
    html = models.TextField(blank=True)
    headers = models.JSONField(default=dict)
    attachments = models.JSONField(default=list)  # [{"name", "type", "base64"}]
    holds_key = models.BooleanField(default=False)  # its text opens something: erased once it is handed over
    state = models.CharField(max_length=10, choices=LetterState, default=LetterState.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    trouble = models.CharField(max_length=12, choices=Trouble, default=Trouble.NONE, blank=True)
    last_error = models.CharField(max_length=300, blank=True)  # the server's own words
    created_at = models.DateTimeField()
    try_after = models.DateTimeField()
    good_until = models.DateTimeField(null=True)  # after this it is not sent at all
    leased_until = models.DateTimeField(null=True)  # somebody is handing it over; a dead process lets go by itself
    lease = models.CharField(max_length=32, blank=True)
    sent_at = models.DateTimeField(null=True)
    came_back = models.CharField(max_length=8, choices=CameBack, default=CameBack.NOTHING, blank=True)
    came_back_at = models.DateTimeField(null=True)

    objects = LetterQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["state", "try_after"]), models.Index(fields=["sent_at"])]

    def __str__(self) -> str:
        return f"{self.kind} {self.message_id}"


class WorkerBeat(models.Model):
    """When each job last ran, so that a page can tell that nobody is working."""

    job = models.CharField(max_length=30, unique=True)
    at = models.DateTimeField()
    did = models.CharField(max_length=120, blank=True)  # counts and codes, never names

    def __str__(self) -> str:
        return f"{self.job} {self.at:%Y-%m-%d %H:%M}"


class Unreachable(models.Model):
    """An address that letters came back from: nothing automatic is sent there until somebody says otherwise.

    By address and not by person: who gets a new address is reachable again by that.
    """

    address = models.CharField(max_length=254, unique=True)  # as message.key_of writes it
    status = models.CharField(max_length=11, blank=True)  # RFC 3463: "5.1.1"
    since = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.pk} {self.status}"


class Mailbox(models.Model):
    """How far the mailbox for returns has been read, by the numbers that IMAP gives letters."""

    name = models.CharField(max_length=200, unique=True)  # user, host and folder; never the key
    validity = models.BigIntegerField(default=0)
    last_uid = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.pk} {self.last_uid}"

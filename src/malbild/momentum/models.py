"""Who was told what and when, the keys in their mails, and how often they want mail."""

from __future__ import annotations

import datetime as dt

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from malbild.access.models import Walled, WalledManager
from malbild.accounts.models import User
from malbild.goals.models import Assignment, Measure
from malbild.momentum import rules
from malbild.outbox.models import Letter
from malbild.partnerships.models import Membership, Partnership


class Rhythms(models.TextChoices):
    WEEKLY = rules.Rhythm.WEEKLY.value, _("Högst en gång i veckan")
    MONTHLY = rules.Rhythm.MONTHLY.value, _("Högst en gång i månaden")
    MEETINGS = rules.Rhythm.MEETINGS.value, _("Bara inför möten")
    NONE = rules.Rhythm.NONE.value, _("Inga mejl alls")


class Kinds(models.TextChoices):
    DIGEST = rules.Kind.DIGEST.value
    MEETING = rules.Kind.MEETING.value


WEEKDAYS = [(0, _("måndag")), (1, _("tisdag")), (2, _("onsdag")), (3, _("torsdag")), (4, _("fredag"))]


class MailLink(Walled):
    """The key in one mail: one person, one set of åtgärder, thirty days. Only the key's hash is kept.

    A newer mail does not close an older link; the seat's end does, at once, since it is looked up each time.
    """

    membership = models.ForeignKey(Membership, models.CASCADE, related_name="+")
    token_hash = models.CharField(max_length=64, unique=True)
    items = models.JSONField(default=list)  # ids of åtgärder
    lines = models.JSONField(default=list)  # ids of line work that it asks about
    asked_for = models.BooleanField(default=False)  # sent again because the person asked
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    reply_hash = models.CharField(max_length=64, null=True, unique=True)  # of the address that its mail is replied to
    used_at = models.DateTimeField(null=True, blank=True)  # the last answer by it; opening it leaves no trace
    reported_at = models.DateTimeField(null=True, blank=True)  # somebody said that it came to the wrong person

    objects = WalledManager()

    class Meta(Walled.Meta):
        abstract = False

    def __str__(self) -> str:
        return str(self.pk)

    def is_expired(self, at: dt.datetime) -> bool:
        return at >= self.expires_at


class MailSetting(Walled):
    """How often a person wants mail from this partnership. No row means weekly, on Tuesdays."""

    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    rhythm = models.CharField(max_length=8, choices=Rhythms, default=Rhythms.WEEKLY)
    weekday = models.PositiveSmallIntegerField(choices=WEEKDAYS, default=rules.TUESDAY)
    changed_at = models.DateTimeField()

    objects = WalledManager()

    class Meta(Walled.Meta):
        abstract = False
        constraints = [models.UniqueConstraint(fields=["partnership", "user"], name="mail_setting_once")]

    def __str__(self) -> str:
        return self.rhythm


class Digest(Walled):
    """One automatic mail to one person for one week; written in the same transaction as its letter."""

    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    period = models.CharField(max_length=8)  # rules.week_of: "2026-W48"
    kind = models.CharField(max_length=8, choices=Kinds)
    meeting_id = models.BigIntegerField(null=True, blank=True)  # the meeting it came before
    link = models.ForeignKey(MailLink, models.CASCADE, related_name="+")
    letter = models.ForeignKey(Letter, models.SET_NULL, null=True, related_name="+")
    sent_on = models.DateField()
    at = models.DateTimeField()

    objects = WalledManager()

    class Meta(Walled.Meta):
        abstract = False
        constraints = [models.UniqueConstraint(fields=["partnership", "user", "period"], name="digest_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.period}"


class Call(Walled):
    """The coordinator rang instead: mails begin again."""

    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    by = models.ForeignKey(Membership, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()

    objects = WalledManager()

    class Meta(Walled.Meta):
        abstract = False

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d}"


class Outcomes(models.TextChoices):
    UNDERSTOOD = "understood"
    WAITS = "waits"  # for the coordinator
    STOPPED = "stopped"  # it seemed to hold a personnummer: nothing of it was kept


class Doubts(models.TextChoices):
    """Why a reply waits for somebody instead of counting."""

    NONE = ""
    UNCLEAR = "unclear", _("Vi förstod inte säkert vad som menades.")
    UNKNOWN_SENDER = "unknown-sender", _("Det går inte att se att det är personen själv som har skrivit.")
    OTHER_LETTER = "other-letter", _("Det är ett svar på ett mejl som inte ställde någon fråga.")
    CLOSED = "closed", _("Det kom för sent, eller så har personen ingen plats i samverkan längre.")
    CHANGED = "changed", _("Åtgärden har ändrats sedan mejlet skickades.")
    THIRD_DAY = (
        "third-day",
        _("Tredje nya dagen. Fråga om åtgärden ska delas, lämnas över eller avslutas."),
    )


class MailReply(Walled):
    """A reply to a mail: what it was understood as, or that it waits for the coordinator with its words.

    Written in the same transaction as its answers. `message_key` and `content_key` know the same message again.
    """

    membership = models.ForeignKey(Membership, models.CASCADE, null=True, blank=True, related_name="+")
    link = models.ForeignKey(MailLink, models.SET_NULL, null=True, blank=True, related_name="+")
    letter = models.ForeignKey(Letter, models.SET_NULL, null=True, blank=True, related_name="+")
    message_key = models.CharField(max_length=64)
    content_key = models.CharField(max_length=64)
    outcome = models.CharField(max_length=10, choices=Outcomes)
    doubt = models.CharField(max_length=14, choices=Doubts, default=Doubts.NONE, blank=True)
    answers = models.JSONField(default=list)  # [{"measure", "answer", "due"}], when it was understood
    text = models.TextField(blank=True)  # the person's own words, while somebody must read them
    attachments = models.PositiveSmallIntegerField(default=0)
    more = models.PositiveIntegerField(default=0)  # that came after it and were too many to keep
    at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(Membership, models.SET_NULL, null=True, blank=True, related_name="+")

    objects = WalledManager()

    class Meta(Walled.Meta):
        abstract = False
        constraints = [
            models.UniqueConstraint(fields=["partnership", "message_key"], name="reply_message_once"),
            models.UniqueConstraint(fields=["partnership", "content_key"], name="reply_content_once"),
        ]
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return self.outcome

    @property
    def is_stopped(self) -> bool:
        return self.outcome == Outcomes.STOPPED

    @property
    def is_unproven(self) -> bool:
        """Nothing says that it is from the person whose letter it answers."""
        return self.doubt in (Doubts.UNKNOWN_SENDER, Doubts.OTHER_LETTER)


class LeadersRule(Walled):
    """A switch: what a meeting could not move is proposed for the steering group's agenda. The last row is in force.

    Off where there is no row. Who switched it and when is shown with it.
    """

    is_on = models.BooleanField()
    by = models.ForeignKey(Membership, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()

    objects = WalledManager()

    class Meta(Walled.Meta):
        abstract = False
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return str(self.is_on)


class SentToLeaders(Walled):
    """A person sent something that had stopped to the steering group's agenda. Nothing is ever sent by itself."""

    measure = models.ForeignKey(Measure, models.CASCADE, null=True, blank=True, related_name="+")
    assignment = models.ForeignKey(Assignment, models.CASCADE, null=True, blank=True, related_name="+")
    wish = models.CharField(_("vad ber ni styrgruppen om?"), max_length=200, blank=True)
    by = models.ForeignKey(Membership, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()

    objects = WalledManager()

    class Meta(Walled.Meta):
        abstract = False
        constraints = [
            models.CheckConstraint(
                condition=Q(measure__isnull=False, assignment=None) | Q(measure=None, assignment__isnull=False),
                name="sent_is_one_thing",
            )
        ]
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d}"


class PersonWeek(models.Model):
    """The cap itself: one automatic mail to a person in a week, from whichever partnership. Says nothing of why."""

    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    period = models.CharField(max_length=8)
    sent_on = models.DateField()
    partnership = models.ForeignKey(Partnership, models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "period"], name="one_mail_a_week")]

    def __str__(self) -> str:
        return self.period


class DayRun(models.Model):
    """A day whose digests have all been written; the next run starts after the last one."""

    day = models.DateField(unique=True)
    finished_at = models.DateTimeField()
    written = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"{self.day}"

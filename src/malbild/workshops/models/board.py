"""The board: cards, groups, dots. No row here says who wrote or voted.

While a round is open, `CardKey` and `Vote` hold the hash of a key that only the phone knows, so that you can change
your own. They are emptied when the round closes; the primary keys and the rows that stay tell nobody apart.
"""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from malbild.access.actor import Area
from malbild.access.models import BaseWalledManager, Walled, WalledManager
from malbild.workshops.models.recorded import Recorded, RecordedQuerySet
from malbild.workshops.models.room import Workshop
from malbild.workshops.names import Decisions, Sorts
from malbild.workshops.states import ALLOWED_LENGTH, LAST_STEP, Decision

RecordedManager = BaseWalledManager.from_queryset(RecordedQuerySet)
_LARGEST_KEY = 2**53 - 1  # what a browser can count


def scattered() -> int:
    """A card's key: random, since keys in order would tell which card came when, and so perhaps from whom."""
    return 1 + secrets.randbelow(_LARGEST_KEY)


if TYPE_CHECKING:
    _BigInteger = models.BigIntegerField[int, int]
else:
    _BigInteger = models.BigIntegerField


class ScatteredKey(_BigInteger):
    """The key of a card, and on SQLite the very place of its row.

    SQLite keeps a hidden number for each row, in the order they came, beside any key but one of the type "integer":
    that is the row's number. So no other order is kept than that of the random keys.
    """

    def db_type(self, connection: BaseDatabaseWrapper) -> str | None:
        return "integer" if connection.vendor == "sqlite" else super().db_type(connection)


class Round(Recorded):
    """One step's question, writing and voting. `material` is what is on screen before writing: facts and causes."""

    AREA = Area.WORKSHOP
    GUEST_KEY = "workshop_id"
    LOGGED: ClassVar[tuple[str, ...]] = (
        "step",
        "question",
        "material",
        "revealed_at",
        "shown_at",
        "ballot_no",
        "voters",
        "weighed_at",
        "criteria",
    )

    workshop = models.ForeignKey(Workshop, models.CASCADE, related_name="rounds")
    step = models.PositiveSmallIntegerField()
    question = models.CharField(_("fråga"), max_length=240, blank=True)  # empty: the step's own question
    material = models.JSONField(default=dict)
    revealed_at = models.DateTimeField(null=True, blank=True)  # writing closed; the cards are for everyone
    shown_at = models.DateTimeField(null=True, blank=True)  # the result is for everyone
    ballot_no = models.PositiveSmallIntegerField(default=1)
    voters = models.PositiveSmallIntegerField(null=True, blank=True)
    weighed_at = models.DateTimeField(null=True, blank=True)  # the group has looked at the criteria
    criteria = models.JSONField(default=list)  # those that decided for the round as a whole

    objects = RecordedManager()

    class Meta(Recorded.Meta):
        abstract = False
        ordering = ["step"]
        constraints = [
            models.UniqueConstraint(fields=["workshop", "step"], name="one_round_per_step"),
            models.CheckConstraint(condition=Q(step__gte=1, step__lte=LAST_STEP), name="round_of_a_step"),
        ]

    def __str__(self) -> str:
        return f"{self.workshop_id}/{self.step}"

    @property
    def writing_mark(self) -> str:
        return f"{self.pk}w"

    @property
    def voting_mark(self) -> str:
        return f"{self.pk}v{self.ballot_no}"


class Group(Recorded):
    """Cards that say the same, and what the group of people decided about them."""

    AREA = Area.WORKSHOP
    GUEST_KEY = "workshop_id"
    LOGGED: ClassVar[tuple[str, ...]] = (
        "round_id",
        "title",
        "is_removed",
        "votes",
        "decision",
        "is_proposed",
        "parts",
        "criteria",
        "lesson",
        "why",
        "lead_party_id",
        "is_carried",
    )

    workshop = models.ForeignKey(Workshop, models.CASCADE, related_name="groups")
    round = models.ForeignKey(Round, models.CASCADE, related_name="groups")
    title = models.CharField(_("gruppens namn"), max_length=120)
    is_removed = models.BooleanField(default=False)
    votes = models.PositiveIntegerField(null=True, blank=True)  # counted when the result is shown
    decision = models.CharField(max_length=5, choices=Decisions, blank=True)
    is_proposed = models.BooleanField(default=False)  # by the method supporter; an organiser has not confirmed it
    parts = models.JSONField(default=list)
    criteria = models.JSONField(default=list)
    lesson = models.CharField(_("lärdom"), max_length=280, blank=True)
    why = models.CharField(_("varför"), max_length=200, blank=True)
    lead_party = models.ForeignKey("partnerships.Party", models.SET_NULL, null=True, blank=True, related_name="+")
    is_carried = models.BooleanField(default=False)  # handed to the next agenda

    objects = RecordedManager()

    class Meta(Recorded.Meta):
        abstract = False
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.title

    @property
    def decided(self) -> str:
        """What is decided: a proposal of the method supporter is nothing until an organiser has confirmed it."""
        return "" if self.is_proposed else self.decision

    @property
    def reason(self) -> str:
        """Why it was not taken up, in the group's own words or the plainest that is true."""
        if self.why:
            return self.why
        if self.is_proposed:
            return gettext("Metodstödets förslag bekräftades inte på workshopen.")
        if self.decision == Decision.LATER:
            return gettext("Sparad från workshopen: inte nu.")
        return gettext("Hann inte tas upp på workshopen.")


class Card(Recorded):
    """One idea. `client_id` is made by the phone, so that a second send is the same card."""

    AREA = Area.WORKSHOP
    GUEST_KEY = "workshop_id"
    LOGGED: ClassVar[tuple[str, ...]] = ("round_id", "group_id", "is_aside", "is_withdrawn")

    id = ScatteredKey(primary_key=True, default=scattered, editable=False)
    workshop = models.ForeignKey(Workshop, models.CASCADE, related_name="cards")
    round = models.ForeignKey(Round, models.CASCADE, related_name="cards")
    client_id = models.UUIDField()
    text = models.CharField(_("kort"), max_length=ALLOWED_LENGTH)
    sort = models.CharField(max_length=8, choices=Sorts, blank=True)
    group = models.ForeignKey(Group, models.SET_NULL, null=True, blank=True, related_name="cards")
    is_aside = models.BooleanField(default=False)  # Lägg åt sidan: kept, not shown
    is_withdrawn = models.BooleanField(default=False)  # taken back by who wrote it; the text is gone

    objects = RecordedManager()

    class Meta(Recorded.Meta):
        abstract = False
        ordering = ["client_id"]  # random, so that the order does not tell who was quick
        constraints = [models.UniqueConstraint(fields=["workshop", "client_id"], name="card_sent_once")]

    def __str__(self) -> str:
        return self.text


class CardKey(Walled):
    """The side table: the hash of a phone's key for this round → its card. Emptied when the round closes.

    `n` is the phone's own count of its changes to the card, so that a late resend never overwrites a newer text.
    """

    AREA = Area.WORKSHOP
    GUEST_KEY = "workshop_id"

    workshop = models.ForeignKey(Workshop, models.CASCADE, related_name="+")
    round = models.ForeignKey(Round, models.CASCADE, related_name="keys")
    key_hash = models.CharField(max_length=64, db_index=True)
    card = models.OneToOneField(Card, models.CASCADE, related_name="+")
    n = models.PositiveIntegerField(default=0)

    objects = WalledManager()

    class Meta(Walled.Meta):
        abstract = False

    def __str__(self) -> str:
        return str(self.pk)


class Vote(Walled):
    """The dots of one voting slip on one group. Emptied when the result is shown.

    `n` is the phone's own count of its changes to the slip: an older one that comes late changes nothing.
    """

    AREA = Area.WORKSHOP
    GUEST_KEY = "workshop_id"

    workshop = models.ForeignKey(Workshop, models.CASCADE, related_name="+")
    round = models.ForeignKey(Round, models.CASCADE, related_name="slips")
    key_hash = models.CharField(max_length=64, db_index=True)
    group = models.ForeignKey(Group, models.CASCADE, related_name="+")
    dots = models.PositiveSmallIntegerField(default=0)
    n = models.PositiveIntegerField(default=0)

    objects = WalledManager()

    class Meta(Walled.Meta):
        abstract = False
        constraints = [models.UniqueConstraint(fields=["key_hash", "group"], name="dots_once_per_slip_and_group")]

    def __str__(self) -> str:
        return str(self.pk)

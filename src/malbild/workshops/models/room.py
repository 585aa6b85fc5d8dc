"""The room: the workshop itself, its code, and who has joined."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from malbild.access.actor import Area
from malbild.access.models import Walled, WalledManager
from malbild.access.policy import Action
from malbild.accounts.models import OrganisationKind
from malbild.kit import clock
from malbild.partnerships.models import Membership, Partnership
from malbild.workshops import states
from malbild.workshops.names import Beats, WorkshopStates


class Workshop(Walled):
    """One workshop, over one or more sittings.

    `turn` counts the moves between beats, so that two who press at once are told apart. `version` changes with
    everything a participant sees, `counted` with what only the projector counts. The timer is advice: it stands
    at `timer_ends_at`, or with `timer_left` seconds when paused.
    """

    AREA = Area.WORKSHOP
    GUEST_KEY = "pk"
    LOGGED: ClassVar[tuple[str, ...]] = (
        "title",
        "is_named",
        "state",
        "step",
        "beat",
        "turn",
        "timer_ends_at",
        "timer_left",
        "timer_total",
        "grace_until",
        "closed_at",
        "has_lobby",
        "supporter_leads",
        "supporter_takes_part",
    )

    title = models.CharField(_("rubrik"), max_length=120)
    is_named = models.BooleanField(default=False)  # chosen before anyone writes, never changed afterwards
    has_lobby = models.BooleanField(default=False)  # who comes with the code waits to be let in
    supporter_leads = models.BooleanField(default=False)  # an organiser has let the method supporter lead
    supporter_takes_part = models.BooleanField(default=False)  # … and write and vote
    state = models.CharField(max_length=8, choices=WorkshopStates, default=WorkshopStates.OPEN)
    step = models.PositiveSmallIntegerField(default=0)
    beat = models.CharField(max_length=8, choices=Beats, default=Beats.LOBBY)
    turn = models.PositiveIntegerField(default=0)
    version = models.PositiveIntegerField(default=0)
    counted = models.PositiveIntegerField(default=0)
    seq = models.PositiveIntegerField(default=0)
    timer_ends_at = models.DateTimeField(null=True, blank=True)
    timer_left = models.PositiveIntegerField(null=True, blank=True)
    timer_total = models.PositiveIntegerField(default=0)
    grace_until = models.DateTimeField(null=True, blank=True)
    started_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = WalledManager()

    class Meta(Walled.Meta):
        abstract = False
        ordering = ["-started_at", "-pk"]

    def __str__(self) -> str:
        return self.title

    @property
    def let_in(self) -> frozenset[Action]:
        """What an organiser has opened to the method supporter in this workshop."""
        opened = {Action.WORKSHOP_LEAD: self.supporter_leads, Action.BEAT_TAKE_PART: self.supporter_takes_part}
        return frozenset(action for action, is_open in opened.items() if is_open)

    @property
    def is_running(self) -> bool:
        return self.state == states.WorkshopState.OPEN

    @property
    def in_grace(self) -> bool:
        """The thirty seconds after writing closed in which an unsent card may still come."""
        return self.grace_until is not None and clock.now() <= self.grace_until and self.beat == states.Beat.READ

    @property
    def seconds_left(self) -> int | None:
        """Seconds to the advised end, never under 0; None when the beat has no time."""
        if self.timer_left is not None:
            return self.timer_left
        if self.timer_ends_at is None:
            return None
        return max(0, round((self.timer_ends_at - clock.now()).total_seconds()))

    @property
    def may_reopen(self) -> bool:
        return self.closed_at is not None and clock.now() - self.closed_at <= states.REOPEN

    def opens(self, deed: states.Deed) -> bool:
        """True when the running beat is open for the deed."""
        return self.is_running and states.is_open(states.Beat(self.beat), deed)


class JoinCode(models.Model):
    """The door from six digits to one workshop. It lies outside the walls: who knocks has no seat yet.

    The row exists only while the workshop is open, so a code dies with the sitting.
    """

    code = models.CharField(max_length=6, unique=True)
    key = models.CharField(max_length=24, unique=True)  # in the QR square: no guessing, so never refused for it
    partnership = models.ForeignKey(Partnership, models.CASCADE, related_name="+")
    workshop = models.OneToOneField(Workshop, models.CASCADE, related_name="+")

    def __str__(self) -> str:
        return f"{self.code[:3]} {self.code[3:]}"


class WrongGuess(models.Model):
    """A wrong code, by a keyed hash of the address it came from; forgotten after the window."""

    address = models.CharField(max_length=32, db_index=True)
    at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"{self.at:%H.%M}"


class KnownAddress(models.Model):
    """An address that has got somebody through this door, so that the rest of the hall behind it comes in too.

    `address` is a keyed hash that also depends on the door: the same address at two doors is two values, and the row
    dies with the door. It says nothing of who, how many or when.
    """

    door = models.ForeignKey(JoinCode, models.CASCADE, related_name="known")
    address = models.CharField(max_length=32)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["door", "address"], name="address_known_once_per_door")]

    def __str__(self) -> str:
        return str(self.pk)


class Participant(Walled):
    """Somebody in the room. Nothing here points at a card or a vote.

    The marks say only that this person has a voting slip, or is done, in the round they name.
    """

    AREA = Area.WORKSHOP
    GUEST_KEY = "workshop_id"

    workshop = models.ForeignKey(Workshop, models.CASCADE, related_name="participants")
    membership = models.ForeignKey(Membership, models.SET_NULL, null=True, blank=True, related_name="+")
    kind = models.CharField(max_length=20, choices=OrganisationKind, default=OrganisationKind.OTHER)
    name = models.CharField(_("namn"), max_length=60, blank=True)
    is_remote = models.BooleanField(default=False)
    is_waiting = models.BooleanField(default=False)  # outside until the leader lets in
    joined_on = models.DateField()
    done_mark = models.CharField(max_length=24, blank=True)
    slip_mark = models.CharField(max_length=24, blank=True)
    form_hash = models.CharField(max_length=64, blank=True)  # the form that took the place: sent twice, it is one

    objects = WalledManager()

    class Meta(Walled.Meta):
        abstract = False
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["workshop", "membership"],
                condition=models.Q(membership__isnull=False),
                name="one_place_per_membership",
            )
        ]

    def __str__(self) -> str:
        return self.name or str(self.get_kind_display())

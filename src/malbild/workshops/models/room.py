"""The room: the workshop itself, its code, and who has joined."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from malbild.access.actor import Area
from malbild.access.models import Walled, WalledManager
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

    title = models.CharField(_("rubrik"), max_length=120)
    is_named = models.BooleanField(default=False)  # chosen before anyone writes, never changed afterwards
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
    joined_on = models.DateField()
    done_mark = models.CharField(max_length=24, blank=True)
    slip_mark = models.CharField(max_length=24, blank=True)

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

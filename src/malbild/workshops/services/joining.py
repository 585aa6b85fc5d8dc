"""In through the door: six digits or the QR square, an account, and out again."""

from __future__ import annotations

import datetime as dt
import secrets

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from malbild.access.actor import Actor, Role, Seat
from malbild.access.policy import Action, require
from malbild.access.scope import scope_for
from malbild.accounts.models import OrganisationKind
from malbild.kit import clock, guard
from malbild.partnerships.models import Membership
from malbild.workshops.errors import NotNow, WrongCode
from malbild.workshops.models import JoinCode, Participant, Workshop, WrongGuess
from malbild.workshops.services.record import locked, note, wall

WINDOW = dt.timedelta(minutes=10)
MOST_WRONG_FROM_ONE = 30  # a hall behind one address mistypes too
MOST_WRONG_IN_ALL = 300
NAME_LENGTH = 60


def open_door(workshop: Workshop) -> JoinCode:
    """A new code for this sitting; any earlier one is dead."""
    close_door(workshop)
    for _attempt in range(20):
        code = f"{secrets.randbelow(900_000) + 100_000}"
        try:
            with transaction.atomic():
                return JoinCode.objects.create(
                    code=code,
                    key=secrets.token_urlsafe(12),
                    partnership_id=workshop.partnership_id,
                    workshop=workshop,
                )
        except IntegrityError:
            continue
    raise NotNow(_("Vi fick ingen ledig kod. Försök igen om en stund."))


def close_door(workshop: Workshop) -> None:
    JoinCode.objects.filter(workshop_id=workshop.pk).delete()


def guest_of(partnership_id: int, workshop_id: int) -> Actor:
    """The narrow seat that a guest holds: one workshop, no party, no person."""
    return Actor(None, (Seat(partnership_id, None, Role.GUEST, workshop_id=workshop_id),))


def find_door(*, code: str = "", key: str = "", address: str) -> JoinCode:
    """The open workshop behind six digits, or behind the key of the QR square.

    Raises WrongCode. Only wrong codes are counted, per address and over the installation, in the database, so that
    it holds over processes. The QR key cannot be guessed and is let through also when an address is resting.
    """
    if key:
        found = JoinCode.objects.filter(key=key[:24]).first()
        if found is not None:
            return found
    digits = "".join(c for c in code if c in "0123456789")
    since = clock.now() - WINDOW
    hashed = _hashed(address)
    recent = WrongGuess.objects.filter(at__gte=since)
    if recent.filter(address=hashed).count() >= MOST_WRONG_FROM_ONE or recent.count() >= MOST_WRONG_IN_ALL:
        raise WrongCode(_("Det har kommit för många felaktiga koder. Vänta tio minuter, eller läs av QR-koden."))
    found = JoinCode.objects.filter(code=digits).first() if len(digits) == 6 else None
    if found is not None:
        return found
    WrongGuess.objects.filter(at__lt=since).delete()
    WrongGuess.objects.create(address=hashed, at=clock.now())
    raise WrongCode(
        _("Koden stämmer inte. Se efter på storbilden: sex siffror. Koden gäller bara medan workshopen pågår.")
    )


def _hashed(address: str) -> str:
    return salted_hmac("malbild.workshops.guess", address, secret=settings.SECRET_KEY, algorithm="sha256").hexdigest()[
        :32
    ]


def join_as_guest(door: JoinCode, *, kind: str, name: str = "", is_remote: bool = False) -> Participant:
    """Take a place without an account. A name is kept only when the workshop chose names."""
    actor = guest_of(door.partnership_id, door.workshop_id)
    with scope_for(actor, door.partnership_id), transaction.atomic():
        workshop = locked(actor, door.workshop_id)
        require(actor, Action.BEAT_TAKE_PART, workshop.facts)
        return _seat(workshop, kind=kind, name=name, is_remote=is_remote)


@transaction.atomic
def join_with_account(actor: Actor, workshop_id: int, *, is_remote: bool = False) -> Participant:
    """Take the place of one's own seat; a second time gives the same place."""
    workshop = locked(actor, workshop_id)
    require(actor, Action.BEAT_TAKE_PART, workshop.facts)
    seats = Membership.objects.visible_to(actor).filter(partnership_id=workshop.partnership_id, revoked_at=None)
    seats = seats.filter(user_id=actor.user_id or 0).select_related("party__organisation", "organisation", "user")
    mine = seats.first()
    if mine is None:
        raise NotNow(_("Du har ingen plats här. Gå med med koden på storbilden."))
    found = Participant.objects.filter(workshop=workshop, membership=mine).first()
    if found:
        return found
    organisation = mine.party.organisation if mine.party else mine.organisation
    return _seat(
        workshop,
        kind=organisation.kind if organisation else OrganisationKind.OTHER,
        name=mine.user.name,
        is_remote=is_remote,
        membership=mine,
    )


def _seat(
    workshop: Workshop, *, kind: str, name: str, is_remote: bool, membership: Membership | None = None
) -> Participant:
    if not workshop.is_running:
        raise NotNow(_("Workshopen är inte öppen nu. Vänta tills ledaren startar den igen."))
    seated = Participant.objects.create(
        **wall(workshop),
        membership=membership,
        kind=kind if kind in OrganisationKind else OrganisationKind.OTHER,
        name=guard.clean(name).strip()[:NAME_LENGTH] if workshop.is_named else "",
        is_remote=is_remote,
        joined_on=clock.today(),
    )
    note(workshop, "join")
    return seated


@transaction.atomic
def mark_done(actor: Actor, participant_id: int, *, done: bool = True) -> Participant:
    """Say "Jag är klar" in the running beat, or take it back."""
    mine = Participant.objects.visible_to(actor).get(pk=participant_id)
    workshop = locked(actor, mine.workshop_id)
    require(actor, Action.BEAT_TAKE_PART, workshop.facts)
    mark = f"{workshop.step}{workshop.beat}"
    mine.done_mark = mark if done else ""
    mine.save(update_fields=["done_mark"])
    note(workshop, "done" if done else "not-done")
    return mine


@transaction.atomic
def leave(actor: Actor, participant_id: int) -> None:
    """Leave the room on this device; what was written stays."""
    mine = Participant.objects.visible_to(actor).filter(pk=participant_id).first()
    if mine is not None:
        workshop = locked(actor, mine.workshop_id)
        mine.delete()
        note(workshop, "leave")

"""In through the door: six digits or the QR square, an account, and out again."""

from __future__ import annotations

import datetime as dt
import hashlib
import ipaddress
import secrets

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from malbild.access.actor import Actor, Role, Seat
from malbild.access.policy import Action, require
from malbild.access.scope import scope_for
from malbild.accounts.models import OrganisationKind
from malbild.audit import log
from malbild.kit import clock, guard
from malbild.partnerships.models import Membership
from malbild.workshops import states
from malbild.workshops.errors import NotNow, TooMany, WrongCode
from malbild.workshops.models import JoinCode, KnownAddress, Participant, Workshop, WrongGuess
from malbild.workshops.services.record import led, locked, note, wall

WINDOW = dt.timedelta(minutes=10)
MOST_WRONG_FROM_ONE = 30  # a hall behind one address mistypes too
MOST_WRONG_IN_ALL = 300
FEW_TRIES = 3
MOST_EVER = 600
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
    it holds over processes. Who gets through all the same:

    - The QR key cannot be guessed (96 bits) and is never refused.
    - A known address: one that has already got somebody through this very door, or that the leader leads from. Its
      further right codes for that door pass although it is resting, so a hall of 300 behind one address comes in
      while somebody in it types nonsense. It learns nothing of other doors that way.
    - When the installation is resting: an address with fewer than FEW_TRIES wrong ones of its own, up to MOST_EVER.

    The arithmetic, with W open workshops among 900 000 codes and ten minutes' windows: one address makes 30 guesses,
    and finds a door in 30 W / 900 000 of the windows; with one workshop open, 1 in 30 000. Any number of addresses
    together makes MOST_EVER = 600 guesses: 1 in 1 500 a window, 1.2 % through three hours (18 windows) in which every
    window is filled; with 30 workshops open, 2 % a window to come into any one of them. An IPv6 customer has 2^64
    addresses, so the /64 net counts as one. What a guess opens is a room where everyone sees how many have come, the
    leader can turn on the lobby, and nothing outside the workshop can be read.
    """
    if key:
        found = JoinCode.objects.filter(key=key[:24]).first()
        if found is not None:
            return found
    digits = "".join(c for c in code if c in "0123456789")
    found = JoinCode.objects.filter(code=digits).first() if len(digits) == 6 else None
    if found is not None and _knows(found, address):
        return found
    since = clock.now() - WINDOW
    hashed = _hashed(address)
    if _rests(WrongGuess.objects.filter(at__gte=since), hashed):
        raise WrongCode(_("Det har kommit för många felaktiga koder. Vänta tio minuter, eller läs av QR-koden."))
    if found is not None:
        know_address(found, address)
        return found
    WrongGuess.objects.filter(at__lt=since).delete()
    WrongGuess.objects.create(address=hashed, at=clock.now())
    raise WrongCode(
        _("Koden stämmer inte. Se efter på storbilden: sex siffror. Koden gäller bara medan workshopen pågår.")
    )


def _rests(recent: QuerySet[WrongGuess], hashed: str) -> bool:
    own, every = recent.filter(address=hashed).count(), recent.count()
    if own >= MOST_WRONG_FROM_ONE or every >= MOST_EVER:
        return True
    return every >= MOST_WRONG_IN_ALL and own >= FEW_TRIES


def know_address(door: JoinCode, address: str) -> None:
    """From now on right codes for this door come in from the address; the row dies with the door."""
    KnownAddress.objects.get_or_create(door=door, address=_hashed(address, door.key))


def know_leaders_address(workshop: Workshop, address: str) -> None:
    """The hall's own network is the one that the leader leads from."""
    door = JoinCode.objects.filter(workshop_id=workshop.pk).first()
    if door is not None:
        know_address(door, address)


def _knows(door: JoinCode, address: str) -> bool:
    return KnownAddress.objects.filter(door=door, address=_hashed(address, door.key)).exists()


def _hashed(address: str, door: str = "") -> str:
    """What is kept of an address: nothing that anybody without the installation's secret can turn back."""
    value = f"{door}:{_network(address)}" if door else _network(address)
    hashed = salted_hmac("malbild.workshops.guess", value, secret=settings.SECRET_KEY, algorithm="sha256")
    return hashed.hexdigest()[:32]


def _network(address: str) -> str:
    """One customer: an IPv4 address, or the /64 net of an IPv6 one."""
    try:
        found = ipaddress.ip_address(address.split("%", 1)[0])
    except ValueError:
        return address
    if isinstance(found, ipaddress.IPv4Address):
        return str(found)
    return str(found.ipv4_mapped or ipaddress.ip_network((int(found), 64), strict=False))


def join_as_guest(
    door: JoinCode, *, kind: str, name: str = "", is_remote: bool = False, form_key: str = ""
) -> Participant:
    """Take a place without an account. A name is kept only when the workshop chose names.

    With the lobby on the place is outside until the leader lets in. The same form again, by its key, gives the place
    that it took: a double tap is one person. Raises NotNow, and TooMany when the room is full.
    """
    hashed = hashlib.sha256(form_key.encode("utf-8", "replace")).hexdigest() if form_key else ""
    actor = guest_of(door.partnership_id, door.workshop_id)
    with scope_for(actor, door.partnership_id), transaction.atomic():
        workshop = locked(actor, door.workshop_id)
        require(actor, Action.BEAT_TAKE_PART, workshop.facts)
        taken = Participant.objects.filter(workshop=workshop, form_hash=hashed).first() if hashed else None
        if taken is not None:
            return taken
        return _seat(
            workshop, kind=kind, name=name, is_remote=is_remote, is_waiting=workshop.has_lobby, form_hash=hashed
        )


def has_place(door: JoinCode, participant_id: int) -> bool:
    """True for a place in this door's room that nobody has left, also while it waits to be let in."""
    actor = guest_of(door.partnership_id, door.workshop_id)
    with scope_for(actor, door.partnership_id):
        places = Participant.objects.visible_to(actor).filter(workshop_id=door.workshop_id)
        return places.filter(pk=participant_id).exists()


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
    workshop: Workshop,
    *,
    kind: str,
    name: str,
    is_remote: bool,
    is_waiting: bool = False,
    membership: Membership | None = None,
    form_hash: str = "",
) -> Participant:
    if not workshop.is_running:
        raise NotNow(_("Workshopen är inte öppen nu. Vänta tills ledaren startar den igen."))
    if membership is None and Participant.objects.filter(workshop=workshop).count() >= states.MOST_PLACES:
        raise TooMany(_("Workshopen är full. Säg till ledaren, som kan lägga in dina kort och röster åt dig."))
    seated = Participant.objects.create(
        **wall(workshop),
        membership=membership,
        kind=kind if kind in OrganisationKind else OrganisationKind.OTHER,
        name=guard.clean(name).strip()[:NAME_LENGTH] if workshop.is_named else "",
        is_remote=is_remote,
        is_waiting=is_waiting,
        joined_on=clock.today(),
        form_hash=form_hash,
    )
    note(workshop, "knock" if is_waiting else "join")
    return seated


@transaction.atomic
def set_lobby(actor: Actor, workshop_id: int, *, on: bool) -> Workshop:
    """Släpp in: from now on who comes with the code waits. Turned off, everyone who waits is let in.

    People with a seat at the table are known already and never wait. The same button takes it back, so it is not
    among the deeds to undo.
    """
    workshop = led(actor, workshop_id)
    if workshop.has_lobby == on:
        return workshop
    workshop.has_lobby = on
    workshop.save(update_fields=["has_lobby"])
    note(workshop, "lobby", seen=True, on=on)
    log.record(actor, Action.WORKSHOP_LEAD, workshop, deed="lobby", on=on)
    if not on:
        let_in(actor, workshop_id)
        workshop.refresh_from_db()
    return workshop


@transaction.atomic
def let_in(actor: Actor, workshop_id: int, *, participant_id: int | None = None) -> int:
    """Let in one, or everyone who waits; gives how many. Somebody already inside is no error.

    Not among the deeds to undo: it would stand in the way of undoing what the room does, and who is in is in. The
    log says that somebody came in, and the audit trail who let them.
    """
    workshop = led(actor, workshop_id)
    waiting = Participant.objects.filter(workshop=workshop, is_waiting=True)
    if participant_id is not None:
        waiting = waiting.filter(pk=participant_id)
    count = waiting.update(is_waiting=False)
    if count:
        note(workshop, "let-in", count=count)
        log.record(actor, Action.WORKSHOP_LEAD, workshop, deed="let-in", count=count)
    return count


@transaction.atomic
def mark_done(actor: Actor, participant_id: int, *, done: bool = True) -> Participant:
    """Say "Jag är klar" in the running beat, or take it back."""
    mine = Participant.objects.visible_to(actor).get(pk=participant_id, is_waiting=False)
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

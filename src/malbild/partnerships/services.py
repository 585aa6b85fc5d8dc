"""Deeds around the table: found a partnership, invite, leave, let a supporter in and out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext as _

from malbild.access.actor import Actor, Area, Role
from malbild.access.errors import Hidden
from malbild.access.policy import Action, Facts, Reach, require, table_facts
from malbild.accounts.models import LocalPoliceDistrict, Municipality, Organisation, User
from malbild.audit import log
from malbild.kit import clock
from malbild.kit.errors import Refusal
from malbild.outbox.services import post
from malbild.partnerships.models import Membership, MembershipQuerySet, Partnership, Party
from malbild.partnerships.tags import FORMS, PROBLEMS

SUPPORT_MAX_DAYS = 366


class AlreadySeated(Refusal):
    """The person holds that seat already."""


class SeatNotOpen(Refusal):
    """An invitation that cannot be made as asked."""


@transaction.atomic
def create_partnership(
    *,
    name: str,
    organisations: Iterable[Organisation],
    municipality: Municipality | None = None,
    district: LocalPoliceDistrict | None = None,
    slug: str = "",
) -> Partnership:
    """Found a partnership with its parties; an operator's deed, with no actor yet.

    Raises SeatNotOpen when neither a municipality nor a police district is given, or the name is taken.
    """
    slug = slugify((slug or name).translate(str.maketrans("åäöÅÄÖ", "aaoAAO")))
    if municipality is None and district is None:
        raise SeatNotOpen(_("Ange en kommun eller ett lokalpolisområde."))
    if Partnership.objects.filter(slug=slug).exists():
        raise SeatNotOpen(_("Det finns redan en samverkan med det namnet."))
    partnership = Partnership.objects.create(slug=slug, name=name, municipality=municipality, district=district)
    for organisation in organisations:
        Party.objects.create(partnership=partnership, organisation=organisation)
    return partnership


@transaction.atomic
def seat_person(
    partnership: Partnership,
    *,
    party: Party,
    role: Role,
    name: str,
    email: str,
    title: str = "",
    accepted: bool = False,
) -> Membership:
    """Give a person a seat, making the person when the address is new. Raises AlreadySeated."""
    user = User.objects.filter(email=email.strip().lower()).first() or User.objects.create_user(email, name)
    mine = Membership.objects.filter(partnership=partnership, user=user, role=role.value)
    if mine.filter(ends_on=None, revoked_at=None).exists():
        raise AlreadySeated(_("%(name)s har redan den platsen.") % {"name": user.name})
    seat, _made = Membership.objects.update_or_create(
        partnership=partnership,
        user=user,
        role=role.value,
        defaults={
            "party": party,
            "title": title,
            "invited_at": clock.now(),
            "accepted_at": clock.now() if accepted else None,
            "ends_on": None,
            "revoked_at": None,
        },
    )
    return seat


@transaction.atomic
def invite(
    actor: Actor,
    partnership: Partnership,
    *,
    party_id: int,
    role: Role,
    name: str,
    email: str,
    title: str = "",
) -> Membership:
    """Invite a person to a party's seat and post the invitation.

    Raises Forbidden, Party.DoesNotExist for another partnership's party, AlreadySeated, SeatNotOpen.
    """
    party = partnership.parties.get(pk=party_id)
    require(actor, Action.SEAT_INVITE, Facts(partnership.pk, party.pk, Reach.PARTNERSHIP))
    if role not in TABLE_ROLES:
        raise SeatNotOpen(_("Välj en roll vid bordet. Metodstöd bjuds in för sig, med slutdatum."))
    seat = seat_person(partnership, party=party, role=role, name=name, email=email, title=title)
    log.record(actor, Action.SEAT_INVITE, seat, role=role.value)
    _post_invitation(seat)
    return seat


TABLE_ROLES = (Role.COORDINATOR, Role.LIAISON, Role.PARTICIPANT, Role.STEERING, Role.ELECTED, Role.READER)


@transaction.atomic
def invite_supporter(
    actor: Actor,
    partnership: Partnership,
    *,
    organisation: Organisation,
    name: str,
    email: str,
    ends_on: dt.date,
    areas: Iterable[Area],
) -> Membership:
    """Let a method supporter in to some areas until `ends_on` (that day included), at most a year ahead."""
    require(actor, Action.SUPPORTER_INVITE, table_facts(actor, partnership.pk))
    today = clock.today()
    if not today <= ends_on <= today + dt.timedelta(days=SUPPORT_MAX_DAYS):
        raise SeatNotOpen(_("Välj ett slutdatum från i dag och högst ett år framåt."))
    user = User.objects.filter(email=email.strip().lower()).first() or User.objects.create_user(email, name)
    seat, _made = Membership.objects.update_or_create(
        partnership=partnership,
        user=user,
        role=Role.SUPPORTER.value,
        defaults={
            "organisation": organisation,
            "areas": sorted({a.value for a in areas} | {Area.SUPPORT.value}),
            "invited_at": clock.now(),
            "ends_on": ends_on,
            "revoked_at": None,
        },
    )
    log.record(actor, Action.SUPPORTER_INVITE, seat, areas=",".join(seat.areas), ends_on=ends_on.isoformat())
    _post_invitation(seat)
    return seat


@transaction.atomic
def accept_invitation(user_id: int, seat_id: int) -> Membership:
    """Say yes to one's own invitation; saying it twice changes nothing. Raises Hidden when it is not theirs."""
    seat = Membership.objects.select_for_update(of=("self",)).filter(pk=seat_id, user_id=user_id).first()
    if seat is None or seat.revoked_at or (seat.ends_on and seat.ends_on < clock.today()):
        raise Hidden
    if seat.accepted_at is None:
        seat.accepted_at = clock.now()
        seat.save(update_fields=["accepted_at"])
        log.record(Actor(user_id), Action.PARTNERSHIP_VIEW, seat, accepted=True)
    return seat


@transaction.atomic
def end_seat(actor: Actor, seat_id: int) -> Membership:
    """Close a seat from today: the person, or an invited supporter, is out at the next request.

    Raises Membership.DoesNotExist outside the actor's table, Forbidden, SeatNotOpen for the last organiser.
    """
    seat = Membership.objects.visible_to(actor).select_for_update(of=("self",)).get(pk=seat_id)
    if seat.role == Role.SUPPORTER:
        require(actor, Action.SUPPORTER_INVITE, table_facts(actor, seat.partnership_id))
    else:
        require(actor, Action.SEAT_END, Facts(seat.partnership_id, seat.party_id, Reach.PARTNERSHIP))
    if seat.role == Role.COORDINATOR and not _other_coordinators(seat).exists():
        raise SeatNotOpen(_("Det måste finnas en samordnare. Bjud in en efterträdare först."))
    seat.revoked_at = clock.now()
    seat.save(update_fields=["revoked_at"])
    log.record(actor, Action.SEAT_END, seat, role=seat.role)
    return seat


@transaction.atomic
def say_last_day(actor: Actor, seat_id: int, *, on: dt.date | None) -> Membership:
    """Say one's own last day, which is included; None takes it back. The seat closes by itself when it has passed.

    Raises Forbidden for somebody else's seat, SeatNotOpen for a day that has passed and for the last organiser.
    """
    seat = Membership.objects.visible_to(actor).select_for_update(of=("self",)).get(pk=seat_id)
    owners = frozenset({seat.pk})
    require(actor, Action.SEAT_LEAVE, Facts(seat.partnership_id, seat.party_id, Reach.DECIDED, owner_ids=owners))
    if on is not None and on < clock.today():
        raise SeatNotOpen(_("Välj en dag som kommer, i dag eller senare."))
    if on is not None and seat.role == Role.COORDINATOR and not _staying_coordinators(seat, on).exists():
        raise SeatNotOpen(_("Det måste finnas en samordnare. Bjud in en efterträdare först."))
    seat.ends_on = on
    seat.save(update_fields=["ends_on"])
    log.record(actor, Action.SEAT_LEAVE, seat, on=on.isoformat() if on else None)
    return seat


def _staying_coordinators(seat: Membership, on: dt.date) -> MembershipQuerySet:
    return _other_coordinators(seat).active(on + dt.timedelta(days=1))


def _other_coordinators(seat: Membership) -> MembershipQuerySet:
    rows = Membership.objects.filter(partnership=seat.partnership_id, role=Role.COORDINATOR.value)
    return rows.active(clock.today()).exclude(pk=seat.pk)


@transaction.atomic
def describe_situation(actor: Actor, partnership: Partnership, *, problems: Iterable[str], form: str) -> Partnership:
    """Set the typsituation tags; unknown ones are dropped."""
    require(actor, Action.PARTNERSHIP_EDIT, table_facts(actor, partnership.pk))
    partnership.problem_tags = sorted(set(problems) & set(PROBLEMS))
    partnership.form_tag = form if form in FORMS else ""
    partnership.save(update_fields=["problem_tags", "form_tag"])
    log.record(actor, Action.PARTNERSHIP_EDIT, partnership)
    return partnership


def _post_invitation(seat: Membership) -> None:
    address = settings.SITE_ADDRESS + reverse("invitations:list")
    text = _(
        "Hej %(name)s!\n\nDu är inbjuden till %(partnership)s i Målbild.\n"
        "Öppna länken, skriv din e-postadress och koden du får. Sedan svarar du ja.\n\n%(address)s\n\n"
        "Frågor? Hör av dig till den som bjöd in dig."
    ) % {"name": seat.user.first_name, "partnership": seat.partnership.name, "address": address}
    post(
        to=seat.user.email,
        subject=_("Inbjudan till %(partnership)s") % {"partnership": seat.partnership.name},
        text=text,
        kind="invitation",
        partnership_id=seat.partnership_id,
        from_name=seat.partnership.name,
    )

"""The key in a mail: made, found again, renewed, closed.

A key reads `<partnership>-<secret>`. The number only says which door to open, and the door shows nothing: the link is
found by the hash of the whole key, so a changed number finds nothing at all.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
import secrets
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from malbild.access.actor import Actor
from malbild.access.errors import Hidden
from malbild.access.policy import Action
from malbild.access.scope import scope_for
from malbild.audit import log
from malbild.goals.models import Measure
from malbild.kit import clock
from malbild.momentum.errors import AskedTooOften
from malbild.momentum.letters import headers_for, outside, write_renewed
from malbild.momentum.models import MailLink
from malbild.momentum.queries import own_list
from malbild.momentum.replies.address import reply_key
from malbild.momentum.seats import Person, answerer, door, first_organiser, people_at, person_of, wall_of
from malbild.outbox.services import post
from malbild.partnerships.models import Membership

LIVES = dt.timedelta(days=30)
RENEW_EVERY = dt.timedelta(minutes=15)
RENEW_A_DAY = 4
_KEY = re.compile(r"([1-9][0-9]{0,8})-([A-Za-z0-9_-]{32})")


@dataclass(frozen=True, slots=True)
class Visit:
    """Somebody who came by a mail's link. `person` is None when their seat has ended."""

    token: str
    link: MailLink
    membership: Membership
    actor: Actor
    person: Person | None

    @property
    def is_open(self) -> bool:
        return self.person is not None and not self.is_reported and not self.is_expired

    @property
    def is_expired(self) -> bool:
        return self.link.is_expired(clock.now())

    @property
    def is_reported(self) -> bool:
        return self.link.reported_at is not None


def new_token(partnership_id: int) -> str:
    return f"{partnership_id}-{secrets.token_urlsafe(24)}"


def open_link(
    membership: Membership,
    token: str,
    item_ids: Iterable[int],
    *,
    at: dt.datetime,
    line_ids: Iterable[int] = (),
    asked_for: bool = False,
    takes_replies: bool = False,
) -> MailLink:
    """Remember a key by its hash; the scope must be open. `item_ids` stand in the order of the letter, which numbers
    them: with `takes_replies` a reply to it may use the numbers."""
    return MailLink.objects.create(
        **wall_of(membership),
        membership=membership,
        token_hash=hash_of(token),
        items=list(item_ids),
        lines=sorted(line_ids),
        asked_for=asked_for,
        reply_hash=hash_of(reply_key(token)) if takes_replies else None,
        created_at=at,
        expires_at=at + LIVES,
    )


@contextmanager
def visit(token: str) -> Iterator[Visit]:
    """Open the one partnership for the holder of a key. Raises Hidden for a key that is not ours."""
    match = _KEY.fullmatch(token)
    if match is None:
        raise Hidden
    partnership_id = int(match[1])
    with scope_for(door(partnership_id), partnership_id):
        links = MailLink.objects.select_related("membership__user", "membership__partnership")
        link = links.filter(token_hash=hash_of(token)).first()
        if link is None:
            raise Hidden
        person = person_of(link.membership, on=clock.today())
        yield Visit(token, link, link.membership, answerer(link.membership, _still_theirs(link)), person)


def _still_theirs(link: MailLink) -> frozenset[int]:
    """Those of the set that the person owns now: what was handed over is no longer theirs to answer."""
    mine = Measure.objects.filter(pk__in=link.items, owner__user_id=link.membership.user_id)
    return frozenset(mine.values_list("pk", flat=True))


def mark_used(visit: Visit) -> None:
    MailLink.objects.filter(pk=visit.link.pk).update(used_at=clock.now())


@transaction.atomic
def renew(visit: Visit) -> bool:
    """Send a new link to the address on record; False when nothing waits, so there is nothing to send.

    Raises Hidden when the seat has ended or the link was reported, AskedTooOften for the second within a quarter.
    """
    if visit.person is None or visit.is_reported:
        raise Hidden
    now = clock.now()
    # On the person's own row, so that two taps at once are one mail.
    Membership.objects.select_for_update(of=("self",)).get(pk=visit.membership.pk)
    asked = MailLink.objects.filter(membership=visit.membership, asked_for=True)
    if asked.filter(created_at__gt=now - RENEW_EVERY).exists():
        raise AskedTooOften(_("Vi skickade en länk nyss. Titta i din inkorg, också bland skräpposten."))
    if asked.filter(created_at__gt=now - dt.timedelta(days=1)).count() >= RENEW_A_DAY:
        raise AskedTooOften(_("Vi har skickat flera länkar i dag. Hör av dig till samordnaren om de inte kommer fram."))
    mine = own_list(visit.person.actor, at=now)
    ids = [i.measure.pk for i in (*mine.waiting, *mine.others)]
    if not ids:
        return False
    token = new_token(visit.link.partnership_id)
    open_link(visit.membership, token, ids, at=now, asked_for=True)
    helper = first_organiser(people_at(visit.link.partnership_id, on=clock.today()), other_than=visit.person.user.pk)
    with override(visit.person.user.language):
        subject, text = write_renewed(visit.person.user.first_name, outside("answers:link", token), len(mine.waiting))
    post(
        to=visit.person.user.email,
        subject=subject,
        text=text,
        kind="link",
        partnership_id=visit.link.partnership_id,
        from_name=visit.membership.partnership.name,
        headers=headers_for(token, helper),
        holds_key=True,
    )
    return True


@transaction.atomic
def report_wrong_person(visit: Visit) -> None:
    """Somebody else has the mail: close this link and let the coordinator see it. Twice changes nothing."""
    now = clock.now()
    if MailLink.objects.filter(pk=visit.link.pk, reported_at=None).update(reported_at=now, expires_at=now):
        log.record(visit.actor, Action.DIGEST_SET, visit.link, reported=True)


def hash_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()

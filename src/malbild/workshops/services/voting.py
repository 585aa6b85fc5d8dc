"""Dots: secret until the result is shown, and at most as many as there are.

A voting slip is a key that only the phone knows. The person's row says that a slip is out, never which.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping

from django.db import transaction
from django.db.models import Max, Sum
from django.utils.translation import gettext as _

from malbild.access.actor import Actor
from malbild.access.policy import Action, require
from malbild.workshops import states
from malbild.workshops.errors import NotNow, NotYet, OverBudget
from malbild.workshops.models import Group, Participant, Round, Vote, Workshop
from malbild.workshops.services.cards import key_hash
from malbild.workshops.services.record import led, locked, note, wall
from malbild.workshops.services.traces import empty


@transaction.atomic
def vote(actor: Actor, participant_id: int, *, group_id: int, dots: int, key: str) -> None:
    """Set how many of one's dots lie on a group: 0, 1 or 2. The same again changes nothing.

    Raises NotNow, OverBudget, Group.DoesNotExist for a group outside the round.
    """
    mine = Participant.objects.visible_to(actor).get(pk=participant_id, is_waiting=False)
    workshop = locked(actor, mine.workshop_id)
    require(actor, Action.BEAT_TAKE_PART, workshop.facts)
    mine.refresh_from_db()  # two taps at once: the slip is taken on the room's lock
    now = _open_round(workshop)
    hashed = key_hash(now.voting_mark, key)
    _take_slip(mine, now, hashed)
    _put(workshop, now, hashed, {group_id: dots})
    note(workshop, "vote")


@transaction.atomic
def vote_slip(
    actor: Actor, participant_id: int, *, dots: Mapping[int, int], n: int, key: str, mark: str
) -> dict[int, int]:
    """Lay a phone's whole slip as it stands after its `n`:th change; gives the dots that count then, by group.

    An older slip that comes late, or the same again, changes nothing. Raises as `vote`, and NotNow for a slip of
    another voting.
    """
    mine = Participant.objects.visible_to(actor).get(pk=participant_id, is_waiting=False)
    workshop = locked(actor, mine.workshop_id)
    require(actor, Action.BEAT_TAKE_PART, workshop.facts)
    mine.refresh_from_db()
    now = _open_round(workshop)
    if mark != now.voting_mark:
        raise NotNow(_("Röstningen som rösterna hörde till är stängd. Rösta igen på det som visas nu."))
    hashed = key_hash(now.voting_mark, key)
    slip = Vote.objects.filter(key_hash=hashed)
    laid = dict(slip.values_list("group_id", "dots"))
    if n > (slip.aggregate(n=Max("n"))["n"] or 0):
        _take_slip(mine, now, hashed)
        whole = dict.fromkeys(_groups_of(now), 0) | dict(dots)
        slip.exclude(group_id__in=whole).update(dots=0)
        _put(workshop, now, hashed, whole, n=n)
        if {g: d for g, d in laid.items() if d} != {g: d for g, d in whole.items() if d}:
            note(workshop, "vote")
        laid = whole
    return {group_id: count for group_id, count in laid.items() if count}


@transaction.atomic
def vote_for_someone(actor: Actor, workshop_id: int, *, dots: Mapping[int, int], key: str = "") -> None:
    """A whole slip at once, entered by the leader for somebody without a device. The log says that it happened.

    `key` lets the page that entered it take it back.
    """
    workshop = led(actor, workshop_id)
    now = _open_round(workshop)
    if not any(dots.values()):
        raise OverBudget(_("Lägg minst en prick."))
    _put(workshop, now, key_hash(now.voting_mark, key or secrets.token_hex(16)), dots)
    note(workshop, "vote-for-someone")


def _open_round(workshop: Workshop) -> Round:
    if workshop.state == states.WorkshopState.PAUSED:
        raise NotYet(_("Workshopen är pausad. Rösterna sparas på telefonen till nästa gång."))
    if not workshop.opens(states.Deed.VOTE):
        raise NotNow(_("Röstningen är inte öppen nu. Det du redan har röstat räknas."))
    return Round.objects.get(workshop=workshop, step=workshop.step)


def _take_slip(mine: Participant, now: Round, hashed: str) -> None:
    """One slip a person: the first key of the round counts, another one is another device."""
    if Vote.objects.filter(key_hash=hashed).exists():
        return
    if mine.slip_mark == now.voting_mark:
        raise NotNow(_("Du har redan börjat rösta på en annan enhet. Fortsätt där."))
    mine.slip_mark = now.voting_mark
    mine.save(update_fields=["slip_mark"])


def _groups_of(now: Round) -> dict[int, Group]:
    return {g.pk: g for g in Group.objects.filter(round=now, is_removed=False)}


def _put(workshop: Workshop, now: Round, hashed: str, dots: Mapping[int, int], *, n: int = 0) -> None:
    groups = _groups_of(now)
    for group_id, count in dots.items():
        if group_id not in groups:
            raise Group.DoesNotExist
        if not 0 <= count <= states.MOST_ON_ONE:
            raise OverBudget(_("Högst två prickar på samma grupp."))
    # The keys' own rows are given, so that the check of each row's keys asks for nothing.
    shared = {**wall(workshop), "party": workshop.party, "round": now, "key_hash": hashed, "n": n}
    rows = [Vote(**shared, group=groups[group_id], dots=count) for group_id, count in dots.items()]
    Vote.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["key_hash", "group"], update_fields=["dots", "n"]
    )
    budget = states.dots_for(len(groups))
    if (Vote.objects.filter(key_hash=hashed).aggregate(n=Sum("dots"))["n"] or 0) > budget:
        raise OverBudget(_("Alla dina %(dots)s prickar är lagda. Ta bort en först.") % {"dots": budget})


def ballot_anew(now: Round) -> None:
    """The voting begins anew, with new slips and nothing laid: what was laid was for other groups or another budget."""
    empty(Vote.objects.filter(round=now))
    now.ballot_no += 1
    now.save(update_fields=["ballot_no"])


def count_up(workshop: Workshop, now: Round) -> None:
    """Count the dots into the groups and empty the slips; from here nobody knows who voted how."""
    slips = Vote.objects.filter(round=now)
    counted = dict(slips.values_list("group").annotate(n=Sum("dots")))
    for group in Group.objects.filter(round=now, is_removed=False):
        group.votes = counted.get(group.pk, 0)
        group.save(update_fields=["votes"])
    now.voters = slips.filter(dots__gt=0).values("key_hash").distinct().count()
    empty(slips)

"""Many partnerships whose people all have something that waits for them, on a Tuesday when their mail goes."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from malbild.access.actor import Role
from malbild.access.policy import Reach
from malbild.access.scope import outside_the_walls
from malbild.accounts.models import Municipality, Organisation, OrganisationKind, User
from malbild.goals.models import Measure
from malbild.goals.states import MeasureState
from malbild.kit import clock
from malbild.partnerships.models import Membership, Partnership
from malbild.partnerships.services import create_partnership

TUESDAY = dt.datetime(2027, 2, 2, 7, 30, tzinfo=clock.SWEDEN)
MEASURES_EACH = 3
SEVERAL = 20  # one in so many also sits in the partnership before
_ROLES = (Role.COORDINATOR, Role.LIAISON, Role.STEERING)
_KINDS = (OrganisationKind.MUNICIPALITY, OrganisationKind.POLICE, OrganisationKind.SCHOOL)


def make(*, partnerships: int, people: int, at: dt.datetime = TUESDAY) -> None:
    """So many new partnerships with `people` in all; one in twenty sits in two, and at `at` everybody has late work."""
    codes = list(Municipality.objects.order_by("code"))
    organisations = [
        Organisation.objects.get_or_create(name=f"Part {n}", defaults={"kind": kind})[0]
        for n, kind in enumerate(_KINDS)
    ]
    with outside_the_walls("bench"), transaction.atomic():
        before: list[User] = []
        first = Partnership.objects.count()
        for n in range(first, first + partnerships):
            count = people * (n - first + 1) // partnerships - people * (n - first) // partnerships
            place = create_partnership(
                name=f"Samverkan {n}",
                slug=f"samverkan-{n}",
                municipality=codes[n % len(codes)],
                organisations=organisations,
            )
            before = _fill(place, n, count, [u for u in before if u.pk % SEVERAL == 0], at)


def rest() -> None:
    """Nothing waits for anybody any more."""
    with outside_the_walls("bench"):
        Measure.objects.update(state=MeasureState.PAUSED)


def _fill(place: Partnership, number: int, count: int, guests: list[User], at: dt.datetime) -> list[User]:
    people = User.objects.bulk_create(
        User(email=f"person{k}@ort{number}.exempel", name=f"Person{k} Ort{number}", password="!") for k in range(count)
    )
    parties, began = list(place.parties.order_by("pk")), at - dt.timedelta(days=60)
    seats = Membership.objects.bulk_create(
        Membership(
            partnership=place,
            user=user,
            party=parties[k % len(parties)],
            role=(_ROLES[k] if k < len(_ROLES) else Role.PARTICIPANT).value,
            invited_at=began,
            accepted_at=began,
        )
        for k, user in enumerate([*people, *guests])
    )
    Measure.objects.bulk_create(
        Measure(
            partnership=place,
            party=seat.party,
            reach=Reach.PARTNERSHIP,
            number=k * MEASURES_EACH + m + 1,
            title=f"Ring om belysningen vid station {k} och berätta vad som sades",
            owner=seat,
            due=(at + dt.timedelta(days=7 * m - 3)).date(),
            state=MeasureState.UNDER_WAY,
            accepted_at=began,
            answered_at=began,
        )
        for k, seat in enumerate(seats)
        for m in range(MEASURES_EACH)
    )
    return people

"""Partnerships on the day of their first meeting, made by the application's own services."""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import dataclass, field

from bench.weeks.assumed import Luck, assumptions
from malbild.access.actor import Actor, Role
from malbild.access.policy import Reach
from malbild.access.scope import scope_for
from malbild.accounts.models import Municipality, Organisation, OrganisationKind
from malbild.goals import services as plan
from malbild.kit import clock
from malbild.kit.workdays import is_working_day
from malbild.meetings.services import close_meeting, open_meeting, plan_meeting
from malbild.partnerships.models import Partnership
from malbild.partnerships.seats import actor_for
from malbild.partnerships.services import create_partnership, seat_person

_CODES = ("0319", "0360", "0380", "0114", "0115", "0117")


@dataclass
class Member:
    """Somebody simulated: their name among chances, and what they have seen."""

    key: str
    user_id: int
    seat_id: int
    email: str
    has_chosen: bool = False
    mails: list[dt.date] = field(default_factory=list)  # that came, whichever
    heard: list[dt.datetime] = field(default_factory=list)  # signs of life, by the simulation's own book


@dataclass
class Work:
    """What is true of one åtgärd, whether or not anybody has said so."""

    key: str
    pk: int
    owner: Member
    due: dt.date  # the first one
    needs: int  # working days
    blocked_at: int | None  # working days done when somebody stands in the way
    done: int = 0
    finished_on: dt.date | None = None
    is_forgotten: bool = False
    blocked_for: int = 0
    helped_on: dt.date | None = None
    named_on: list[dt.date] = field(default_factory=list)  # in mails to its owner

    @property
    def is_blocked(self) -> bool:
        return self.blocked_at is not None and self.done >= self.blocked_at and self.finished_on is None

    @property
    def left(self) -> int:
        return self.needs - self.done


@dataclass
class Place:
    partnership: Partnership
    members: list[Member]
    works: list[Work]
    began: dt.datetime
    meets: dt.datetime

    @property
    def coordinator(self) -> Member:
        return self.members[0]

    def actor(self, member: Member) -> Actor:
        return actor_for(member.user_id, on=clock.today())


def make(number: int, luck: Luck, *, began: dt.datetime, meets: dt.datetime, measures: int, people: int) -> Place:
    """A meeting was held at `began`, asked the owners, and some said yes in the room; the next is at `meets`."""
    code = _CODES[number % len(_CODES)]
    kinds = (OrganisationKind.MUNICIPALITY, OrganisationKind.POLICE, OrganisationKind.SCHOOL)
    parties = [
        Organisation.objects.get_or_create(name=f"Part {n}", defaults={"kind": k})[0] for n, k in enumerate(kinds)
    ]
    with clock.standing_at(began - dt.timedelta(days=30)):
        where = create_partnership(
            name=f"Samverkan {number}",
            slug=f"samverkan-{number}",
            municipality=Municipality.objects.get(code=code),
            organisations=parties,
        )
        members = [_member(where, number, n) for n in range(people)]
    place = Place(where, members, [], began, meets)
    with clock.standing_at(began - dt.timedelta(days=7)), scope_for(place.actor(members[0])):
        first = plan_meeting(place.actor(members[0]), where.pk, starts_at=began)
    with clock.standing_at(began):
        anna = place.actor(members[0])
        with scope_for(anna):
            open_meeting(anna, first.pk)
            place.works = [_work(place, anna, n, luck) for n in range(measures)]
        for work in place.works:
            if luck.happens(assumptions()["place"]["at_the_meeting"], "yes", work.key):
                owner = place.actor(work.owner)
                with scope_for(owner):
                    plan.accept_measure(owner, work.pk)
                work.owner.heard.append(began)
        with scope_for(anna):
            close_meeting(anna, first.pk, send=False)
            plan_meeting(anna, where.pk, starts_at=meets)
    return place


def _member(where: Partnership, number: int, n: int) -> Member:
    parties = list(where.parties.order_by("pk"))
    roles = (Role.COORDINATOR, Role.LIAISON, Role.STEERING)
    email = f"person{n}@samverkan-{number}.exempel"
    seat = seat_person(
        where,
        party=parties[n % len(parties)],
        role=roles[n] if n < len(roles) else Role.PARTICIPANT,
        name=f"Person{n} Ort{number}",
        email=email,
        accepted=True,
    )
    return Member(email, seat.user_id, seat.pk, email)


def _work(place: Place, anna: Actor, n: int, luck: Luck) -> Work:
    owner = place.members[n % len(place.members)]
    key = f"{place.partnership.slug}/{n}"
    said = assumptions()["measure"]
    low, high = said["due_after_days"]
    due = place.began.date() + dt.timedelta(days=low + int((high - low) * luck.number("due", key)))
    while not is_working_day(due):
        due += dt.timedelta(days=1)
    made = plan.add_measure(
        anna, place.partnership.pk, title=f"Sak {n} i {place.partnership.name}", owner_id=owner.seat_id, due=due,
        reach=Reach.PARTNERSHIP,
    )  # fmt: skip
    plan.ask_owner(anna, made.pk)
    planned = (due - place.began.date()).days * 5 / 7
    needs = max(1, round(planned * math.exp(said["pace_mean"] + said["pace_spread"] * luck.normal("pace", key))))
    blocked = luck.happens(said["blocked"], "blocked", key)
    return Work(key, made.pk, owner, due, needs, int(needs * luck.number("where", key)) if blocked else None)

"""The demo's two partnerships and their invented people."""

from __future__ import annotations

import datetime as dt
from typing import Final, NamedTuple

from malbild.access.actor import Area, Role
from malbild.accounts.models import LocalPoliceDistrict, Municipality, Organisation, OrganisationKind
from malbild.kit import clock
from malbild.partnerships.models import ROLE_NAMES, Partnership
from malbild.partnerships.services import (
    accept_invitation,
    create_partnership,
    describe_situation,
    invite_supporter,
    seat_person,
)
from malbild.web.demo.stage import Stage


class Person(NamedTuple):
    name: str
    email: str
    role: Role
    party: str
    title: str


HOME: Final = "Älvkarleby kommun"
POLICE: Final = "Polisen"
SCHOOL: Final = "Skolan i Älvkarleby"
HOUSING: Final = "Bostadsbolaget"
NEIGHBOUR: Final = "Tierps kommun"

OURS: Final = (
    Person("Maria Demo", "maria@alvkarleby.exempel", Role.COORDINATOR, HOME, "Folkhälsosamordnare"),
    Person("Patrik Demo", "patrik@polisen.exempel", Role.LIAISON, POLICE, "Kommunpolis"),
    Person("Anna Demo", "anna@alvkarleby.exempel", Role.PARTICIPANT, HOME, "Kultur och fritid"),
    Person("Lena Demo", "lena@alvkarleby.exempel", Role.PARTICIPANT, HOME, "Tekniska förvaltningen"),
    Person("Karin Demo", "karin@skolan.exempel", Role.PARTICIPANT, SCHOOL, "Högstadiet"),
    Person("Nils Demo", "nils@bostad.exempel", Role.PARTICIPANT, HOUSING, "Förvaltare"),
    Person("Lars Demo", "lars@alvkarleby.exempel", Role.PARTICIPANT, HOME, "Socialtjänsten"),
    Person("Gun Demo", "gun@alvkarleby.exempel", Role.STEERING, HOME, "Kommundirektör"),
    Person("Sten Demo", "sten@polisen.exempel", Role.STEERING, POLICE, "Chef för lokalpolisområdet"),
    Person("Hans Demo", "hans@alvkarleby.exempel", Role.ELECTED, HOME, "Kommunstyrelsen"),
    Person("Rut Demo", "rut@alvkarleby.exempel", Role.READER, HOME, "Kommunens kansli"),
)
THEIRS: Final = (
    Person("Cia Demo", "cia@tierp.exempel", Role.COORDINATOR, NEIGHBOUR, "Säkerhetssamordnare"),
    Person("Patrik Demo", "patrik@polisen.exempel", Role.LIAISON, POLICE, "Kommunpolis"),
    Person("Olle Demo", "olle@tierp.exempel", Role.PARTICIPANT, NEIGHBOUR, "Fritidsgården"),
)
SUPPORTER: Final = Person("Ylva Demo", "ylva@metodstod.exempel", Role.SUPPORTER, "Brå", "Metodstöd")

# Who is who, for the one who starts the demo: the address, the first name, the role and where they come from.
SIGN_IN: Final = tuple(
    f"{p.email:<26} {p.name.split()[0]}, {str(ROLE_NAMES[p.role]).lower()} ({p.party})"
    for p in dict.fromkeys((*OURS, SUPPORTER, *THEIRS[:1]))
)


def found() -> tuple[Stage, Stage]:
    """Both partnerships with everyone seated, and Brå let in to ours for half a year."""
    places = {m.code: m for m in Municipality.objects.filter(code__in=["0319", "0360"])}
    LocalPoliceDistrict.objects.create(name="Lokalpolisområde Norduppland").municipalities.set(places.values())
    kinds = {
        HOME: (OrganisationKind.MUNICIPALITY, places["0319"]),
        POLICE: (OrganisationKind.POLICE, None),
        SCHOOL: (OrganisationKind.SCHOOL, places["0319"]),
        HOUSING: (OrganisationKind.HOUSING, places["0319"]),
        NEIGHBOUR: (OrganisationKind.MUNICIPALITY, places["0360"]),
        "Brå": (OrganisationKind.NATIONAL, None),
    }
    orgs = {
        name: Organisation.objects.create(name=name, kind=kind, municipality=place)
        for name, (kind, place) in kinds.items()
    }
    ours = _seat("Samverkan Älvkarleby", "alvkarleby", places["0319"], (HOME, POLICE, SCHOOL, HOUSING), OURS, orgs)
    theirs = _seat("Samverkan Tierp", "tierp", places["0360"], (NEIGHBOUR, POLICE), THEIRS, orgs)
    with ours.on(40, "Maria") as maria:
        describe_situation(maria, ours.partnership, problems=["skadegorelse", "otrygghet", "ungdom"], form="delat-lpo")
    _let_in(ours, orgs["Brå"])
    return ours, theirs


def _seat(
    name: str,
    slug: str,
    place: Municipality,
    parties: tuple[str, ...],
    people: tuple[Person, ...],
    orgs: dict[str, Organisation],
) -> Stage:
    made = create_partnership(name=name, slug=slug, municipality=place, organisations=[orgs[p] for p in parties])
    Partnership.objects.filter(pk=made.pk).update(is_demo=True)
    made.refresh_from_db()
    stage = Stage(made, {str(p): p for p in made.parties.select_related("organisation")}, {})
    for person in people:
        stage.seats[person.name.split()[0]] = seat_person(
            made,
            party=stage.parties[person.party],
            role=person.role,
            name=person.name,
            email=person.email,
            title=person.title,
            accepted=True,
        )
    return stage


def _let_in(stage: Stage, organisation: Organisation) -> None:
    with stage.on(45, "Maria") as maria:
        seat = invite_supporter(
            maria,
            stage.partnership,
            organisation=organisation,
            name=SUPPORTER.name,
            email=SUPPORTER.email,
            ends_on=clock.today() + dt.timedelta(days=180),
            areas=[Area.PLAN, Area.WORKSHOP, Area.SUPPORT, Area.TERMS],
        )
        accept_invitation(seat.user_id, seat.pk)
    stage.seats["Ylva"] = seat

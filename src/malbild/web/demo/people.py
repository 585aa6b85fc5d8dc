"""The demo's two partnerships and their invented people."""

from __future__ import annotations

from django.db import transaction

from malbild.access.actor import Role
from malbild.accounts.models import LocalPoliceDistrict, Municipality, Organisation, OrganisationKind
from malbild.partnerships.models import Partnership
from malbild.partnerships.services import create_partnership, seat_person

_PEOPLE = (
    ("0319", "Maria Demo", "maria@alvkarleby.exempel", Role.COORDINATOR, "Älvkarleby kommun", "Folkhälsosamordnare"),
    ("0319", "Patrik Demo", "patrik@polisen.exempel", Role.LIAISON, "Polisen", "Kommunpolis"),
    ("0319", "Karin Demo", "karin@skolan.exempel", Role.PARTICIPANT, "Älvkarleby kommun", "Skolan"),
    ("0319", "Gun Demo", "gun@alvkarleby.exempel", Role.STEERING, "Älvkarleby kommun", "Kommundirektör"),
    ("0319", "Hans Demo", "hans@alvkarleby.exempel", Role.ELECTED, "Älvkarleby kommun", "Ordförande"),
    ("0360", "Cia Demo", "cia@tierp.exempel", Role.COORDINATOR, "Tierp kommun", "Säkerhetssamordnare"),
    ("0360", "Patrik Demo", "patrik@polisen.exempel", Role.LIAISON, "Polisen", "Kommunpolis"),
)
SIGN_IN = tuple(dict.fromkeys(person[2] for person in _PEOPLE))


@transaction.atomic
def load() -> None:
    """Make the demo's table once; a second start keeps what is there."""
    if Partnership.objects.filter(is_demo=True).exists():
        return
    places = {m.code: m for m in Municipality.objects.filter(code__in=["0319", "0360"])}
    LocalPoliceDistrict.objects.create(name="Lokalpolisområde Norduppland").municipalities.set(places.values())
    Organisation.objects.create(name="Brå", kind=OrganisationKind.NATIONAL)
    police = Organisation.objects.create(name="Polisen", kind=OrganisationKind.POLICE)
    for code, place in places.items():
        home = Organisation.objects.create(
            name=f"{place.name} kommun", kind=OrganisationKind.MUNICIPALITY, municipality=place
        )
        made = create_partnership(
            name=f"Samverkan {place.name}", slug=place.name, municipality=place, organisations=[home, police]
        )
        Partnership.objects.filter(pk=made.pk).update(is_demo=True)
        parties = {str(p): p for p in made.parties.select_related("organisation")}
        for where, name, email, role, party, title in _PEOPLE:
            if where == code:
                seat_person(made, party=parties[party], role=role, name=name, email=email, title=title, accepted=True)

"""Founding a partnership from the command line."""

from __future__ import annotations

import sys

from django.db import transaction

from malbild.access.actor import Role
from malbild.accounts.models import Municipality, Organisation, OrganisationKind
from malbild.kit.errors import Refusal
from malbild.partnerships.services import create_partnership, seat_person


def found(name: str, code: str, email: str, person: str) -> int:
    """A partnership of municipality and police with its coordinator; 1 and a sentence when it cannot be made."""
    municipality = Municipality.objects.filter(code=code).first()
    if municipality is None:
        print(f"Ingen kommun har koden {code}.", file=sys.stderr)
        return 1
    try:
        with transaction.atomic():
            home, _made = Organisation.objects.get_or_create(
                name=f"{municipality.name} kommun",
                defaults={"kind": OrganisationKind.MUNICIPALITY, "municipality": municipality},
            )
            police, _made = Organisation.objects.get_or_create(
                name="Polisen", defaults={"kind": OrganisationKind.POLICE}
            )
            made = create_partnership(name=name, municipality=municipality, organisations=[home, police])
            party = made.parties.get(organisation=home)
            seat_person(made, party=party, role=Role.COORDINATOR, name=person, email=email, accepted=True)
    except Refusal as refusal:
        print(refusal.message, file=sys.stderr)
        return 1
    print(f"Klart: /s/{made.slug}/")
    return 0

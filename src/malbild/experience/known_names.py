"""The names that must not slip out: people at the table and places."""

from __future__ import annotations

from malbild.accounts.models import LocalPoliceDistrict, Municipality
from malbild.experience.deidentify import Known, known
from malbild.partnerships.models import Membership, Partnership


def names_here(partnership_id: int) -> Known:
    """Everyone who has had a seat here, every municipality and county, the district and the partnership itself."""
    people = Membership.objects.filter(partnership_id=partnership_id).values_list("user__name", flat=True)
    partnership = Partnership.objects.get(pk=partnership_id)
    organisations = partnership.parties.filter(organisation__municipality__isnull=False)
    places = {
        *Municipality.objects.values_list("name", flat=True),
        *Municipality.objects.values_list("county", flat=True).distinct(),
        *LocalPoliceDistrict.objects.values_list("name", flat=True),
        *organisations.values_list("organisation__name", flat=True),
        partnership.name,
    }
    return known(people, places)

"""Builds the demo by the same deeds as everyone else, on days counted back from today."""

from __future__ import annotations

from django.db import transaction

from malbild.partnerships.models import Partnership
from malbild.web.demo import (
    figures,
    mails,
    meetings,
    neighbour,
    people,
    picture,
    plan,
    promises,
    sounding_board,
    workshop,
)
from malbild.web.demo.stage import tell


@transaction.atomic
def load() -> None:
    """Make the demo once; a second start keeps what is there."""
    if Partnership.objects.filter(is_demo=True).exists():
        return
    ours, theirs = people.found()
    picture.write(ours)
    plan.write(ours)
    workshop.write(ours)
    tell(promises.events(ours), meetings.events(ours), sounding_board.events(ours), mails.events())
    workshop.tie_measures(ours)
    neighbour.write(theirs)
    figures.take_in_all()
    figures.measure_goals(ours)

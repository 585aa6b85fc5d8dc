"""Undo of what a leader did last: the rows go back to what the log remembers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import DateTimeField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from malbild.access.actor import Actor
from malbild.access.models import Walled
from malbild.access.policy import Action, may
from malbild.workshops import states
from malbild.workshops.errors import NothingToUndo
from malbild.workshops.models import Card, Event, Group, Round, Workshop
from malbild.workshops.services.record import led, note_lead
from malbild.workshops.services.voting import ballot_anew

_TABLES: dict[str, type[Walled]] = {"cards": Card, "groups": Group, "rounds": Round, "workshop": Workshop}
WHY_NOT = {
    "start": gettext_lazy("Det finns inget att ångra än."),
    "show-result": gettext_lazy("Resultatet är visat för alla och kan inte bli hemligt igen. Ni kan rösta om."),
    "pause-workshop": gettext_lazy("En paus ångrar du genom att starta workshopen igen."),
    "resume-workshop": gettext_lazy("Workshopen är igång igen. Det finns inget att ångra."),
    "vote-again": gettext_lazy("Ni röstar om. Visa resultatet när alla är klara."),
    "reopen": gettext_lazy("Workshopen är öppen igen. Det finns inget att ångra."),
    "book": gettext_lazy("Mötet är bokat. Ändra det under Möten."),
    "outcome": gettext_lazy("Det som har lagts i planen ändrar du under Uppdrag."),
    "confirm": gettext_lazy("Det som fungerar följs nu i planen. Ändra det under Uppdrag."),
    "close": gettext_lazy("Workshopen är avslutad. Öppna den igen i stället."),
}


def before(**rows: tuple[Iterable[Walled], tuple[str, ...]]) -> dict[str, dict[Any, dict[str, Any]]]:
    """What the named columns hold now, by table and row."""
    return {
        table: {row.pk: {name: _plain(getattr(row, name)) for name in names} for row in found}
        for table, (found, names) in rows.items()
    }


@transaction.atomic
def undo_last(actor: Actor, workshop_id: int, *, seq: int | None = None) -> Event:
    """Undo the last of the leaders' deeds that still stands.

    With `seq` only that one: a second tap undoes nothing more. Raises NothingToUndo, with why.
    """
    workshop = led(actor, workshop_id)
    if not workshop.is_running:
        raise NothingToUndo(_("Workshopen är inte igång. Starta den igen först."))
    last = last_deed(workshop)
    if last is None:
        raise NothingToUndo(str(WHY_NOT["start"]))
    if seq is not None and last.seq != seq:
        raise NothingToUndo(_("Någon har redan ångrat, eller gjort något nytt. Se efter hur det ser ut nu."))
    if last.what in states.ORGANISERS_OWN and not may(actor, Action.WORKSHOP_DECIDE, workshop.facts):
        raise NothingToUndo(_("Det senaste gjorde en av samverkans organisatörer. Be hen ångra det."))
    if last.undo is None:
        raise NothingToUndo(str(WHY_NOT.get(last.what, WHY_NOT["start"])))
    left = (workshop.step, workshop.beat)
    for table, rows in last.undo.items():
        for key, values in rows.items():
            if table == "workshop":
                _restore(workshop, values)
            else:
                row = _TABLES[table]._base_manager.get(pk=int(key))
                _restore(row, values)
                row.save(update_fields=[n.removesuffix("_id") for n in values])
    if "workshop" in last.undo:
        workshop.turn += 1  # never back: a page from before the undo must not fit again
        workshop.grace_until = None
        if left[1] == states.Beat.VOTE and left != (workshop.step, workshop.beat):
            ballot_anew(Round.objects.get(workshop=workshop, step=left[0]))
    return note_lead(actor, workshop, "undo", undoes=last, of=last.what)


def last_deed(workshop: Workshop) -> Event | None:
    """The newest deed of a leader that is neither an undo nor undone."""
    rows = Event.objects.filter(workshop=workshop, undone_by=None, undoes=None, is_lead=True)
    return rows.order_by("-seq").first()


def _restore(row: Walled, values: dict[str, Any]) -> None:
    for name, value in values.items():
        field = row._meta.get_field(name.removesuffix("_id"))
        if isinstance(field, DateTimeField) and isinstance(value, str):
            value = dt.datetime.fromisoformat(value)
        setattr(row, name, value)


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, dt.datetime) else value

"""Deeds on a group's own numbers."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from malbild.access.actor import Actor
from malbild.access.policy import Action, Reach, require, table_facts
from malbild.audit import log
from malbild.followup.models import OwnFigure, OwnUnit, Wanted
from malbild.followup.own.table import Value
from malbild.kit import clock
from malbild.kit.errors import Refusal
from malbild.situation.services import born


@transaction.atomic
def add_own(
    actor: Actor,
    partnership_id: int,
    *,
    title: str,
    unit: str,
    values: Sequence[Value],
    source: str = "",
    wanted: str = "",
) -> OwnFigure:
    """Take in a table of the group's own; it reaches the table."""
    require(actor, Action.OWN_FIGURE_EDIT, table_facts(actor, partnership_id))
    row = OwnFigure.objects.create(
        **born(actor, partnership_id, Reach.PARTNERSHIP),
        title=title,
        unit=OwnUnit(unit),
        source=source,
        wanted=Wanted(wanted or Wanted.FEWER),
        values=_kept(values),
        changed_on=clock.today(),
        by_id=actor.membership_in(partnership_id),
    )
    log.record(actor, Action.OWN_FIGURE_EDIT, row, deed="add", years=len(values))
    return row


@transaction.atomic
def edit_own(
    actor: Actor, own_id: int, *, title: str, unit: str, values: Sequence[Value], source: str = "", wanted: str = ""
) -> OwnFigure:
    """The whole table anew.

    Raises OwnFigure.DoesNotExist for one out of sight, Refusal for another unit while something is measured by it.
    """
    row = OwnFigure.objects.visible_to(actor).select_for_update(of=("self",)).get(pk=own_id)
    require(actor, Action.OWN_FIGURE_EDIT, row.facts)
    if row.unit != OwnUnit(unit):
        _must_be_free(row)
    row.title, row.unit, row.source = title, OwnUnit(unit), source
    row.wanted, row.values, row.changed_on = Wanted(wanted or Wanted.FEWER), _kept(values), clock.today()
    row.by_id = actor.membership_in(row.partnership_id)
    row.save()
    log.record(actor, Action.OWN_FIGURE_EDIT, row, deed="edit", years=len(values))
    return row


@transaction.atomic
def drop_own(actor: Actor, own_id: int) -> None:
    """Take it away. Raises OwnFigure.DoesNotExist for one out of sight, Refusal while something is measured by it."""
    row = OwnFigure.objects.visible_to(actor).select_for_update(of=("self",)).get(pk=own_id)
    require(actor, Action.OWN_FIGURE_EDIT, row.facts)
    _must_be_free(row)
    log.record(actor, Action.OWN_FIGURE_EDIT, row, deed="drop")
    row.delete()


def _must_be_free(row: OwnFigure) -> None:
    """A target says its number in the figure's own unit."""
    if row.targets.exists():
        raise Refusal(_("Ett mål eller uppdrag mäts med de här siffrorna. Ta bort det måttet först, eller ändra det."))


def _kept(values: Sequence[Value]) -> list[list[float | int | None]]:
    return [[v.year, v.value, v.answers] for v in values]

"""Deeds on the draft: nobody but the writer's own party sees it, and nothing of the plan is changed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from malbild.access.actor import Actor
from malbild.access.policy import Action, Reach, require, table_facts
from malbild.audit import log
from malbild.goals.errors import NotOpen
from malbild.goals.models import PlanImport
from malbild.goals.plan_import import draft
from malbild.goals.plan_import.grid import Grid
from malbild.goals.plan_import.guess import Layout
from malbild.goals.plan_import.pasted import read_pasted
from malbild.goals.plan_import.sheets import read_workbook
from malbild.goals.plan_import.unreadable import Unreadable
from malbild.goals.plan_import.words import UNCHANGED, WHYS
from malbild.kit import clock
from malbild.kit.errors import Refusal
from malbild.situation.services import born


class PlanUnreadable(Refusal):
    """The file or the text is no plan that can be read; the message says what to do instead."""


def read_file(data: bytes) -> list[Grid]:
    """The sheets of an .xlsx. Raises PlanUnreadable with what to do instead."""
    try:
        return read_workbook(data)
    except Unreadable as fault:
        raise PlanUnreadable(f"{WHYS[fault.why]} {UNCHANGED}") from fault


def read_text(text: str) -> list[Grid]:
    """Cells pasted from a spreadsheet. Raises PlanUnreadable."""
    try:
        return read_pasted(text)
    except Unreadable as fault:
        raise PlanUnreadable(f"{WHYS[fault.why]} {UNCHANGED}") from fault


@transaction.atomic
def begin(actor: Actor, partnership_id: int, *, file_name: str, grids: list[Grid]) -> PlanImport:
    """Keep what was read as a draft of the actor's own party. Reading is done before: it may take seconds."""
    require(actor, Action.PLAN_IMPORT, table_facts(actor, partnership_id))
    made = PlanImport.objects.create(
        **born(actor, partnership_id, Reach.OWN_PARTY),
        file_name=draft.safe(file_name.replace("\\", "/").rpartition("/")[2]).strip()[:160] or _("Inklistrad plan"),
        reading=draft.new(grids, on=clock.today()),
        created_at=clock.now(),
    )
    log.record(actor, Action.PLAN_IMPORT, made, deed="read")
    return made


@transaction.atomic
def choose_layout(
    actor: Actor, import_id: int, *, sheet: int, layout: Layout | None = None, title: str = ""
) -> PlanImport:
    """Say which sheet, and which column is what. `layout` None leaves what was guessed for that sheet."""
    found = open_draft(actor, import_id)
    if not 0 <= sheet < len(found.reading["sheets"]):
        raise Refusal(_("Den fliken finns inte. Välj en annan."))
    found.reading = draft.with_layout(found.reading, sheet, layout, title)
    found.save(update_fields=["reading"])
    log.record(actor, Action.PLAN_IMPORT, found, deed="columns")
    return found


@transaction.atomic
def correct_rows(actor: Actor, import_id: int, corrections: Mapping[int, Mapping[str, Any]]) -> PlanImport:
    """Keep what a person decided: `included`, `kind`, `owner` (membership or None), `due` (ISO or None), `texts`."""
    found = open_draft(actor, import_id)
    found.reading = draft.with_corrections(found.reading, corrections)
    found.save(update_fields=["reading"])
    log.record(actor, Action.PLAN_IMPORT, found, deed="correct", rows=len(corrections))
    return found


@transaction.atomic
def discard(actor: Actor, import_id: int) -> None:
    """Throw the draft away, cells and all."""
    found = open_draft(actor, import_id)
    log.record(actor, Action.PLAN_IMPORT, found, deed="discard")
    found.delete()


def open_draft(actor: Actor, import_id: int) -> PlanImport:
    """The draft on its row lock. Raises NotOpen when it has been committed."""
    found = locked(actor, import_id)
    if found.committed_at:
        raise NotOpen(_("Planen är redan inlagd. Ladda om sidan och se vad som kom in."))
    return found


def locked(actor: Actor, import_id: int) -> PlanImport:
    found = PlanImport.objects.visible_to(actor).select_for_update(of=("self",)).get(pk=import_id)
    require(actor, Action.PLAN_IMPORT, found.facts)
    return found

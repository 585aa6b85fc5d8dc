"""The whole import taken back, where nothing has happened since."""

from __future__ import annotations

import datetime as dt
from typing import Any, cast

from django.db import transaction
from django.utils.translation import gettext as _

from malbild.access.actor import Actor
from malbild.access.policy import Action
from malbild.audit import log
from malbild.goals.errors import NotOpen, TooLate
from malbild.goals.models import PlanImport
from malbild.goals.plan_import.made import MODELS, untouched
from malbild.goals.plan_import.services.drafts import locked
from malbild.kit import clock

UNDO_DAYS = 30


@transaction.atomic
def undo_import(actor: Actor, import_id: int) -> PlanImport:
    """Take away what the import made. What somebody has asked for, answered, accepted or changed stays, and is named.

    Undoing twice changes nothing. Raises NotOpen for a draft, TooLate after 30 days.
    """
    found = locked(actor, import_id)
    if found.undone_at:
        return found
    if found.committed_at is None:
        raise NotOpen(_("Planen är inte inlagd än."))
    if clock.now() - found.committed_at > dt.timedelta(days=UNDO_DAYS):
        raise TooLate(_("Det har gått mer än 30 dagar. Ta bort det som inte ska vara kvar rad för rad i stället."))
    removed, kept = 0, []
    for name, model in MODELS.items():
        made = {int(pk) for pk in found.made.get(name, {})}
        gone = untouched(found, name)
        kept += [str(row) for row in cast(Any, model)._base_manager.filter(pk__in=made - gone).order_by("pk")]
        model._base_manager.filter(pk__in=gone).delete()
        removed += len(gone) if name in ("measures", "line_work") else 0
    found.undone_at = clock.now()
    found.made = {**found.made, "kept": kept, "removed": removed}
    found.save(update_fields=["undone_at", "made"])
    log.record(actor, Action.PLAN_IMPORT, found, deed="undo", removed=removed, kept=len(kept))
    return found

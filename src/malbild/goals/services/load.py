"""A person's own word of how much time they have."""

from __future__ import annotations

from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from malbild.access.actor import Actor
from malbild.access.policy import Action, Reach, require
from malbild.audit import log
from malbild.goals.errors import NotOpen
from malbild.goals.load import Period
from malbild.goals.models import Periods, TimeToGive
from malbild.goals.queries.rights import own_facts
from malbild.kit import clock
from malbild.situation.services import born

MOST = {Period.WEEK.value: 5, Period.MONTH.value: 23}


@transaction.atomic
def set_time(actor: Actor, partnership_id: int, *, days: Decimal | None, per: str = Period.MONTH.value) -> None:
    """Say how many days a week or month one has here; None takes it back. Nobody says it for anybody else.

    Raises NotOpen for more days than there are, or none.
    """
    require(actor, Action.TIME_SET, own_facts(actor, partnership_id))
    me = actor.membership_in(partnership_id) or 0
    rows = TimeToGive.objects.visible_to(actor).filter(membership_id=me)
    if days is None:
        for row in rows:
            log.record(actor, Action.TIME_SET, row, deed="unset")
        rows.delete()
        return
    if per not in Periods or not 0 < days <= MOST[per]:
        raise NotOpen(_("Skriv hur många dagar du har, högst 5 i veckan eller 23 i månaden."))
    values = {"days": days, "per": per, "changed_at": clock.now()}
    row, _made = TimeToGive.objects.update_or_create(
        membership_id=me, defaults=values, create_defaults={**born(actor, partnership_id, Reach.PARTNERSHIP), **values}
    )
    log.record(actor, Action.TIME_SET, row, per=per)

"""Who may have decided: the bodies that the partnership has named before, for a list to choose from."""

from __future__ import annotations

from typing import Final

from django.db.models import Max
from django.utils.translation import gettext as _

from malbild.access.actor import Actor
from malbild.meetings.models import Entry, EntryKind, Meeting
from malbild.partnerships.queries import standing_bodies

MOST: Final = 12


def deciding_bodies(actor: Actor, meeting: Meeting) -> list[str]:
    """The meeting's own group first, then those that decided lately, then the table's and the terms' own."""
    decided = Entry.objects.visible_to(actor).filter(kind=EntryKind.DECISION, removed_at=None).exclude(body="")
    lately = decided.values_list("body").annotate(last=Max("at")).order_by("-last", "body")[:MOST]
    names = [meeting.group or _("Gruppen"), *(body for body, _last in lately)]
    names += standing_bodies(actor, meeting.partnership_id)
    seen: dict[str, str] = {}
    for name in names:
        seen.setdefault(name.casefold(), name)
    return list(seen.values())[:MOST]

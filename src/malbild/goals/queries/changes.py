"""Who changed a text last, for the page where two versions meet."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext as _

from malbild.accounts.models import User
from malbild.audit.queries import last_change
from malbild.kit.clock import SWEDEN


def changed_by(row: models.Model) -> str:
    """ "Anna ändrade samma text klockan 13.42.", or "" when the trail does not say."""
    event = last_change(row)
    person = User.objects.filter(pk=event.user_id or 0).first() if event else None
    if event is None or person is None:
        return ""
    moment = event.at.astimezone(SWEDEN)
    return _("%(name)s ändrade samma text klockan %(time)s.") % {"name": person.name, "time": f"{moment:%H.%M}"}

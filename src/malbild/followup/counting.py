"""The daily count of what is usual: everybody's share done in time, for partnerships with little of their own."""

from __future__ import annotations

import datetime as dt
from typing import Final

from malbild.access.policy import shared_table
from malbild.access.scope import scope_for
from malbild.followup.models import UsualShare
from malbild.followup.queries.in_time import kept_here
from malbild.kit import clock
from malbild.partnerships.models import Partnership

KEEP: Final = dt.timedelta(days=400)


def count_usual() -> bool:
    """Count today's sums unless they are counted; True when it did. One query when there is nothing to do.

    Each partnership's door is opened by itself, and only the two sums come out of it. Two workers at once count the
    same sums, and the day's row is written once.
    """
    today = clock.today()
    if UsualShare.objects.filter(day=today).exists():
        return False
    found = []
    for partnership_id in Partnership.objects.order_by("pk").values_list("pk", flat=True):
        with scope_for(shared_table(partnership_id), partnership_id):
            found.append(kept_here(partnership_id, on=today))
    sums = {
        "in_time": sum(k.in_time for k in found),
        "counted": sum(k.counted for k in found),
        "partnerships": sum(k.counted > 0 for k in found),
    }
    UsualShare.objects.update_or_create(day=today, defaults=sums)
    UsualShare.objects.filter(day__lt=today - KEEP).delete()
    return True

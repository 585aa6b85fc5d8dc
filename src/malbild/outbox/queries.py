"""How the mail is doing: counts and moments, and a partnership's own failed letters."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count, Max, Min, Q

from malbild.outbox.models import Letter, LetterQuerySet, LetterState, Trouble, WorkerBeat
from malbild.outbox.smtp import is_configured

_DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Health:
    """The whole installation's mail at a moment; nothing of any letter's content or recipient."""

    is_configured: bool
    waiting: int
    oldest_waiting: dt.datetime | None  # since when the oldest letter that is due has waited
    last_sent: dt.datetime | None
    failed_lately: int  # for our own reasons, in the last 24 hours
    last_trouble: str
    last_run: dt.datetime | None


def health(*, at: dt.datetime) -> Health:
    """Three queries, however many letters there are."""
    waiting = Q(state=LetterState.WAITING)
    ours = Q(trouble__in=[Trouble.CONNECTION, Trouble.LOGIN, Trouble.SENDER, Trouble.LATER])
    found = Letter.objects.aggregate(
        waiting=Count("pk", filter=waiting),
        oldest=Min("created_at", filter=waiting),
        sent=Max("sent_at"),
        failed=Count("pk", filter=Q(state=LetterState.FAILED, try_after__gte=at - _DAY) & ours),
    )
    last = Letter.objects.filter(waiting).exclude(trouble=Trouble.NONE).order_by("-try_after")
    return Health(
        is_configured=is_configured(),
        waiting=found["waiting"],
        oldest_waiting=found["oldest"],
        last_sent=found["sent"],
        failed_lately=found["failed"],
        last_trouble=last.values_list("trouble", flat=True).first() or "",
        last_run=WorkerBeat.objects.filter(job="send").values_list("at", flat=True).first(),
    )


def failed_letters(partnership_id: int) -> LetterQuerySet:
    """The partnership's own letters that could not be delivered, newest first."""
    return Letter.objects.of(partnership_id).failed().order_by("-created_at", "-pk")

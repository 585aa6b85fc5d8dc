"""That somebody is working: each job's heartbeat."""

from __future__ import annotations

import datetime as dt

from django.db import IntegrityError, transaction

from malbild.kit import clock
from malbild.outbox.models import WorkerBeat

BEAT_EVERY = dt.timedelta(seconds=60)


def beat(job: str, did: str = "") -> None:
    """Note that a job ran; at most one write a minute when there was nothing to do."""
    now = clock.now()
    rows = WorkerBeat.objects.filter(job=job)
    last = rows.values_list("at", flat=True).first()
    if last is None:
        try:
            with transaction.atomic():
                WorkerBeat.objects.create(job=job, at=now, did=did)
        except IntegrityError:  # two workers started at the same moment
            rows.update(at=now)
    elif did or not dt.timedelta() <= now - last < BEAT_EVERY:
        rows.update(at=now, did=did)

"""Take in a table: what is new is added, what is revised replaces and is remembered, nothing is stored twice."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from malbild.accounts.models import User
from malbild.kit import clock
from malbild.series.errors import AlreadyThere, Cancelled
from malbild.series.models import Delivery, Indicator, Revision, Series
from malbild.series.packing import CODES, Packed
from malbild.series.readings import Mark, NotThisFile, Reading, Table, Unit

_BATCH = 500


@dataclass(slots=True)
class _Count:
    new: int = 0
    changed: int = 0
    same: int = 0


type Progress = Callable[[int, int], bool]
"""Told how many series of how many are done; False stops it."""


@transaction.atomic
def take_in(
    table: Table, *, name: str, raw: bytes, by: User | None = None, progress: Progress | None = None
) -> Delivery:
    """Store every reading of a table in one transaction.

    A number that comes again replaces the old, which is kept as a revision. What is not available does not wipe out a
    number: sources write ".." for what was not asked for. Raises AlreadyThere, Cancelled, and NotThisFile for periods
    that lie too far apart to be one series.
    """
    sha256 = hashlib.sha256(raw).hexdigest()
    if before := Delivery.objects.filter(source=table.source, sha256=sha256, taken_back_at=None).first():
        raise AlreadyThere(before)
    delivery = Delivery.objects.create(
        source=table.source, name=name[:200], sha256=sha256, at=clock.now(), by=by, notes=list(table.notes)
    )
    count, done, total = _Count(), 0, 0
    groups = _by_indicator(table.readings)
    total = sum(len({r.area for r in readings}) for readings in groups.values())
    if progress is not None and not progress(0, total):
        raise Cancelled
    for (category, unit), readings in groups.items():
        indicator, _made = Indicator.objects.get_or_create(
            source=table.source, category=category[:300], unit=unit.value, step=table.step.value
        )
        done += _store(indicator, readings, table, delivery, count)
        indicator.latest = delivery
        indicator.save(update_fields=["latest"])
        if progress is not None and not progress(done, total):
            raise Cancelled
    delivery.new, delivery.changed, delivery.same = count.new, count.changed, count.same
    delivery.save(update_fields=["new", "changed", "same"])
    return delivery


@transaction.atomic
def take_out(delivery: Delivery) -> None:
    """Undo a delivery that nothing newer stands upon: numbers it brought go, numbers it changed come back.

    An indicator that is left without numbers stays: a goal may be measured by it.
    """
    old = {r.series_id: r for r in Revision.objects.filter(delivery=delivery)}
    touched = Indicator.objects.filter(latest=delivery)
    changed = []
    for series in Series.objects.select_for_update().filter(indicator__in=touched):
        packed = Packed.unpack(series.first, bytes(series.data))
        mine = packed.deliveries == delivery.pk
        if not mine.any():
            continue
        packed.values[mine], packed.marks[mine], packed.deliveries[mine] = np.nan, CODES[Mark.NOT_AVAILABLE], 0
        if series.pk in old:
            _put_back(packed, old[series.pk])
        series.data = packed.pack()
        changed.append(series)
    Series.objects.bulk_update([s for s in changed if _holds(s)], ["data"], batch_size=_BATCH)
    Series.objects.filter(pk__in=[s.pk for s in changed if not _holds(s)]).delete()
    Revision.objects.filter(delivery=delivery).delete()
    for indicator in touched:
        indicator.latest = _newest(indicator)
        indicator.save(update_fields=["latest"])
    delivery.taken_back_at = clock.now()
    delivery.save(update_fields=["taken_back_at"])


def _put_back(packed: Packed, revision: Revision) -> None:
    at = np.array(revision.positions) - packed.first
    cells = Packed.unpack(0, bytes(revision.data))
    packed.values[at], packed.marks[at], packed.deliveries[at] = cells.values, cells.marks, cells.deliveries


def _holds(series: Series) -> bool:
    return bool(Packed.unpack(series.first, bytes(series.data)).deliveries.any())


def _newest(indicator: Indicator) -> Delivery | None:
    """The newest delivery that a number of the indicator came with."""
    rows = Series.objects.filter(indicator=indicator).values_list("first", "data")
    newest = max((int(Packed.unpack(first, bytes(data)).deliveries.max()) for first, data in rows), default=0)
    return Delivery.objects.filter(pk=newest).first()


def _by_indicator(readings: Iterable[Reading]) -> dict[tuple[str, Unit], list[Reading]]:
    found: defaultdict[tuple[str, Unit], list[Reading]] = defaultdict(list)
    for reading in readings:
        found[reading.category, reading.unit].append(reading)
    return found


def _store(indicator: Indicator, readings: list[Reading], table: Table, delivery: Delivery, count: _Count) -> int:
    by_area: defaultdict[str, list[Reading]] = defaultdict(list)
    for reading in readings:
        by_area[reading.area[:80]].append(reading)
    old = {s.area: s for s in Series.objects.select_for_update().filter(indicator=indicator, area__in=by_area)}
    made, changed, revisions = list[Series](), list[Series](), list[Revision]()
    for area, mine in by_area.items():
        series = old.get(area)
        before = Packed.unpack(series.first, bytes(series.data)) if series else Packed.empty()
        after, revised = _merged(before, mine, table, delivery.pk, count)
        if series is None:
            made.append(Series(indicator=indicator, area=area, first=after.first, data=after.pack()))
            continue
        if revised:
            revisions.append(_revision(delivery, series, before, revised))
        series.first, series.data = after.first, after.pack()
        changed.append(series)
    Series.objects.bulk_create(made, batch_size=_BATCH)
    Series.objects.bulk_update(changed, ["first", "data"], batch_size=_BATCH)
    Revision.objects.bulk_create(revisions, batch_size=_BATCH)
    return len(by_area)


def _merged(
    before: Packed, readings: list[Reading], table: Table, delivery: int, count: _Count
) -> tuple[Packed, list[int]]:
    """The series with the readings put in, and the positions whose numbers became others."""
    at = np.array([r.period.position(table.step) for r in readings])
    try:
        after = before.over(int(at.min()), int(at.max()))
    except ValueError as error:
        raise NotThisFile(_("Perioderna i filen ligger för långt ifrån varandra för att höra ihop.")) from error
    at = at - after.first
    values = np.array([np.nan if r.value is None else r.value for r in readings])
    marks = np.array([CODES[r.mark] for r in readings], dtype=np.uint8)
    had = ~np.isnan(after.values[at])
    known = after.deliveries[at] > 0
    comes = ~np.isnan(values)
    applies = comes | ~had | (marks == CODES[Mark.NOT_APPLICABLE])
    same = known & (~applies | ((after.values[at] == values) | (~had & ~comes)) & (after.marks[at] == marks))
    other = applies & ~same
    revised = other & had
    count.new += int((other & ~had).sum())
    count.changed += int(revised.sum())
    count.same += int((~other).sum())
    put = at[other]
    after.values[put], after.marks[put], after.deliveries[put] = values[other], marks[other], delivery
    return after, sorted(int(p) + after.first for p in at[revised])


def _revision(delivery: Delivery, series: Series, before: Packed, positions: list[int]) -> Revision:
    at = np.array(positions) - before.first
    cells = Packed(0, before.values[at], before.marks[at], before.deliveries[at])
    return Revision(delivery=delivery, series=series, positions=positions, data=cells.pack())

"""The demo's open figures: real numbers, taken in by the same deed as any file.

Reported crimes by month 2020–2023 in 22 municipalities (Brå, SOL's Databasfil, found without those rows that echo their
parents), and all reported crimes in every municipality 2021, preliminary (Brå's yearly table; that it is that year's
preliminary table is inferred from its denominators) and 2025 (counts derived from Kolada's N07540, which gives Brå's
number per 100 000 inhabitants, and mean population; one count fits in 279 of 290 municipalities). Those rates
themselves come as Kolada has them. Brå lets its
statistics be used freely when it is named; what is derived is nobody's but ours.
"""

from __future__ import annotations

import datetime as dt
import gzip
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Final, NamedTuple

from malbild.followup.models import OwnUnit
from malbild.followup.own.services import add_own
from malbild.followup.own.table import Value
from malbild.followup.targets.aiming import aim
from malbild.followup.targets.services import set_target
from malbild.kit import clock
from malbild.kit.clock import SWEDEN
from malbild.series.formats.bra_csv import CATEGORY
from malbild.series.formats.sniff import read_any
from malbild.series.models import Indicator
from malbild.series.readings import Table, Unit
from malbild.series.services import take_in
from malbild.web.demo.stage import Stage

_FETCHED: Final = dt.datetime(2026, 11, 22, 12, tzinfo=SWEDEN)


class _File(NamedTuple):
    name: str
    note: str = ""


FILES: Final = (
    _File("brott-manad-2020-2023.txt"),
    _File("brott-totalt-2021-prel.csv", "Året 2021 är vår slutsats: det står inte i filen."),
    _File(
        "brott-totalt-2025.csv",
        "Antalen 2025 är härledda av oss ur Brås tal per 100\u00a0000 invånare och medelfolkmängden.",
    ),
    _File("kolada-anmalda-brott-2025.csv"),
)


def tables() -> Iterator[tuple[_File, bytes, Table]]:
    for file in FILES:
        raw = gzip.decompress((Path(__file__).parent / f"{file.name}.gz").read_bytes())
        table = read_any(raw, file.name)
        yield file, raw, replace(table, notes=(*table.notes, file.note)) if file.note else table


def measure_goals(stage: Stage) -> None:
    """One goal looks at a figure without having it as its target, another is followed by the work itself."""
    total = Indicator.objects.get(category=CATEGORY, unit=Unit.COUNT.value)
    area = stage.partnership.municipality
    with stage.on(2, "Maria") as maria:
        code = area.code if area else ""
        safe, done = stage.made["safe"], stage.made["done"]
        set_target(maria, thing="goal", thing_id=safe, indicator=total, area=code, aim=aim(total, code))
        set_target(maria, thing="goal", thing_id=done, indicator=None)
        add_own(
            maria,
            stage.pk,
            title="Otrygga i centrum på kvällen",
            unit=OwnUnit.PERCENT,
            values=[Value(2023, 34, 240), Value(2025, 30, 212)],
            source="Påhittad enkät i demon",
        )


def take_in_all() -> None:
    """On the day they were fetched."""
    with clock.standing_at(_FETCHED):
        for file, raw, table in tables():
            take_in(table, name=file.name, raw=raw)

"""What is fetched when: numbers once a week from each source the installation may reach, the police's news four times a
day, and sooner again after a failure."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable
from typing import Final

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from malbild.kit import clock
from malbild.kit.errors import Refusal
from malbild.series.errors import AlreadyThere
from malbild.series.models import Fetch
from malbild.series.readings import Table

YEARS: Final = 10
EVERY: Final = dt.timedelta(days=7)
NEWS: Final = "polisen"
NEWS_EVERY: Final = dt.timedelta(hours=6)
AFTER_FAILURE: Final = (dt.timedelta(hours=1), dt.timedelta(hours=6), dt.timedelta(days=1))
_log = logging.getLogger("malbild.series")

type Source = Callable[[list[int]], tuple[Table, bytes]]


# The clients load urllib3: they come with the first fetch, not with the start of every worker.


def _kolada(years: list[int]) -> tuple[Table, bytes]:
    from malbild.series.fetching import kolada  # noqa: PLC0415 - see above
    from malbild.series.fetching.http import Client  # noqa: PLC0415

    return kolada.fetch(Client(settings.KOLADA_URL, apart=kolada.APART, pause=settings.FETCH_PAUSE), years)


def _scb(years: list[int]) -> tuple[Table, bytes]:
    """The new interface; the old one where the new is not there."""
    from malbild.series.fetching import scb  # noqa: PLC0415 - see above
    from malbild.series.fetching.http import Busy, Client, NotFetched  # noqa: PLC0415

    try:
        return scb.fetch(Client(settings.SCB_URL, pause=settings.FETCH_PAUSE), len(years))
    except NotFetched as missed:
        if isinstance(missed, Busy) or not settings.SCB_V1_URL:
            raise
        return scb.fetch_v1(Client(settings.SCB_V1_URL, pause=settings.FETCH_PAUSE), len(years))


def _polisen() -> None:
    from malbild.series.fetching import polisen  # noqa: PLC0415 - see above
    from malbild.series.fetching.http import Client  # noqa: PLC0415

    polisen.fetch(Client(settings.POLISEN_URL, apart=polisen.APART, pause=settings.FETCH_PAUSE))


SOURCES: Final[dict[str, Source]] = {"kolada": _kolada, "scb": _scb}


def fetch_due() -> int:
    """Fetch from every source that is switched on and due; how many brought something new. Cheap when none is."""
    return sum(fetch_one(name) for name in settings.FETCH if _is_due(name))


def fetch_one(name: str) -> bool:
    """Fetch from one source now. What went wrong is noted and told; nothing is half-stored. True for new numbers."""
    from malbild.series.services import take_in  # noqa: PLC0415 - numpy comes with the first answer, not with the start

    row, _made = Fetch.objects.get_or_create(source=name)
    with override("sv"):
        _begin(row)
    last = clock.today().year
    years = list(range(last - YEARS, last + 1))
    with override("sv"):
        try:
            if name == NEWS:
                _polisen()
                is_new = False  # news, and no numbers
            else:
                table, raw = SOURCES[name](years)
                row.delivery = take_in(table, name=f"{name} {years[0]}–{years[-1]}", raw=raw)
                is_new = True
        except AlreadyThere:
            is_new = False
        except Refusal as refused:
            _log.warning("fetching %s failed", name)
            row.message = str(refused.message)
            row.save()
            return False
    row.fetched_at, row.failures, row.message = row.tried_at, 0, ""
    row.save()
    return is_new


def _begin(row: Fetch) -> None:
    """Written down before anything is asked, as if it failed: so it counts, whatever happens."""
    row.tried_at, row.failures = clock.now(), row.failures + 1
    row.message = _("Hämtningen avbröts. Inget har sparats.")
    row.save()


def _is_due(name: str) -> bool:
    row = Fetch.objects.filter(source=name).first()
    if row is None or row.tried_at is None:
        return True
    usual = NEWS_EVERY if name == NEWS else EVERY
    pause = AFTER_FAILURE[min(row.failures, len(AFTER_FAILURE)) - 1] if row.failures else usual
    return clock.now() - row.tried_at >= pause

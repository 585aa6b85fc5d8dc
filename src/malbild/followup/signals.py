"""What the målbild says about an uppdrag, and about them all in one line. Pure functions."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from malbild.goals.names import PROGRESS_WORDS
from malbild.goals.status import Progress

FOLLOWS_PLAN: Final = frozenset({Progress.ON_PLAN, Progress.DONE})


@dataclass(frozen=True, slots=True)
class Signal:
    """Genomförande of one uppdrag. `answered_on` is the last answer about any of its åtgärder."""

    progress: Progress
    answered_on: dt.date | None = None
    waits_for_decision: bool = False

    @property
    def shape(self) -> str:
        return self.progress.value

    @property
    def word(self) -> str:
        if self.progress == Progress.NEEDS_HELP:
            return _("Behöver beslut") if self.waits_for_decision else _("Behöver hjälp")
        return str(PROGRESS_WORDS[self.progress])


@dataclass(frozen=True, slots=True)
class Summary:
    """`lead` says how many follow the plan, `rest` what the others lack, the most urgent first."""

    lead: str
    rest: str


def summary(signals: Iterable[Signal]) -> Summary:
    """ "1 av 3 uppdrag följer planen. 1 behöver beslut. 1 saknar färskt svar." """
    found = list(signals)
    if not found:
        return Summary(_("Inget uppdrag är i gång."), "")
    seen = Counter((s.progress, s.waits_for_decision and s.progress == Progress.NEEDS_HELP) for s in found)
    rest = [words for key, words in _rest(seen) if seen[key]]
    return Summary(_lead(sum(s.progress in FOLLOWS_PLAN for s in found), len(found)), " ".join(rest))


def _lead(good: int, total: int) -> str:
    if total == 1:
        return _("Uppdraget följer planen.") if good else _("Uppdraget följer inte planen.")
    if good == total:
        return _("Alla %(all)s\u00a0uppdrag följer planen.") % {"all": total}
    if not good:
        return _("Inget av %(all)s\u00a0uppdrag följer planen.") % {"all": total}
    return _("%(n)s\u00a0av\u00a0%(all)s\u00a0uppdrag följer planen.") % {"n": good, "all": total}


type Key = tuple[Progress, bool]


def _rest(seen: Counter[Key]) -> list[tuple[Key, str]]:
    decide, help_, stale = (Progress.NEEDS_HELP, True), (Progress.NEEDS_HELP, False), (Progress.NO_FRESH_ANSWER, False)
    late, paused = (Progress.LATE, False), (Progress.PAUSED, False)
    return [
        (decide, _("%(n)s\u00a0behöver beslut.") % {"n": seen[decide]}),
        (help_, _("%(n)s\u00a0behöver hjälp.") % {"n": seen[help_]}),
        (stale, _("%(n)s\u00a0saknar färskt svar.") % {"n": seen[stale]}),
        (late, ngettext("%(n)s\u00a0är försenat.", "%(n)s\u00a0är försenade.", seen[late]) % {"n": seen[late]}),
        (paused, ngettext("%(n)s\u00a0är pausat.", "%(n)s\u00a0är pausade.", seen[paused]) % {"n": seen[paused]}),
    ]

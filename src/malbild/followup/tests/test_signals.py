"""The one line that sums up the uppdrag."""

from __future__ import annotations

import pytest

from malbild.followup.signals import Signal, summary
from malbild.goals.status import Progress

ON, STALE, LATE, HELP, PAUSED, DONE = (
    Signal(p)
    for p in (
        Progress.ON_PLAN,
        Progress.NO_FRESH_ANSWER,
        Progress.LATE,
        Progress.NEEDS_HELP,
        Progress.PAUSED,
        Progress.DONE,
    )
)
DECIDE = Signal(Progress.NEEDS_HELP, waits_for_decision=True)


def said(*signals: Signal) -> str:
    found = summary(signals)
    return f"{found.lead} {found.rest}".strip().replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("signals", "line"),
    [
        ((), "Inget uppdrag är i gång."),
        ((ON,), "Uppdraget följer planen."),
        ((LATE,), "Uppdraget följer inte planen. 1 är försenat."),
        ((ON, DONE), "Alla 2 uppdrag följer planen."),
        ((ON, DECIDE, STALE), "1 av 3 uppdrag följer planen. 1 behöver beslut. 1 saknar färskt svar."),
        ((LATE, LATE, PAUSED, PAUSED), "Inget av 4 uppdrag följer planen. 2 är försenade. 2 är pausade."),
        ((HELP, DECIDE), "Inget av 2 uppdrag följer planen. 1 behöver beslut. 1 behöver hjälp."),
    ],
)
def test_the_line_counts_what_follows_and_names_what_is_missing(signals, line):
    assert said(*signals) == line


def test_waiting_for_a_decision_is_said_only_where_help_is_needed():
    assert Signal(Progress.ON_PLAN, waits_for_decision=True).word == "Enligt plan"
    assert said(Signal(Progress.ON_PLAN, waits_for_decision=True)) == "Uppdraget följer planen."
    assert (DECIDE.word, HELP.word) == ("Behöver beslut", "Behöver hjälp")

"""Sagt → beslutat → accepterat → klart: the four steps from words to action, with their days. Pure functions.

*Beslutat* is the day the group chose who and when, and put the question; *accepterat* the owner's own yes. A step that
was never noted, as in a plan fetched from a file, is said to be so and gets no day of its own.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.utils.translation import gettext as _

from malbild.goals.names import MeasureStates, day_words
from malbild.goals.states import MEASURE_OPEN, MeasureState
from malbild.ui.way import Mark, WayStep

_DONE = (MeasureState.DONE, MeasureState.FOLLOWED_UP)


@dataclass(frozen=True, slots=True)
class Steps:
    """What is known of an åtgärd's way. `owner` is a name or ""."""

    state: MeasureState
    said_on: dt.date
    decided_on: dt.date | None = None
    accepted_on: dt.date | None = None
    done_on: dt.date | None = None
    due: dt.date | None = None
    owner: str = ""


def way(steps: Steps, *, on: dt.date) -> list[WayStep]:
    """The four steps in their order; at most one is the step it waits for now."""
    return [
        WayStep(_("Sagt"), day_words(steps.said_on), Mark.TAKEN),
        _decided(steps),
        _accepted(steps),
        _finished(steps, on),
    ]


def last_step(steps: Steps) -> str:
    """The way in short, for a list: "Accepterat tisdag 3 november"."""
    if steps.state in _DONE and steps.done_on:
        return _("Klart %(day)s") % {"day": day_words(steps.done_on)}
    if steps.accepted_on:
        return _("Accepterat %(day)s") % {"day": day_words(steps.accepted_on)}
    if steps.decided_on:
        return _("Beslutat %(day)s, väntar på ja") % {"day": day_words(steps.decided_on)}
    return _("Sagt %(day)s") % {"day": day_words(steps.said_on)}


def _decided(steps: Steps) -> WayStep:
    word = _("Beslutat")
    if steps.decided_on:
        return WayStep(word, day_words(steps.decided_on), Mark.TAKEN)
    if steps.accepted_on or steps.done_on or steps.state != MeasureState.DRAFT:
        return _unnoted(word, steps)
    return WayStep(word, _("Väntar på ägare och dag") if not steps.owner else _("Ägaren är inte frågad än"), Mark.NOW)


def _accepted(steps: Steps) -> WayStep:
    word = _("Accepterat")
    if steps.accepted_on:
        return WayStep(word, day_words(steps.accepted_on), Mark.TAKEN)
    if steps.state == MeasureState.ASKED:
        return WayStep(word, _("Väntar på svar från %(name)s") % {"name": steps.owner}, Mark.NOW)
    if steps.state == MeasureState.DRAFT:
        return WayStep(word, _("Inte än"), Mark.TO_COME)
    return _unnoted(word, steps)


def _unnoted(word: str, steps: Steps) -> WayStep:
    went_on = steps.state in MEASURE_OPEN or steps.state in _DONE
    return WayStep(word, _("Dagen är inte noterad") if went_on else _("Blev inte"), Mark.UNKNOWN)


def _finished(steps: Steps, on: dt.date) -> WayStep:
    word = _("Klart")
    if steps.state in _DONE:
        return WayStep(word, day_words(steps.done_on) if steps.done_on else _("Dagen är inte noterad"), Mark.TAKEN)
    if steps.state not in MEASURE_OPEN or steps.state == MeasureState.PAUSED:
        return WayStep(word, str(MeasureStates(steps.state).label), Mark.ENDED)
    is_now = steps.state in (MeasureState.ACCEPTED, MeasureState.UNDER_WAY)
    mark = Mark.NOW if is_now else Mark.TO_COME
    if steps.due is None:
        return WayStep(word, _("Inget datum än"), mark)
    if is_now and steps.due < on:
        return WayStep(word, _("Skulle ha varit klart %(day)s") % {"day": day_words(steps.due)}, mark)
    return WayStep(word, _("Senast %(day)s") % {"day": day_words(steps.due)}, mark)

"""What an experience can say by itself: the chain from problem to what was found, already written down.

Read through a supporter's sight, so that no party's draft and nothing internal slips into what is to be shared.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from malbild.experience.models import Thread
from malbild.experience.models.cards import LINE, LONG, MAX_MEASURES, MAX_SUB_GOALS, SHORT, TITLE
from malbild.experience.names import Certainty
from malbild.experience.targets import a_supporter_of
from malbild.followup.models import NoteKind
from malbild.followup.queries import notes_of_assignment
from malbild.goals.models import Assignment, Measure, SubGoal
from malbild.goals.names import Reasons
from malbild.goals.states import MeasureState
from malbild.partnerships.models import Partnership
from malbild.situation.models import Cause, Problem

_DONE = (MeasureState.DONE.value, MeasureState.FOLLOWED_UP.value)


def tags(partnership: Partnership) -> dict[str, Any]:
    """The typsituation of the partnership."""
    return {
        "size": partnership.size_tag,
        "problems": list(partnership.problem_tags),
        "form": partnership.form_tag,
    }


def from_assignment(assignment: Assignment) -> dict[str, Any]:
    """The texts of a card, from the goal's problems and causes, the åtgärder and the follow-up notes."""
    sight = a_supporter_of(assignment.partnership_id)
    measures = list(Measure.objects.visible_to(sight).filter(assignment=assignment).select_related("cause__problem"))
    problems = Problem.objects.visible_to(sight).filter(goal_links__goal_id=assignment.goal_id or 0).distinct()
    causes = Cause.objects.visible_to(sight).filter(goal_links__goal_id=assignment.goal_id or 0).distinct()
    answered = [m.cause for m in measures if m.cause]
    done = [m for m in measures if m.state in _DONE]
    notes = list(notes_of_assignment(sight, assignment.pk))
    effects = [n for n in notes if n.kind == NoteKind.EFFECT]
    return {
        "title": assignment.title[:TITLE],
        "problem": _text(
            SHORT, (_sentence(p.title, p.description) for p in [*problems, *(c.problem for c in answered)])
        ),
        "cause": _text(SHORT, (c.title for c in [*causes, *answered])),
        "done": _text(LONG, (_sentence(m.title, m.how_it_acts) for m in done)),
        "happened": _text(LONG, [*_end(assignment), *(n.finding for n in [*effects, *notes])]),
        "certainty": Certainty.FOLLOWED if notes else Certainty.TRIED,
        "conditions": _text(SHORT, _conditions(measures, notes)),
        "transferability": _text(SHORT, (n.lesson for n in notes)),
        "sub_goals": [
            s.title[:LINE] for s in SubGoal.objects.visible_to(sight).filter(assignment=assignment)[:MAX_SUB_GOALS]
        ],
        "measures": [m.title[:LINE] for m in done[:MAX_MEASURES]],
    }


def from_thread(thread: Thread) -> dict[str, Any]:
    """A solved question with no uppdrag behind it: the thing it hung on, and what was asked."""
    title = str(thread.snapshot.get("title") or thread.question)
    return {"title": title[:TITLE], "problem": thread.question[:SHORT]}


def _end(assignment: Assignment) -> Iterable[str]:
    if assignment.ended_on:
        yield _sentence(
            _("Uppdraget blev %(how)s") % {"how": assignment.get_state_display().lower()}, assignment.end_note
        )


def _conditions(measures: list[Measure], notes: list[Any]) -> Iterable[str]:
    """Why some of it went otherwise than planned, counted: what others need to have in place."""
    reasons = Counter([m.end_reason for m in measures if m.end_reason] + [n.deviation for n in notes if n.deviation])
    if reasons:
        words = ", ".join(str(Reasons(code).label).lower() for code, _n in reasons.most_common())
        yield _("Det som bromsade: %(reasons)s.") % {"reasons": words}


def _sentence(text: str, more: str) -> str:
    return f"{text.rstrip('.')}. {more}" if more else text


def _text(limit: int, lines: Iterable[str]) -> str:
    """One line each, every line once, cut at a whole line where it would be too long."""
    kept: list[str] = []
    for line in dict.fromkeys(text.strip() for text in lines):
        if line and len("\n".join([*kept, line])) <= limit:
            kept.append(line)
    return "\n".join(kept)

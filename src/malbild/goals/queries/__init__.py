"""Reads of the plan, each row through the actor's own sight."""

from malbild.goals.queries.brief import Brief, briefs
from malbild.goals.queries.changes import changed_by
from malbild.goals.queries.first_step import first_step_entry, has_first_step
from malbild.goals.queries.gaps import Gap, Gaps, gaps
from malbild.goals.queries.linework import LineRow, line_rows, wavers_in_a_row
from malbild.goals.queries.pages import (
    Chain,
    Happening,
    PartyAnswer,
    SmartQuestion,
    chain_of,
    history,
    open_help,
    party_answers,
    seen,
    smart_questions,
    undoable,
)
from malbild.goals.queries.plan import (
    AssignmentRow,
    GoalRow,
    MeasureRow,
    Plan,
    as_work,
    assignment_row,
    assignment_rows,
    ended_goals,
    measure_row,
    measures,
    plan,
)
from malbild.goals.queries.walk import Walk, walk

__all__ = [
    "AssignmentRow",
    "Brief",
    "Chain",
    "Gap",
    "Gaps",
    "GoalRow",
    "Happening",
    "LineRow",
    "MeasureRow",
    "PartyAnswer",
    "Plan",
    "SmartQuestion",
    "Walk",
    "as_work",
    "assignment_row",
    "assignment_rows",
    "briefs",
    "chain_of",
    "changed_by",
    "ended_goals",
    "first_step_entry",
    "gaps",
    "has_first_step",
    "history",
    "line_rows",
    "measure_row",
    "measures",
    "open_help",
    "party_answers",
    "plan",
    "seen",
    "smart_questions",
    "undoable",
    "walk",
    "wavers_in_a_row",
]

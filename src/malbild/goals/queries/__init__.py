"""Reads of the plan, each row through the actor's own sight."""

from malbild.goals.queries.brief import Brief, briefs
from malbild.goals.queries.changes import changed_by
from malbild.goals.queries.gaps import Gap, Gaps, gaps
from malbild.goals.queries.handover import Held, handed_on, held_by, offered_to, vacancies
from malbild.goals.queries.linework import LineRow, line_rows, wavers_in_a_row
from malbild.goals.queries.loads import PartyLoad, PersonLoad, by_party, load_of, loads, overfull, time_to_give
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
    steps_of,
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
from malbild.goals.queries.rights import own_facts
from malbild.goals.queries.walk import Walk, walk

__all__ = [
    "AssignmentRow",
    "Brief",
    "Chain",
    "Gap",
    "Gaps",
    "GoalRow",
    "Happening",
    "Held",
    "LineRow",
    "MeasureRow",
    "PartyAnswer",
    "PartyLoad",
    "PersonLoad",
    "Plan",
    "SmartQuestion",
    "Walk",
    "as_work",
    "assignment_row",
    "assignment_rows",
    "briefs",
    "by_party",
    "chain_of",
    "changed_by",
    "ended_goals",
    "gaps",
    "handed_on",
    "held_by",
    "history",
    "line_rows",
    "load_of",
    "loads",
    "measure_row",
    "measures",
    "offered_to",
    "open_help",
    "overfull",
    "own_facts",
    "party_answers",
    "plan",
    "seen",
    "smart_questions",
    "steps_of",
    "time_to_give",
    "undoable",
    "vacancies",
    "walk",
    "wavers_in_a_row",
]

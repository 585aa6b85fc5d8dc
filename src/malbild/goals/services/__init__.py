"""One function per deed on the plan, by noun."""

from malbild.goals.services.agreement import confirm
from malbild.goals.services.aims import add_goal, edit_goal, share_goal, write_vision
from malbild.goals.services.answers import answer_measure, close_help, undo_answer
from malbild.goals.services.assignments import (
    activate_assignment,
    add_assignment,
    add_sub_goal,
    edit_sub_goal,
    end_assignment,
    share_assignment,
)
from malbild.goals.services.decisions import settle_decision
from malbild.goals.services.linework import (
    add_lesson,
    add_line_work,
    add_routine,
    lift_to_development,
    move_to_line,
    pulse,
)
from malbild.goals.services.measures import (
    accept_measure,
    add_measure,
    ask_owner,
    decline_measure,
    edit_measure,
    end_measure,
)
from malbild.goals.services.routines import follow_by

__all__ = [
    "accept_measure",
    "activate_assignment",
    "add_assignment",
    "add_goal",
    "add_lesson",
    "add_line_work",
    "add_measure",
    "add_routine",
    "add_sub_goal",
    "answer_measure",
    "ask_owner",
    "close_help",
    "confirm",
    "decline_measure",
    "edit_goal",
    "edit_measure",
    "edit_sub_goal",
    "end_assignment",
    "end_measure",
    "follow_by",
    "lift_to_development",
    "move_to_line",
    "pulse",
    "settle_decision",
    "share_assignment",
    "share_goal",
    "undo_answer",
    "write_vision",
]

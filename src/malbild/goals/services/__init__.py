"""One function per deed on the plan, by noun."""

from malbild.goals.services.agreement import confirm
from malbild.goals.services.aims import add_goal, edit_goal, set_goal_links, share_goal, write_vision
from malbild.goals.services.answers import answer_measure, close_help, take_back_yes, undo_answer
from malbild.goals.services.assignments import (
    activate_assignment,
    add_assignment,
    add_sub_goal,
    edit_assignment,
    edit_sub_goal,
    end_assignment,
    end_goal,
    end_sub_goal,
    share_assignment,
)
from malbild.goals.services.decisions import settle_decision
from malbild.goals.services.handover import answer_handover, close_seat, propose_successors, seat_facts
from malbild.goals.services.linework import (
    add_lesson,
    add_line_work,
    add_routine,
    edit_line_work,
    lift_to_development,
    move_to_line,
    pulse,
)
from malbild.goals.services.load import set_time
from malbild.goals.services.measures import (
    accept_measure,
    add_measure,
    ask_owner,
    decline_measure,
    edit_measure,
    end_measure,
    share_measure,
    size_measure,
)
from malbild.goals.services.resting import rest_assignment, wake_assignment
from malbild.goals.services.routines import follow_by
from malbild.goals.services.successors import hand_over, measure_to_line, replace_measure, split_measure
from malbild.goals.services.tricks import try_as_step, try_trick

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
    "answer_handover",
    "answer_measure",
    "ask_owner",
    "close_help",
    "close_seat",
    "confirm",
    "decline_measure",
    "edit_assignment",
    "edit_goal",
    "edit_line_work",
    "edit_measure",
    "edit_sub_goal",
    "end_assignment",
    "end_goal",
    "end_measure",
    "end_sub_goal",
    "follow_by",
    "hand_over",
    "lift_to_development",
    "measure_to_line",
    "move_to_line",
    "propose_successors",
    "pulse",
    "replace_measure",
    "rest_assignment",
    "seat_facts",
    "set_goal_links",
    "set_time",
    "settle_decision",
    "share_assignment",
    "share_goal",
    "share_measure",
    "size_measure",
    "split_measure",
    "take_back_yes",
    "try_as_step",
    "try_trick",
    "undo_answer",
    "wake_assignment",
    "write_vision",
]

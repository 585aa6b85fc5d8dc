"""One function per deed on meetings, by time: before, during, after."""

from malbild.meetings.services.approving import (
    approve_minutes,
    choose_approvers,
    correct_minutes,
    earlier_approvers,
    may_change_minutes,
    may_correct,
    object_to_minutes,
)
from malbild.meetings.services.carried import carry_over, discuss_carried, put_away
from malbild.meetings.services.closing import (
    close_meeting,
    reopen_meeting,
    take_for_mailing,
)
from malbild.meetings.services.cycle import decide_direction, evaluate_quarter, prepare_direction
from malbild.meetings.services.invitations import answer_invitation, invited, withdrawn
from malbild.meetings.services.notes import (
    answer_at_meeting,
    edit_entry,
    open_meeting,
    remove_entry,
    set_attendance,
    solve_help,
    write,
)
from malbild.meetings.services.planning import call_meeting, cancel_meeting, edit_meeting, plan_meeting
from malbild.meetings.services.points import (
    add_point,
    choose_depth,
    handle_point,
    keep_inside,
    move_point,
    set_minutes,
    take_away,
)
from malbild.meetings.services.series import cancel_rest, edit_rest, plan_series
from malbild.meetings.services.writing import say_writing

__all__ = [
    "add_point",
    "answer_at_meeting",
    "answer_invitation",
    "approve_minutes",
    "call_meeting",
    "cancel_meeting",
    "cancel_rest",
    "carry_over",
    "choose_approvers",
    "choose_depth",
    "close_meeting",
    "correct_minutes",
    "decide_direction",
    "discuss_carried",
    "earlier_approvers",
    "edit_entry",
    "edit_meeting",
    "edit_rest",
    "evaluate_quarter",
    "handle_point",
    "invited",
    "keep_inside",
    "may_change_minutes",
    "may_correct",
    "move_point",
    "object_to_minutes",
    "open_meeting",
    "plan_meeting",
    "plan_series",
    "prepare_direction",
    "put_away",
    "remove_entry",
    "reopen_meeting",
    "say_writing",
    "set_attendance",
    "set_minutes",
    "solve_help",
    "take_away",
    "take_for_mailing",
    "withdrawn",
    "write",
]

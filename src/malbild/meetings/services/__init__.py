"""One function per deed on meetings, by time: before, during, after."""

from malbild.meetings.services.carried import carry_over, discuss_carried, put_away
from malbild.meetings.services.closing import (
    close_meeting,
    correct_minutes,
    may_change_minutes,
    reopen_meeting,
    take_for_mailing,
)
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
    move_point,
    set_minutes,
    take_away,
)

__all__ = [
    "add_point",
    "answer_at_meeting",
    "answer_invitation",
    "call_meeting",
    "cancel_meeting",
    "carry_over",
    "choose_depth",
    "close_meeting",
    "correct_minutes",
    "discuss_carried",
    "edit_entry",
    "edit_meeting",
    "handle_point",
    "invited",
    "may_change_minutes",
    "move_point",
    "open_meeting",
    "plan_meeting",
    "put_away",
    "remove_entry",
    "reopen_meeting",
    "set_attendance",
    "set_minutes",
    "solve_help",
    "take_away",
    "take_for_mailing",
    "withdrawn",
    "write",
]

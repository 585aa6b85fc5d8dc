"""One function per deed on meetings, by time: before, between, during, after."""

from malbild.meetings.services.carried import carry_over, discuss_carried, put_away
from malbild.meetings.services.planning import call_meeting, cancel_meeting, edit_meeting, plan_meeting

__all__ = [
    "call_meeting",
    "cancel_meeting",
    "carry_over",
    "discuss_carried",
    "edit_meeting",
    "plan_meeting",
    "put_away",
]

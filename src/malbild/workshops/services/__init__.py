"""One function per deed in the workshop, by noun."""

from malbild.workshops.services.cards import (
    card_for_someone,
    change_card,
    withdraw_card,
    withdraw_unsure,
    write_card,
)
from malbild.workshops.services.deciding import decide_group
from malbild.workshops.services.flow import (
    add_time,
    advance,
    close_workshop,
    pause_timer,
    pause_workshop,
    reopen_workshop,
    resume_timer,
    resume_workshop,
    start_workshop,
    vote_again,
)
from malbild.workshops.services.grouping import make_group, move_cards, rename_group, set_aside, take_back
from malbild.workshops.services.growing import (
    ask_new_owner,
    book_next_meeting,
    grow_assignment,
    grow_goal,
    grow_measure,
    grow_routine,
    grow_sub_goal,
    grow_vision,
    say_wrong_person,
    say_yes,
    use_routine,
)
from malbild.workshops.services.joining import find_door, join_as_guest, join_with_account, leave, mark_done
from malbild.workshops.services.undoing import undo_last
from malbild.workshops.services.voting import vote, vote_for_someone, vote_slip

__all__ = [
    "add_time",
    "advance",
    "ask_new_owner",
    "book_next_meeting",
    "card_for_someone",
    "change_card",
    "close_workshop",
    "decide_group",
    "find_door",
    "grow_assignment",
    "grow_goal",
    "grow_measure",
    "grow_routine",
    "grow_sub_goal",
    "grow_vision",
    "join_as_guest",
    "join_with_account",
    "leave",
    "make_group",
    "mark_done",
    "move_cards",
    "pause_timer",
    "pause_workshop",
    "rename_group",
    "reopen_workshop",
    "resume_timer",
    "resume_workshop",
    "say_wrong_person",
    "say_yes",
    "set_aside",
    "start_workshop",
    "take_back",
    "undo_last",
    "use_routine",
    "vote",
    "vote_again",
    "vote_for_someone",
    "vote_slip",
    "withdraw_card",
    "withdraw_unsure",
    "write_card",
]

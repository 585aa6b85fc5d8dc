"""One function per deed between meetings."""

from malbild.momentum.services.answers import give_answer
from malbild.momentum.services.daily import run_due
from malbild.momentum.services.links import (
    Visit,
    hash_of,
    mark_used,
    new_token,
    open_link,
    renew,
    report_wrong_person,
    visit,
)
from malbild.momentum.services.mail import (
    hand_over_again,
    note_call,
    send_own_now,
    send_test,
    set_mail,
    unsubscribe,
    write_again,
)

__all__ = [
    "Visit",
    "give_answer",
    "hand_over_again",
    "hash_of",
    "mark_used",
    "new_token",
    "note_call",
    "open_link",
    "renew",
    "report_wrong_person",
    "run_due",
    "send_own_now",
    "send_test",
    "set_mail",
    "unsubscribe",
    "visit",
    "write_again",
]

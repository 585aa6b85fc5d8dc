"""One function per deed with letters."""

from malbild.outbox.services.beats import beat
from malbild.outbox.services.posting import post, send_now
from malbild.outbox.services.reaching import mark_unreachable, reach_again
from malbild.outbox.services.receiving import Received, read_mailbox, receive
from malbild.outbox.services.sending import send_letter, send_waiting, try_again

__all__ = [
    "Received",
    "beat",
    "mark_unreachable",
    "post",
    "reach_again",
    "read_mailbox",
    "receive",
    "send_letter",
    "send_now",
    "send_waiting",
    "try_again",
]

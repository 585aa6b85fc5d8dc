"""One function per deed with letters."""

from malbild.outbox.services.beats import beat
from malbild.outbox.services.posting import post, send_now
from malbild.outbox.services.sending import send_letter, send_waiting, try_again

__all__ = ["beat", "post", "send_letter", "send_now", "send_waiting", "try_again"]

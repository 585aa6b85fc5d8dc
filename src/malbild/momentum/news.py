"""What happens between meetings when somebody writes back."""

from __future__ import annotations

from malbild.kit.events import subscribe
from malbild.momentum.replies.services import address_answered, letter_answered
from malbild.outbox.events import AddressAnswered, LetterAnswered


def listen() -> None:
    subscribe(LetterAnswered, letter_answered)
    subscribe(AddressAnswered, address_answered)

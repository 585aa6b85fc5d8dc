"""What the outbox tells the floors above."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class LetterAnswered:
    """Somebody wrote back to a letter of ours, or their calendar did; `raw` is the message as it came.

    Nothing in it is to be trusted: anybody may write to our address under any name. It may be told twice, since a
    mailbox is read again after a crash, so who acts on it must know `raw`'s own Message-ID again.
    """

    letter_id: int
    raw: bytes


@dataclass(frozen=True, slots=True)
class AddressAnswered:
    """Somebody wrote to an address that stood in a letter of ours, without naming the letter, as some programs do.

    As little to be trusted, and told as often, as the other.
    """

    raw: bytes


@dataclass(frozen=True, slots=True)
class CalendarAnswered:
    """A calendar answers an invitation without naming the letter, as many do: only the entry's own name says which.

    As little to be trusted, and told as often, as the other.
    """

    raw: bytes

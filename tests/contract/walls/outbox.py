"""Who gets what of outbox."""

from __future__ import annotations

from tests.contract.walls.common import NOBODY, POST_ONLY, Row

ROWS: dict[str, Row] = {
    "mailbox:attachment": ({"letter_id": 1, "number": 0}, NOBODY),
    "mailbox:inbound": ({}, POST_ONLY),
    "mailbox:letter": ({"letter_id": 1}, NOBODY),
    "mailbox:letter-html": ({"letter_id": 1}, NOBODY),
    "mailbox:letters": ({}, NOBODY),
}

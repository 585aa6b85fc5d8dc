"""What might belong together among the loose cards; the leader's eyes only, and never more than a suggestion."""

from __future__ import annotations

from malbild.workshops.queries.board import Board
from malbild.workshops.stems import Suggestion, suggest


def suggestions(board: Board) -> list[Suggestion]:
    """Among the cards that lie in no group and are not laid aside."""
    return suggest((card.pk, card.text) for card in board.loose)

"""Reads about questions, support and experiences, each row through the reader's own sight."""

from malbild.experience.queries.cards import (
    CardHere,
    PartyAnswer,
    adoptions,
    answers_of_parties,
    card_by_key,
    finished_without_card,
    library,
    our_cards,
    source_of,
)
from malbild.experience.queries.overview import Overview, Row, Waiting, overview
from malbild.experience.queries.support import feedback, material, requests, supporters_here, waiting_for_us
from malbild.experience.queries.threads import author_of, threads, threads_about
from malbild.experience.queries.visits import Visit, visits

__all__ = [
    "CardHere",
    "Overview",
    "PartyAnswer",
    "Row",
    "Visit",
    "Waiting",
    "adoptions",
    "answers_of_parties",
    "author_of",
    "card_by_key",
    "feedback",
    "finished_without_card",
    "library",
    "material",
    "our_cards",
    "overview",
    "requests",
    "source_of",
    "supporters_here",
    "threads",
    "threads_about",
    "visits",
    "waiting_for_us",
]

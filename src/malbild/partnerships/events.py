"""News from the table."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TermsReviewOpened:
    """A joint review of the uppdragsbeskrivning began; its last day is the row's `review_due`."""

    terms_id: int


@dataclass(frozen=True, slots=True)
class TermsInForce:
    """A version of the uppdragsbeskrivning came into force."""

    terms_id: int

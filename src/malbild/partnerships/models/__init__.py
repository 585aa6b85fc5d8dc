"""Who sits at the table, and the terms of reference they have agreed on."""

from malbild.partnerships.models.table import (
    ROLE_NAMES,
    Membership,
    MembershipQuerySet,
    Partnership,
    PartnershipQuerySet,
    Party,
)
from malbild.partnerships.models.terms import (
    HEADINGS,
    TermsAnswer,
    TermsAnswers,
    TermsComment,
    TermsOfReference,
    TermsStates,
)

__all__ = [
    "HEADINGS",
    "ROLE_NAMES",
    "Membership",
    "MembershipQuerySet",
    "Partnership",
    "PartnershipQuerySet",
    "Party",
    "TermsAnswer",
    "TermsAnswers",
    "TermsComment",
    "TermsOfReference",
    "TermsStates",
]

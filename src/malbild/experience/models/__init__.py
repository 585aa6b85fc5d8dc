"""Questions to the sounding board, requests for support, promised feedback and experiences."""

from malbild.experience.models.cards import (
    Adoption,
    CardAnswer,
    CardApproval,
    CardText,
    ExperienceCard,
    ImportedCard,
    PublishedCard,
)
from malbild.experience.models.support import Feedback, SupportRequest, SupportStep
from malbild.experience.models.threads import Thread, ThreadPost

__all__ = [
    "Adoption",
    "CardAnswer",
    "CardApproval",
    "CardText",
    "ExperienceCard",
    "Feedback",
    "ImportedCard",
    "PublishedCard",
    "SupportRequest",
    "SupportStep",
    "Thread",
    "ThreadPost",
]

"""One function per deed on questions, support and experiences, by noun."""

from malbild.experience.services.adoption import adopt_card, import_card
from malbild.experience.services.cards import (
    answer_card,
    deidentify_card,
    draft_card,
    draft_card_from_thread,
    edit_card,
    publish_card,
    retire_card,
)
from malbild.experience.services.feedback import edit_feedback, promise_feedback, send_feedback
from malbild.experience.services.support import answer_support, request_support, settle_support
from malbild.experience.services.threads import ask, close_thread, post, reopen_thread
from malbild.experience.services.workshop import send_workshop_feedback

__all__ = [
    "adopt_card",
    "answer_card",
    "answer_support",
    "ask",
    "close_thread",
    "deidentify_card",
    "draft_card",
    "draft_card_from_thread",
    "edit_card",
    "edit_feedback",
    "import_card",
    "post",
    "promise_feedback",
    "publish_card",
    "reopen_thread",
    "request_support",
    "retire_card",
    "send_feedback",
    "send_workshop_feedback",
    "settle_support",
]

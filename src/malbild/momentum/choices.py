"""What can be chosen on the answer page beside the plan's own four answers."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from malbild.goals.states import Answer


class Reply(models.TextChoices):
    """The three replies to a question."""

    YES = "yes", _("Ja, jag tar på mig det")
    OTHER_DAY = "other-day", _("Ja, men ett annat datum")
    WRONG_PERSON = "wrong-person", _("Fel person")


class WhatNow(models.TextChoices):
    """At the third new day."""

    SPLIT = "split", _("Dela upp den i mindre steg")
    HAND_OVER = "hand-over", _("Lämna över den till någon annan")
    END = "end", _("Avsluta den")


# The words in the address of a mail's buttons: Swedish, without å ä ö.
WORD_TO_ANSWER = {
    "klart": Answer.DONE.value,
    "pa-gang": Answer.ON_TRACK.value,
    "hjalp": Answer.NEED_HELP.value,
    "ny-tid": Answer.NEW_DATE.value,
    "ja": Reply.YES.value,
    "annat-datum": Reply.OTHER_DAY.value,
    "fel-person": Reply.WRONG_PERSON.value,
}
FOUR_WORDS = ("klart", "pa-gang", "hjalp", "ny-tid")
REPLY_WORDS = ("ja", "annat-datum", "fel-person")

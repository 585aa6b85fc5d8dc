"""An answer, from a mail or from the own list: the plan's own deeds with the words of the page."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext as _

from malbild.access.actor import Actor
from malbild.goals.models import MeasureAnswer
from malbild.goals.services import accept_measure, answer_measure, decline_measure
from malbild.goals.states import Answer
from malbild.kit import clock
from malbild.momentum.choices import Reply, WhatNow
from malbild.momentum.errors import NothingChosen


def give_answer(
    actor: Actor,
    measure_id: int,
    *,
    answer: str,
    text: str = "",
    new_due: dt.date | None = None,
    reason: str = "",
    what_now: str = "",
    first_step: str = "",
    hint: str = "",
    via: str = "page",
) -> MeasureAnswer | None:
    """Do what the person chose. The answer that can be undone, or None for a yes or a no to a question.

    Raises NothingChosen, goals.errors.NotOpen, and Measure.DoesNotExist for an åtgärd that is not theirs to answer.
    """
    match answer:
        case Reply.YES:
            accept_measure(actor, measure_id, if_then=text, first_step=first_step)
        case Reply.OTHER_DAY:
            accept_measure(actor, measure_id, if_then=text, first_step=first_step, due=_coming(new_due))
        case Reply.WRONG_PERSON:
            decline_measure(actor, measure_id, text=hint or text)
        case Answer.NEW_DATE if what_now:
            # The third new day: the coordinator is asked to help split, hand over or end it.
            words = f"{WhatNow(what_now).label}. {text}"[:280] if text else str(WhatNow(what_now).label)
            return answer_measure(actor, measure_id, answer=Answer.NEED_HELP, text=words, reason=reason, via=via)
        case Answer.NEW_DATE:
            return answer_measure(
                actor, measure_id, answer=answer, text=text, new_due=_coming(new_due), reason=reason, via=via
            )
        case Answer.DONE | Answer.ON_TRACK | Answer.NEED_HELP:
            reason = reason if answer == Answer.NEED_HELP else ""
            return answer_measure(actor, measure_id, answer=answer, text=text, reason=reason, via=via)
        case _:
            raise NothingChosen(_("Välj ett av svaren. Inget har ändrats."))
    return None


def _coming(day: dt.date | None) -> dt.date:
    if day is None or day < clock.today():
        raise NothingChosen(_("Välj en ny dag, i dag eller senare."))
    return day

"""The answer page's own view of a list of åtgärder: the same for a mail's link and for the signed-in list."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.http import QueryDict
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from malbild.goals.ladder import still_since
from malbild.goals.models import MeasureAnswer
from malbild.goals.names import Answers, Reasons
from malbild.goals.queries import as_work
from malbild.goals.states import Answer
from malbild.goals.tricks import Trick, tricks_for
from malbild.kit.workdays import is_working_day
from malbild.momentum.choices import Reply, WhatNow
from malbild.momentum.forms import AnswerForm, QuestionForm
from malbild.momentum.letters import capital, day_line, in_words
from malbild.momentum.queries import Item, OwnList
from malbild.momentum.seen import mark_of
from malbild.ui.templatetags.days import weekday as weekday_of

FAR = dt.timedelta(days=90)  # a day further away than this needs a first step
_IN_A_WEEK, _IN_TWO_WEEKS = dt.timedelta(days=7), dt.timedelta(days=14)


@dataclass(frozen=True)
class Choice:
    value: str
    word: str
    button: str


@dataclass(frozen=True)
class Card:
    """One åtgärd with its answers, as the page draws it."""

    item: Item
    line: str
    choices: Sequence[Choice]
    days: Sequence[tuple[str, str]]
    form: AnswerForm
    usual_day: str
    chosen: str = ""
    stands_still: bool = False  # the lowest rung of the ladder: ask what blocks, one tap each
    asks_first_step: bool = False

    @property
    def pk(self) -> int:
        return self.item.measure.pk

    @property
    def seen(self) -> str:
        return mark_of(self.item.measure)

    @property
    def heading_id(self) -> str:
        return f"atgard-{self.pk}"

    @property
    def options(self) -> list[tuple[str, str]]:
        return [(c.value, c.word) for c in self.choices]

    @property
    def confirm(self) -> SafeString:
        """The button says what it will do; the style sheet shows the words of the chosen answer."""
        words = format_html_join(
            "", '<span class="ph-say" data-answer="{}">{}</span>', ((c.value, c.button) for c in self.choices)
        )
        return format_html('<span class="ph-say-any">{}</span>{}', _("Bekräfta svaret"), words)

    @property
    def reasons(self) -> list[tuple[str, str]]:
        return [(str(code), str(words)) for code, words in Reasons.choices]

    @property
    def what_now(self) -> list[tuple[str, str]]:
        """At the third new day only."""
        if self.item.is_asked or not self.item.asks_what_now:
            return []
        return [("", _("Nej, bara en ny dag")), *((v, str(w)) for v, w in WhatNow.choices)]

    @property
    def when(self) -> str:
        """What was chosen before, else the next meeting or the nearest day: one tap less."""
        if self.form.is_bound:
            return str(self.form.data.get("when", ""))
        return self.usual_day

    @property
    def now_what(self) -> str:
        return str(self.form.data.get("what_now", ""))


@dataclass(frozen=True)
class Said:
    """What was answered just now, in words, with its undo when it has one."""

    item: Item
    words: str
    shape: str
    undo_id: int | None
    is_yes: bool = False

    @property
    def trick(self) -> Trick | None:
        """A small routine that fits what blocks, for while one waits for help."""
        return tricks_for(self.item.said.reason)[0] if self.item.said and self.item.said.reason else None


@dataclass(frozen=True)
class Page:
    title: str
    waiting: list[Card]
    others: list[Card]
    said: list[Said] = field(default_factory=list)

    @property
    def titles_json(self) -> str:
        """The heading for none waiting, for one, and so on: a phone without a net counts down by itself."""
        return json.dumps([_title(n) for n in range(len(self.waiting) + 1)], ensure_ascii=False)


def page_of(
    own: OwnList, *, on: dt.date, chosen: str = "", chosen_id: int | None = None, form: AnswerForm | None = None
) -> Page:
    """Everything drawn. The åtgärd somebody chose in a mail comes first, also when they change an earlier answer."""
    meeting_on = own.meeting.day if own.meeting else None

    def card(item: Item) -> Card:
        mine = item.measure.pk == chosen_id
        choices = _choices(item)
        fits = mine and chosen in {c.value for c in choices}
        after = max(on, item.measure.due or on)
        days = suggested_days(after, meeting_on)
        return Card(
            item,
            day_line(item, on),
            choices,
            days,
            form=form if mine and form is not None else answer_form(item),
            usual_day=meeting_on.isoformat() if meeting_on and meeting_on > after else days[0][0],
            chosen=chosen if fits else "",
            stands_still=still_since(as_work(item.measure), on=on) is not None,
            asks_first_step=item.is_asked and item.measure.due is not None and item.measure.due - on > FAR,
        )

    changed = [i for i in own.just_said if form is not None or (i.said and i.said.answer != chosen)]
    picked = [i for i in (*own.waiting, *own.others, *changed) if i.measure.pk == chosen_id]
    waiting = [*picked, *(i for i in own.waiting if i.measure.pk != chosen_id)]
    others = [i for i in own.others if i.measure.pk != chosen_id]
    return Page(
        title=_title(len(waiting)),
        waiting=[card(i) for i in waiting],
        others=[card(i) for i in others],
        said=[_said(i) for i in own.just_said],
    )


def answer_form(item: Item, data: QueryDict | None = None) -> AnswerForm:
    """The form of one åtgärd; every id on the page is its own."""
    form = QuestionForm if item.is_asked else AnswerForm
    return form(data, auto_id=f"id_{item.measure.pk}_%s")


def _title(n: int) -> str:
    if not n:
        return _("Inget väntar på dig")
    words = ngettext("%(n)s åtgärd väntar på dig", "%(n)s åtgärder väntar på dig", n)
    return capital(words % {"n": in_words(n)})


def _choices(item: Item) -> list[Choice]:
    if item.is_asked:
        return [
            Choice(Reply.YES.value, _("Ja, jag tar på mig det"), _("Bekräfta: ja")),
            Choice(Reply.OTHER_DAY.value, _("Annat datum"), _("Bekräfta: ja, ett annat datum")),
            Choice(Reply.WRONG_PERSON.value, _("Fel person"), _("Bekräfta: fel person")),
        ]
    return [
        Choice(a.value, str(Answers(a).label), _("Bekräfta: %(answer)s") % {"answer": str(Answers(a).label).lower()})
        for a in Answer
    ]


def suggested_days(after: dt.date, meeting_on: dt.date | None) -> list[tuple[str, str]]:
    """The next meeting, a week, two weeks: working days, nearest first, none twice."""
    days: dict[dt.date, str] = {}
    for ahead in (_IN_A_WEEK, _IN_TWO_WEEKS):
        day = after + ahead
        while not is_working_day(day):
            day += dt.timedelta(days=1)
        days[day] = weekday_of(day)
    if meeting_on is not None and meeting_on > after:
        days[meeting_on] = _("%(day)s, nästa möte") % {"day": weekday_of(meeting_on)}
    return [(day.isoformat(), capital(days[day])) for day in sorted(days)]


def _said(item: Item) -> Said:
    if item.said is None:
        return Said(item, _("Du har sagt ja. Gruppen ser det på nästa möte."), "klart", None, is_yes=True)
    return Said(item, _words(item.said), _SHAPES[item.said.answer], item.said.pk)


_SHAPES = {
    Answer.DONE.value: "klart",
    Answer.ON_TRACK.value: "enligt-plan",
    Answer.NEED_HELP.value: "behover",
    Answer.NEW_DATE.value: "vantar",
}


def _words(said: MeasureAnswer) -> str:
    match said.answer:
        case Answer.DONE:
            return _("Markerat som klart. Gruppen ser det på nästa möte.")
        case Answer.ON_TRACK:
            return _("Markerat som på gång. Gruppen ser det på nästa möte.")
        case Answer.NEED_HELP:
            return _("Samordnaren ser att du behöver hjälp och hör av sig.")
    day = weekday_of(said.new_due) if said.new_due else ""
    return _("Ny tid: %(day)s. Gruppen ser det på nästa möte.") % {"day": day}

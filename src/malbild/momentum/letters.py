"""The words of the mails: subject, plain text and HTML from the same facts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from malbild.goals.models import HelpRequest, LineWork, Measure
from malbild.goals.names import Answers, LineStates
from malbild.meetings.queries import agenda
from malbild.momentum.choices import FOUR_WORDS, REPLY_WORDS, WORD_TO_ANSWER, Reply
from malbild.momentum.models import MailReply
from malbild.momentum.queries import Item
from malbild.momentum.replies.address import reply_address
from malbild.momentum.rules import Kind, Wait
from malbild.momentum.seats import Person, first_organiser
from malbild.momentum.table import Brief, Table
from malbild.ui.templatetags.days import clock_time, days_ago
from malbild.ui.templatetags.days import day as day_of
from malbild.ui.templatetags.days import weekday as weekday_of

_DONE_NAMED = 3


@dataclass(frozen=True, slots=True)
class Written:
    subject: str
    text: str
    html: str
    headers: dict[str, str]


def write(table: Table, brief: Brief, token: str) -> Written:
    """The digest or the mail before a meeting, in the language that is active."""
    person = brief.person
    helper = first_organiser(table.people, other_than=person.user.pk)
    context: dict[str, Any] = {
        "from_name": table.partnership.name,
        "demo": settings.DEMO,
        "title": subject_of(table, brief),
        "name": person.user.first_name,
        "done": done_sentence(brief.done),
        "intro": intro_of(brief),
        "items": _items(brief, token, table.on),
        "reply_hint": reply_hint(brief, helper),
        "lines": [line_of(work, token) for work in brief.lines],
        "lines_intro": lines_intro(brief),
        "heard": heard_sentences(brief),
        "help": [
            *(help_of(row) for row in brief.help),
            *(turned_down_of(row) for row in brief.turned_down),
            *(reply_of(row) for row in brief.replies),
        ],
        "drive_url": inside("momentum:drive", table.partnership.slug),
        "calls": [q.person.user.name for q in brief.calls],
        "meeting": meeting_sentence(table),
        "answered": answered_sentence(table) if brief.kind is Kind.MEETING else "",
        "agenda": agenda_of(table, brief),
        "meeting_url": _meeting_url(table),
        "helper": helper.user.first_name if helper else "",
        "foot_links": [
            {"url": outside("answers:mail", token), "text": _("Ändra hur ofta")},
            {"url": outside("answers:unsubscribe", token), "text": _("Avsluta mejlen")},
            {"url": settings.SITE_ADDRESS + reverse("open:accessibility"), "text": _("Tillgänglighet")},
        ],
    }
    return Written(
        subject=context["title"],
        text=render_to_string("momentum/mail/digest.txt", context),
        html=render_to_string("momentum/mail/digest.html", context),
        headers=headers_for(token, helper, reply_to=reply_address(token)),
    )


def headers_for(token: str, helper: Person | None, *, reply_to: str = "") -> dict[str, str]:
    """One-click unsubscribe (RFC 8058), and an answer that reaches the address for replies, else the coordinator."""
    headers = {
        "List-Unsubscribe": f"<{outside('answers:unsubscribe', token)}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
    if reply_to or helper is not None:
        headers["Reply-To"] = reply_to or (helper.user.email if helper else "")
    return headers


def reply_hint(brief: Brief, helper: Person | None) -> str:
    """How to answer by an ordinary reply, where the installation reads them."""
    if not settings.REPLY_ADDRESS:
        return ""
    rest = _("Annat du skriver läser %(name)s.") % {"name": helper.user.first_name} if helper else ""
    if not brief.items:
        return rest
    asked = brief.items[0].is_asked
    if len(brief.items) == 1:
        example = _("Du kan också svara på mejlet, till exempel ”ja”.") if asked else ""
        how = example or _("Du kan också svara på mejlet, till exempel ”klart” eller ”ny tid 15 januari”.")
    elif asked:
        how = _("Du kan också svara på mejlet, till exempel ”1 ja”.")
    else:
        how = _("Du kan också svara på mejlet, till exempel ”1 klart, 2 på gång”.")
    return f"{how} {rest}".strip()


def subject_of(table: Table, brief: Brief) -> str:
    if not brief.count:
        return ngettext("%(n)s person att ringa", "%(n)s personer att ringa", len(brief.calls)) % {
            "n": len(brief.calls)
        }
    if brief.kind is Kind.MEETING and table.meeting is not None:
        words = ngettext("%(n)s sak inför mötet %(day)s", "%(n)s saker inför mötet %(day)s", brief.count)
        return words % {"n": brief.count, "day": day_of(table.meeting.day)}
    return ngettext("%(n)s sak väntar på dig", "%(n)s saker väntar på dig", brief.count) % {"n": brief.count}


def intro_of(brief: Brief) -> str:
    """How many of the person's own wait, and that no sign-in is needed."""
    if not (n := len(brief.items)):
        return ""
    asked = sum(i.is_asked for i in brief.items)
    if asked == n:
        first = ngettext("%(n)s fråga väntar på ditt svar.", "%(n)s frågor väntar på ditt svar.", n)
    else:
        first = ngettext("%(n)s av dina åtgärder väntar på svar.", "%(n)s av dina åtgärder väntar på svar.", n)
    how = _("Tryck på ett svar så öppnas en sida där du bekräftar. Du behöver inte logga in.")
    return f"{capital(first % {'n': in_words(n)})} {how}"


def done_sentence(done: Sequence[Measure]) -> str:
    """What got done since last time, by name when they are few: finished things come first."""
    if not done:
        return ""
    n = len(done)
    first = ngettext("%(n)s åtgärd har blivit klar sedan sist", "%(n)s åtgärder har blivit klara sedan sist", n)
    names = [m.title for m in done[:_DONE_NAMED]]
    left = n - len(names)
    if left:
        names.append(ngettext("%(n)s till", "%(n)s till", left) % {"n": left})
    return f"{capital(first % {'n': in_words(n)})}: {_joined(names)}."


def item_of(item: Item, token: str, on: dt.date, *, number: int = 0) -> dict[str, Any]:
    measure = item.measure
    words = REPLY_WORDS if item.is_asked else FOUR_WORDS
    return {
        "number": number,
        "heading": measure.title,
        "small": day_line(item, on),
        "answers": [
            {
                "url": outside("answers:choose", token, answer=word, measure_id=measure.pk),
                "text": answer_label(word),
            }
            for word in words
        ],
    }


def _items(brief: Brief, token: str, on: dt.date) -> list[dict[str, Any]]:
    """Numbered where a reply may name them by number."""
    is_numbered = bool(settings.REPLY_ADDRESS) and len(brief.items) > 1
    return [item_of(item, token, on, number=n if is_numbered else 0) for n, item in enumerate(brief.items, 1)]


def lines_intro(brief: Brief) -> str:
    """One sentence over the line work, and that it is a light look and nothing more."""
    if not (n := len(brief.lines)):
        return ""
    words = ngettext("Ett arbete i vardagen väntar på en blick.", "%(n)s arbeten i vardagen väntar på en blick.", n)
    return f"{capital(words % {'n': in_words(n)})} {_('Fungerar det eller svajar det?')}"


def line_of(work: LineWork, token: str) -> dict[str, Any]:
    followed = work.followed_on
    return {
        "heading": work.title,
        "small": _("Följt senast %(day)s") % {"day": day_of(followed)} if followed else _("Inte följt än"),
        "answers": [
            {"url": outside("answers:pulse", token, line_work_id=work.pk, word=word), "text": str(label)}
            for word, label in (("fungerar", LineStates.WORKS.label), ("svajar", LineStates.WAVERS.label))
        ],
    }


def answer_label(word: str) -> str:
    """What the button in a mail says; shorter than on the page, where there is room."""
    answer = WORD_TO_ANSWER[word]
    if answer == Reply.OTHER_DAY:
        return _("Annat datum")
    return str(Reply(answer).label if answer in Reply else Answers(answer).label)


def day_line(item: Item, on: dt.date) -> str:
    """When it should be ready, said without blame when the day has passed."""
    due = item.measure.due
    if due is None:
        return _("Inget datum är satt")
    if item.is_asked:
        return _("Fråga till dig. Klart senast %(day)s") % {"day": weekday_of(due)}
    if item.why is Wait.LATE or due < on:
        return _("Den här skulle ha varit klar %(day)s. Vad behövs för att komma vidare?") % {"day": past_day(due, on)}
    return _("Klart senast %(day)s") % {"day": weekday_of(due)}


def help_of(row: HelpRequest) -> dict[str, str]:
    days = days_ago(row.opened_at)
    who = row.opened_by.user.first_name if row.opened_by else _("Någon")
    ago = _("i dag") if days <= 0 else ngettext("för %(n)s dag sedan", "för %(n)s dagar sedan", days) % {"n": days}
    return {
        "heading": row.measure.title,
        "small": _("%(who)s bad om hjälp %(ago)s") % {"who": who, "ago": ago},
        "text": row.text,
    }


def turned_down_of(measure: Measure) -> dict[str, str]:
    """An åtgärd without an owner; what was said with the no is kept for whoever asks next."""
    return {"heading": measure.title, "small": _("Fel person. Vem kan ni fråga i stället?"), "text": measure.end_note}


def reply_of(row: MailReply) -> dict[str, str]:
    """Somebody wrote back; what they wrote stands behind the sign-in, since anybody may have written it."""
    name = row.membership.user.first_name if row.membership and not row.is_unproven else _("Någon")
    small = _("%(who)s har svarat på mejlet %(day)s. Läs svaret i listan.")
    return {"heading": _("Ett svar på mejl väntar"), "small": small % {"who": name, "day": day_of(row.at)}}


def heard_sentences(brief: Brief) -> list[str]:
    """Så förstod vi ditt mejlsvar: what each reply since the last mail was taken for."""
    return [f"{h.heading} {weekday_of(h.at)}: {' · '.join(h.lines)}" for h in brief.heard if h.lines]


def meeting_sentence(table: Table) -> str:
    if (meeting := table.meeting) is None:
        return ""
    when = weekday_of(meeting.day) + " " + clock_time(meeting.starts_at)
    if meeting.place:
        return _("Nästa möte är %(when)s, %(place)s.") % {"when": when, "place": meeting.place}
    return _("Nästa möte är %(when)s.") % {"when": when}


def agenda_of(table: Table, brief: Brief) -> list[dict[str, Any]]:
    """Before a meeting what is to be taken up and why, as the person sees it; what is bara för oss is not mailed."""
    if brief.kind is not Kind.MEETING or table.meeting is None:
        return []
    sections = agenda(brief.person.actor, table.meeting).sections
    shown = [s for s in sections if not s.point.is_internal]
    return [{"title": s.title, "minutes": s.point.minutes, "reason": s.reason} for s in shown]


def _meeting_url(table: Table) -> str:
    if table.meeting is None:
        return ""
    return inside("meetings:meeting", table.partnership.slug, meeting_id=table.meeting.pk)


def answered_sentence(table: Table) -> str:
    """Only when it is true and cheers: at least half, and enough people for nobody to be pointed out."""
    answered, everyone = table.answered_owners()
    if everyone < _ENOUGH or answered * 2 < everyone:
        return ""
    return _("%(a)s av %(n)s har svarat.") % {"a": answered, "n": everyone}


_ENOUGH = 4


def write_renewed(name: str, address: str, waiting: int) -> tuple[str, str]:
    """Subject and text of the letter with a new link, which somebody asked for."""
    what = ngettext("%(n)s sak väntar på dig.", "%(n)s saker väntar på dig.", waiting) % {"n": waiting}
    text = _(
        "Hej %(name)s!\n\nHär är den nya länken. %(what)s\n\n%(address)s\n\n"
        "Länken är din och gäller i 30 dagar. Bad du inte om den? Då behöver du inte göra något."
    ) % {"name": name, "what": what if waiting else "", "address": address}
    return _("Ny länk till det som väntar på dig"), text


# --- days and numbers as people say them -------------------------------------


_PAST = (
    gettext_lazy("i måndags"),
    gettext_lazy("i tisdags"),
    gettext_lazy("i onsdags"),
    gettext_lazy("i torsdags"),
    gettext_lazy("i fredags"),
    gettext_lazy("i lördags"),
    gettext_lazy("i söndags"),
)


def past_day(day: dt.date, on: dt.date) -> str:
    """i fredags, for the last week; else the date."""
    ago = (on - day).days
    if ago == 1:
        return _("i går")
    if 1 < ago < 7:
        return str(_PAST[day.weekday()])
    return day_of(day)


def in_words(n: int) -> str:
    words = [_("en"), _("två"), _("tre"), _("fyra"), _("fem"), _("sex"), _("sju"), _("åtta"), _("nio"), _("tio")]
    return str(words[n - 1]) if 1 <= n <= len(words) else str(n)


def capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _joined(names: list[str]) -> str:
    if len(names) == 1:
        return names[0]
    return _("%(first)s och %(last)s") % {"first": ", ".join(names[:-1]), "last": names[-1]}


def outside(name: str, token: str, **more: Any) -> str:
    return str(settings.SITE_ADDRESS + reverse(name, kwargs={"token": token, **more}))


def inside(name: str, slug: str, **more: Any) -> str:
    return str(settings.SITE_ADDRESS + reverse(name, kwargs={"slug": slug, **more}))

"""Styrning, struktur, samsyn: three plain lines for the group, each with what is missing and where it is put right.

No score and no colour: a line says what stands and what is missing. What it says is the same for every reader at the
table, except that a draft counts for those alone who see it.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from malbild.access.http import ActorRequest
from malbild.followup.queries import Agreement, Overview
from malbild.goals.models import SharedVision
from malbild.goals.queries import Held
from malbild.goals.states import MEASURE_OPEN
from malbild.meetings.models import Meeting
from malbild.ui.place import place
from malbild.ui.templatetags.days import day, weekday

LONG_AGO: Final = dt.timedelta(days=100)  # a quarter and a little: the usual cycle is a meeting a quarter


@dataclass(frozen=True)
class Missing:
    """What is missing, why it matters, and where it is put right."""

    text: str
    why: str
    url: str
    link: str


@dataclass
class GroupLine:
    name: str
    about: str
    standing: list[str] = field(default_factory=list)
    missing: list[Missing] = field(default_factory=list)


@dataclass(frozen=True)
class Known:
    """What the lines are said of; a start page has read all of it already."""

    overview: Overview
    vision: SharedVision | None
    agreement: Agreement
    meeting: Meeting | None
    since: dt.date | None
    vacancies: Sequence[Held]


def group_lines(request: ActorRequest, known: Known, *, on: dt.date) -> list[GroupLine]:
    """The three, in their order; no query."""
    return [_steering(request, known), _structure(request, known, on), _agreement(request, known)]


def _steering(request: ActorRequest, known: Known) -> GroupLine:
    line = GroupLine(_("Styrning"), _("Mandat, beslut och ägare"))
    if known.agreement.has_terms:
        line.standing.append(_("Uppdragsbeskrivningen gäller."))
    else:
        line.missing.append(
            Missing(
                _("Ingen uppdragsbeskrivning gäller."),
                _("Utan den vet ingen vad gruppen får bestämma."),
                place(request, "terms:current"),
                _("Till uppdragsbeskrivningen"),
            )
        )
    waits = len(known.overview.asks)
    if waits:
        line.missing.append(
            Missing(
                ngettext("%(n)s uppdrag väntar på beslut.", "%(n)s uppdrag väntar på beslut.", waits) % {"n": waits},
                _("Arbetet står still tills någon med mandat har bestämt."),
                place(request, "followup:vision"),
                _("Se vad som behöver beslut"),
            )
        )
    else:
        line.standing.append(_("Inget uppdrag väntar på beslut."))
    _owners(request, known, line)
    return line


def _owners(request: ActorRequest, known: Known, line: GroupLine) -> None:
    going = [m for m in known.overview.measures if m.state in MEASURE_OPEN]
    ownerless = sum(m.owner_id is None for m in going)
    if ownerless:
        line.missing.append(
            Missing(
                ngettext("%(n)s åtgärd saknar ägare.", "%(n)s åtgärder saknar ägare.", ownerless) % {"n": ownerless},
                _("Det som ingen har tagit på sig blir sällan gjort."),
                place(request, "goals:gaps"),
                _("Välj ägare"),
            )
        )
    if gone := len(known.vacancies):
        line.missing.append(
            Missing(
                ngettext("%(n)s sak står på någon som slutar.", "%(n)s saker står på någon som slutar.", gone)
                % {"n": gone},
                _("Någon ny behöver säga ja."),
                place(request, "goals:vacancies"),
                _("Välj vem som tar över"),
            )
        )
    if going and not ownerless and not gone:
        line.standing.append(_("Alla åtgärder har en ägare."))


def _structure(request: ActorRequest, known: Known, on: dt.date) -> GroupLine:
    line = GroupLine(_("Struktur"), _("Möten och plan"))
    if known.meeting is not None:
        line.standing.append(_("Nästa möte är %(day)s.") % {"day": weekday(known.meeting.starts_at)})
    else:
        line.missing.append(
            Missing(
                _("Inget möte är bokat."),
                _("Det som är lovat följs upp på nästa möte."),
                place(request, "meetings:plan"),
                _("Boka nästa möte"),
            )
        )
    if known.since is not None and known.since >= on - LONG_AGO:
        line.standing.append(_("Senaste mötet hölls %(day)s.") % {"day": day(known.since)})
    else:
        text = (
            _("Inget möte har hållits sedan %(day)s.") % {"day": day(known.since)}
            if known.since
            else _("Inget möte har hållits än.")
        )
        why = _("Ett möte i kvartalet brukar räcka för att hålla riktningen.")
        line.missing.append(Missing(text, why, place(request, "meetings:list"), _("Se mötena")))
    active = sum(row.signal is not None for row in known.overview.lines)
    if active:
        line.standing.append(ngettext("%(n)s uppdrag är i gång.", "%(n)s uppdrag är i gång.", active) % {"n": active})
    else:
        line.missing.append(
            Missing(
                _("Inget uppdrag är i gång."),
                _("Utan uppdrag leder målen inte till något arbete."),
                place(request, "goals:plan"),
                _("Till planen"),
            )
        )
    return line


def _agreement(request: ActorRequest, known: Known) -> GroupLine:
    line = GroupLine(_("Samsyn"), _("Vad varje part har bekräftat"))
    if known.vision is None:
        line.missing.append(
            Missing(
                _("Ingen målbild är skriven."),
                _("En mening om vart ni vill räcker."),
                place(request, "goals:plan"),
                _("Till planen"),
            )
        )
    url, link = place(request, "followup:confirmations"), _("Se vem som har bekräftat")
    for pk, name in known.agreement.parties.items():
        left, against = known.agreement.left.get(pk, []), known.agreement.objected.get(pk, [])
        if left:
            why = _("En part som inte har svarat har inte lovat något.")
            text = _("%(party)s har inte svarat på %(what)s.") % {"party": name, "what": things(left)}
            line.missing.append(Missing(text, why, url, link))
        if against:
            why = _("Prata om invändningen, och ändra texten om det behövs.")
            text = _("%(party)s invänder mot %(what)s.") % {"party": name, "what": things(against)}
            line.missing.append(Missing(text, why, url, link))
        if known.agreement.has_texts and not left and not against:
            line.standing.append(_("%(party)s har bekräftat allt.") % {"party": name})
    return line


def things(left: Sequence[tuple[str, int, str]]) -> str:
    """ "målbilden, 2 mål och 1 delmål" """
    many = Counter(what for what, _pk, _words in left)
    words = [
        _("målbilden") if many["vision"] else "",
        _("%(n)s mål") % {"n": many["goal"]} if many["goal"] else "",
        ngettext("%(n)s delmål", "%(n)s delmål", many["sub_goal"]) % {"n": many["sub_goal"]}
        if many["sub_goal"]
        else "",
    ]
    said = [w for w in words if w]
    if len(said) == 1:
        return said[0]
    return _("%(some)s och %(last)s") % {"some": ", ".join(said[:-1]), "last": said[-1]}

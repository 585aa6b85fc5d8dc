"""Enkla knep: ten small routines for work that has stopped, each with its source, matched to what blocks.

The wording is our own. A source is where the thought comes from, not a promise that it works here: try it and see.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from malbild.goals.states import Reason

type Text = str | Promise


@dataclass(frozen=True, slots=True)
class Trick:
    """`step` is what is tried: the words of the åtgärd or the first step that it becomes."""

    key: str
    title: Text
    how: Text
    step: Text
    reasons: tuple[Reason, ...]
    source: Text


TRICKS: Final = (
    Trick(
        "nar-sa",
        _("Bestäm när och var, inte bara vad"),
        _(
            "Skriv en enda mening: när det här händer, så gör jag det. Välj något som ändå händer, till exempel "
            "måndagens morgonmöte. Det som har fått en plats i vardagen blir oftare av."
        ),
        _("Skriv en mening: När … så gör jag första steget"),
        (Reason.RESOURCES,),
        _("Gollwitzer och Sheeran, 2006: studier av när–så-planer"),
    ),
    Trick(
        "minsta-steget",
        _("Gör steget så litet att det ryms på en kvart"),
        _(
            "Fråga: vad är det minsta som tar oss framåt den här veckan? Ett samtal, ett utkast på fem rader, en "
            "bokad tid. Skriv bara det. Resten får vänta tills det är gjort."
        ),
        _("Gör det minsta steget som ryms på en kvart"),
        (Reason.RESOURCES, Reason.UNCLEAR_RESPONSIBILITY),
        _("Brås handbok, Genomför åtgärderna: dela upp i moment och bestäm ordningen"),
    ),
    Trick(
        "en-ager",
        _("En äger, de andra hjälper"),
        _(
            "När alla ansvarar hamnar saken mellan stolarna. Välj en person som äger nästa steg och skriv vilka "
            "som hjälper till. Den som äger behöver inte göra allt, bara se till att det händer."
        ),
        _("Bestäm vem som äger nästa steg och vilka som hjälper"),
        (Reason.UNCLEAR_RESPONSIBILITY,),
        _("Brås handbok, Välj åtgärder: en tydligt ansvarig"),
    ),
    Trick(
        "ring-och-boka",
        _("Ring, och boka en kvart tillsammans"),
        _(
            "Ett mejl till blir lätt ett mejl till som väntar. Ring den ni väntar på, säg vad ni behöver och "
            "fråga vad som står i vägen hos dem. Boka en kvart innan ni lägger på."
        ),
        _("Ring den vi väntar på och boka en kvart"),
        (Reason.WAITING_FOR_PARTY,),
        _("Brown och Scott, 2007: POP-guide 7, om att få med sig parterna"),
    ),
    Trick(
        "en-sida",
        _("Skriv beslutet på en sida, med två förslag"),
        _(
            "Den som ska besluta behöver sällan mer underlag. Skriv frågan som en mening, två förslag med vad de "
            "kostar, och vad som händer om ni väntar. Lämna det en vecka före mötet."
        ),
        _("Skriv en sida med två förslag inför beslutet"),
        (Reason.DECISION_MISSING,),
        _("Brås handbok, Skapa en organisation: en grupp med mandat att besluta"),
    ),
    Trick(
        "fraga-juristen",
        _("Ställ en enda fråga till juristen"),
        _(
            "Beskriv vad ni vill göra utan att peka ut någon, och fråga: får vi göra så, och om inte, hur kan vi "
            "göra? Ofta räcker uppgifter om platser och grupper. Svaret hjälper nästa gång också."
        ),
        _("Skriv en fråga till juristen, utan uppgifter om enskilda"),
        (Reason.LEGAL_DOUBT,),
        _("Brås handbok, Håll koll på sekretessreglerna; Brå 2021 om informationsdelning"),
    ),
    Trick(
        "till-orsaken",
        _("Gå tillbaka till orsaken en gång"),
        _(
            "Läs orsaken högt och fråga: hur skulle det vi gör påverka den? Svarar ingen på en minut är det "
            "kanske fel åtgärd. Byt den då. Det är billigare nu än om ett år."
        ),
        _("Läs orsaken tillsammans och välj åtgärd på nytt"),
        (Reason.WRONG_MEASURE,),
        _("Brås handbok, Välj åtgärder som påverkar orsakerna"),
    ),
    Trick(
        "lamna-over",
        _("Lämna över på en kvart"),
        _(
            "Den som slutar och den som tar över ses en kvart: vad är gjort, vem har ni talat med, vad är nästa "
            "steg? Skriv tre rader i åtgärden. Den nya säger själv ja."
        ),
        _("Håll en överlämning på en kvart och skriv tre rader"),
        (Reason.STAFF_CHANGE,),
        _("Brås handbok, Dokumentera arbetet"),
    ),
    Trick(
        "tre-fragor",
        _("Stanna upp med tre frågor"),
        _(
            "Något hände som ni inte rådde över. Fråga: vad tänkte vi, vad blev det, vad gör vi nu? Bestäm en ny "
            "dag eller ett nytt steg innan ni skiljs åt."
        ),
        _("Gå igenom tre frågor och bestäm ett nytt steg"),
        (Reason.EXTERNAL_EVENT,),
        _("Brås handbok, Följ upp arbetsprocessen: vad ändrades och varför"),
    ),
    Trick(
        "avsluta",
        _("Avsluta med gott samvete"),
        _(
            "Att välja bort är också ett beslut. Säg på mötet varför det inte behövs längre och tacka den som "
            "har haft den. Då finns tid för det som spelar roll."
        ),
        _("Ta upp på mötet om den kan avslutas"),
        (Reason.NO_LONGER_RELEVANT,),
        _("Brås handbok, Prioritera mellan problemen: bestäm också vad ni inte gör"),
    ),
)
BY_KEY: Final = {trick.key: trick for trick in TRICKS}
EVERYDAY: Final = (BY_KEY["minsta-steget"], BY_KEY["nar-sa"])  # where nobody has said what blocks


def tricks_for(reason: str) -> tuple[Trick, ...]:
    """Those that fit what blocks; two for every day where nothing is said."""
    return tuple(t for t in TRICKS if reason in t.reasons) or EVERYDAY

"""What carries a group without a method expert: the questions, what to say, where it usually goes wrong.

The four steps are those of the method support (Brå); the five beats are the same in each.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from malbild.workshops.names import Criteria
from malbild.workshops.states import Beat

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise


@dataclass(frozen=True)
class StepText:
    """`lines` is the question as it stands on the wall, a line each; `results` heads the result of the voting."""

    name: StrPromise
    lines: tuple[StrPromise, ...]
    write: StrPromise
    vote: StrPromise
    results: StrPromise


@dataclass(frozen=True)
class Script:
    """For the leader: a sentence or two to say, and the pitfalls of the beat."""

    say: StrPromise
    pitfalls: tuple[StrPromise, ...] = ()


STEPS: dict[int, StepText] = {
    1: StepText(
        _("Så fungerar vi i dag"),
        (_("Vad fungerar i vår samverkan i dag?"), _("Vad behöver vi utveckla?")),
        _("Skriv det du har sett. Både sådant som fungerar och sådant som stannar upp."),
        _("Vad är viktigast att utveckla?"),
        _("Det här vill flest utveckla"),
    ),
    2: StepText(
        _("Dit vi vill"),
        (_("Vad vill vi åstadkomma?"), _("Vilken skillnad ska märkas?")),
        _("Skriv effekten: vad är annorlunda när vi har lyckats?"),
        _("Vilken effekt är viktigast?"),
        _("Det här vill flest uppnå"),
    ),
    3: StepText(
        _("Så gör vi"),
        (_("Hur når vi målen?"), _("Vad behöver göras, och vem kan göra det?")),
        _("Skriv ett konkret steg. Börja gärna med ett verb."),
        _("Vad ska vi börja med?"),
        _("Det här vill flest börja med"),
    ),
    4: StepText(
        _("Så följer vi upp"),
        (_("Hur märker vi om det blir gjort?"), _("Vilka rutiner har vi redan?")),
        _("Skriv en rutin som finns, eller en som behövs."),
        _("Vilken uppföljning hjälper oss mest?"),
        _("Så här vill flest följa upp"),
    ),
}


@dataclass(frozen=True)
class Criterion:
    """One of Brå's grounds, and the question that the group asks itself."""

    key: str
    name: StrPromise
    ask: StrPromise


CRITERIA: tuple[Criterion, ...] = (
    Criterion(Criteria.COMMON.value, Criteria.COMMON.label, _("Vad händer oftast?")),
    Criterion(Criteria.RISING.value, Criteria.RISING.label, _("Vad blir vanligare?")),
    Criterion(Criteria.WORST_PLACE.value, Criteria.WORST_PLACE.label, _("Finns en plats där det är som värst?")),
    Criterion(Criteria.MANY.value, Criteria.MANY.label, _("Vad berör flest människor?")),
    Criterion(Criteria.DAMAGE.value, Criteria.DAMAGE.label, _("Vad gör störst skada för den som drabbas?")),
    Criterion(Criteria.WITHIN_REACH.value, Criteria.WITHIN_REACH.label, _("Vad kan just vi göra något åt?")),
)

BEAT_LINES: dict[Beat, StrPromise] = {
    Beat.LOBBY: _("Välkommen! Vi börjar strax."),
    Beat.ASK: _("Läs frågan. Snart skriver alla tyst, var för sig."),
    Beat.WRITE: _("Skriv tyst. Ingen ser korten förrän vi läser dem tillsammans."),
    Beat.READ: _("Läs korten. Säg till om något hör ihop."),
    Beat.VOTE: _("Rösta hemligt. Du kan ändra tills vi stänger."),
    Beat.DECIDE: _("Rösterna är ett underlag. Ni bestämmer."),
}

_WRITE = (
    _("Bryt inte tystnaden. De som tänker långsamt behöver hela tiden."),
    _("Förklara inte frågan för en person. Säg det till alla."),
)
_READ = (
    _("Fråga aldrig vem som skrev kortet."),
    _("Slå inte ihop kort bara för att de liknar varandra. Fråga gruppen."),
)
_VOTE = (_("Kommentera inte alternativen medan gruppen röstar."),)

SCRIPTS: dict[tuple[int, Beat], Script] = {
    (0, Beat.LOBBY): Script(
        _("Välkomna. Ta fram telefonen och skriv in koden. Ingen app och inget konto behövs. Korten visas utan namn."),
        (_("Börja inte förrän den sista är med. Den som saknar telefon skriver på en grannes eller på papper."),),
    ),
    (1, Beat.ASK): Script(
        _("Vi börjar med oss själva. Vad fungerar i vår samverkan, och var stannar det upp? Det finns inga fel svar."),
        (
            _("Hoppa inte till lösningar. De kommer i steg 3."),
            _("Låt det som fungerar få plats. Det ska ni följa, inte göra om."),
        ),
    ),
    (1, Beat.WRITE): Script(_("Skriv en tanke per kort. Ni har sex minuter, och vi är tysta hela tiden."), _WRITE),
    (1, Beat.READ): Script(_("Läs korten för er själva i en minut. Vad hör ihop? Vad ska gruppen heta?"), _READ),
    (1, Beat.VOTE): Script(_("Lägg era prickar på det som är viktigast att utveckla. Högst två på samma."), _VOTE),
    (1, Beat.DECIDE): Script(
        _("Vi går igenom grupperna. Fungerar det, så följer vi det. Ska det utvecklas: vilken del är det som brister?"),
        (
            _("Ta inte allt. Två eller tre saker att utveckla räcker."),
            _("Fråga vad ni kan lära av det som fungerar."),
        ),
    ),
    (2, Beat.ASK): Script(
        _("Nu handlar det om dem vi är till för. Titta på lägesbilden. Vilka orsaker vill vi komma åt?"),
        (
            _("Stressa inte det här samtalet. Resten av dagen vilar på det."),
            _("Saknas en uppgift? Skriv upp att ni inte vet, och gå vidare."),
        ),
    ),
    (2, Beat.WRITE): Script(_("Skriv vad som är annorlunda när vi har lyckats. Inte vad vi ska göra."), _WRITE),
    (2, Beat.READ): Script(_("Vilka kort beskriver samma skillnad? Vad ska vi kalla den?"), _READ),
    (2, Beat.VOTE): Script(_("Vilken skillnad är viktigast? Lägg era prickar."), _VOTE),
    (2, Beat.DECIDE): Script(
        _("Vilka ett till tre mål tar vi? Skriv sedan en mening som säger vart vi vill."),
        (
            _("”Vi ska ha möten” är en aktivitet. Fråga: vad blir bättre då?"),
            _("Blir ni inte klara? Gör ett mål att formulera, med ägare och dag."),
        ),
    ),
    (3, Beat.ASK): Script(
        _("Vi vet vart vi vill. Nu: vad gör vi, och vem? Tänk på lärdomarna från det som redan fungerar."),
        (_("Håll fast vid målen på väggen. Nya mål får vänta."),),
    ),
    (3, Beat.WRITE): Script(_("Skriv ett steg per kort. Gärna med den som kan göra det."), _WRITE),
    (3, Beat.READ): Script(_("Vilka steg hör till samma uppdrag?"), _READ),
    (3, Beat.VOTE): Script(_("Var ska vi börja? Lägg era prickar."), _VOTE),
    (3, Beat.DECIDE): Script(
        _("Ett uppdrag i taget: vem leder, vilket delmål, vilken åtgärd först. Den som äger åtgärden säger ja själv."),
        (
            _("Lova aldrig åt någon som inte är här."),
            _("Tar det mer än 90 dagar? Fråga vad som är första steget."),
        ),
    ),
    (4, Beat.ASK): Script(
        _("Sista steget. Hur märker vi om det blir gjort? Vilka möten och rutiner har vi redan?"),
        (_("Börja med det som finns. En ny rutin är dyr."),),
    ),
    (4, Beat.WRITE): Script(_("Skriv rutiner som finns och sådant som saknas. Fyra minuter."), _WRITE),
    (4, Beat.READ): Script(_("Vilka är samma rutin? Vilka finns redan?"), _READ),
    (4, Beat.VOTE): Script(_("Vilken uppföljning hjälper oss mest? Lägg era prickar."), _VOTE),
    (4, Beat.DECIDE): Script(
        _("Bestäm hur vi följer det nya arbetet och det som redan fungerar. Boka sedan nästa möte innan vi går."),
        (_("Gå inte hem utan datum för nästa möte."),),
    ),
}

_ACTIVITY = re.compile(
    r"\W*(?:(?:vi|ska|att|vill|måste|kommer)\s+)*"
    r"(?:anordna|arbeta|bjuda|boka|bygga|delta|erbjuda|fortsätta|förbättra|genomföra|ha|hålla|införa|informera|köpa|"
    r"ordna|planera|prata|samverka|skapa|skicka|skriva|starta|ta|träffas?|utbilda|utreda)\b",
    re.IGNORECASE,
)


def describes_an_activity(text: str) -> bool:
    """True when a goal seems to say what is done rather than what it leads to; advice only."""
    return _ACTIVITY.match(text) is not None

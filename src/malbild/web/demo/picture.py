"""The lägesbild of Älvkarleby: invented problems and causes, real public figures with source and day."""

from __future__ import annotations

import datetime as dt
from typing import Final

from malbild.access.policy import Reach
from malbild.situation import services as situation
from malbild.situation.models import CauseKind, Priority
from malbild.web.demo.stage import Stage, in_days

_COLLECTED: Final = dt.date(2026, 11, 22)  # the day the public figures were fetched
_INVENTED: Final = "Påhittat för demon."

# (text, source, caveat): what the figures do not show stands beside them.
_PUBLIC: Final = (
    (
        "Älvkarleby kommun hade 9 573 invånare den 31 december 2025.",
        "SCB, hämtat ur Kolada (N01951)",
        "",
    ),
    (
        "902 anmälda brott, 9 477 per 100 000 invånare.",
        "Brå, anmälda brott per kommun",
        "Källan anger inget år. Vi bedömer att det är preliminära siffror för 2021.",
    ),
    (
        "1 295 anmälda brott 2025.",
        "Brå, antalet beräknat av oss",
        "Härlett ur det publicerade talet 13 542 per 100 000 invånare (Kolada N07540) och medelfolkmängden. "
        "Kan inte jämföras rakt av med preliminära 902.",
    ),
)
_SHOWN_IN_WORKSHOP: Final = 3


def write(stage: Stage) -> None:
    """Problems, causes, facts and texts; then the steering group makes the version valid."""
    with stage.on(215, "Maria") as maria:
        for n, (text, source, caveat) in enumerate(_PUBLIC):
            situation.add_evidence(
                maria,
                stage.pk,
                text=text,
                source=source,
                on=_COLLECTED,
                caveat=caveat,
                show_in_workshop=n < _SHOWN_IN_WORKSHOP,
            )
    _centre(stage)
    _school(stage)
    _cooperation(stage)
    _bikes(stage)
    _decide(stage)


def _problem(stage: Stage, name: str, title: str, description: str, where: str) -> int:
    with stage.on(214, "Maria") as maria:
        problem = situation.add_problem(
            maria, stage.pk, title=title, description=description, place_and_time=where, reach=Reach.PARTNERSHIP
        )
    stage.made[name] = problem.pk
    return problem.pk


def _cause(stage: Stage, name: str, problem_id: int, title: str, kind: str, support: str, who: str = "Maria") -> None:
    with stage.on(213, who) as actor:
        stage.made[name] = situation.add_cause(actor, problem_id, title=title, kind=kind, support=support).pk


def _fact(stage: Stage, problem_id: int, text: str, source: str, days_ago: int, caveat: str = _INVENTED) -> None:
    on = in_days(-days_ago)
    with stage.on(212, "Patrik") as patrik:
        situation.add_evidence(
            patrik,
            stage.pk,
            problem_id=problem_id,
            text=text,
            source=source,
            on=on,
            caveat=caveat,
            show_in_workshop=False,
        )


def _choose(stage: Stage, problem_id: int, priority: str, reason: str) -> None:
    with stage.on(211, "Maria") as maria:
        situation.edit_problem(maria, problem_id, priority=priority, priority_reason=reason)


def _centre(stage: Stage) -> None:
    pk = _problem(
        stage,
        "centre",
        "Skadegörelse och stök i Skutskärs centrum",
        "Krossade rutor, klotter och bråk mellan grupper. Fler undviker gångtunneln på kvällen.",
        "Busstorget och gångtunneln, fredagar och lördagar 20–01",
    )
    _cause(
        stage,
        "dark",
        pk,
        "Gångtunneln är mörk och belysningen är trasig",
        CauseKind.PLACE,
        "Trygghetsvandringen i maj. Felanmälningar till kommunen.",
    )
    _cause(
        stage,
        "nowhere",
        pk,
        "Unga har ingenstans att vara efter klockan 20",
        CauseKind.SOCIAL,
        "Samtal med elevråd och fritidsledare.",
    )
    _cause(
        stage,
        "adults",
        pk,
        "Få vuxna syns ute sena kvällar",
        CauseKind.PROTECTION,
        "Polisens och nattvandrarnas egna iakttagelser.",
        "Patrik",
    )
    _fact(stage, pk, "31 felanmälningar om belysning längs stråket på ett år.", "Kommunens felanmälan", 230)
    _fact(stage, pk, "14 av 22 deltagare pekade ut tunneln som otrygg.", "Trygghetsvandring", 226)
    _choose(stage, pk, Priority.CHOSEN, "Många berörs, och vi kan påverka både platsen och kvällarna.")


def _school(stage: Stage) -> None:
    pk = _problem(
        stage,
        "school",
        "Hög frånvaro i årskurs 7–9",
        "Frånvaron börjar ofta med enstaka lektioner och växer under hösten.",
        "Högstadiet, mest måndagar och sista lektionen",
    )
    _cause(
        stage,
        "late",
        pk,
        "Frånvaron upptäcks sent",
        CauseKind.PROTECTION,
        "Skolans egen genomgång: i snitt tre veckor till första samtalet.",
    )
    _cause(
        stage,
        "parents",
        pk,
        "Skola och hem har olika bild av frånvaron",
        CauseKind.SOCIAL,
        "Föräldramöten i årskurs 7.",
    )
    _fact(stage, pk, "212 tillfällen med ogiltig frånvaro under vårterminen.", "Skolans närvarosystem", 225)
    _choose(stage, pk, Priority.CHOSEN, "Skolan är det starkaste skydd vi kan påverka.")


def _cooperation(stage: Stage) -> None:
    pk = _problem(
        stage,
        "cooperation",
        "Det vi bestämmer blir inte gjort mellan mötena",
        "Inom några områden har arbetet stannat av. Samma punkt kommer tillbaka möte efter möte.",
        "Samverkansgruppen, hela året",
    )
    _cause(
        stage,
        "unowned",
        pk,
        "Åtgärder saknar ägare och datum",
        CauseKind.COOPERATION,
        "Genomgång av det senaste årets anteckningar.",
        "Patrik",
    )
    _cause(
        stage,
        "unfollowed",
        pk,
        "Ingen frågar hur det går förrän nästa möte",
        CauseKind.COOPERATION,
        "Gruppens egen bild i workshopen.",
    )
    _choose(stage, pk, Priority.CHOSEN, "Utan det här blir inget av det andra gjort.")


def _bikes(stage: Stage) -> None:
    pk = _problem(stage, "bikes", "Cykelstölder vid stationen", "Cyklar stjäls ur trasiga ställ.", "Stationen, dagtid")
    _cause(
        stage,
        "racks",
        pk,
        "Cykelställen går inte att låsa fast i",
        CauseKind.PLACE,
        "Bostadsbolagets besiktning.",
    )
    _choose(stage, pk, Priority.WATCH, "Följs i vardagen. Tas upp igen om det ökar.")


def _decide(stage: Stage) -> None:
    with stage.on(210, "Maria") as maria:
        picture = situation.write_picture(
            maria,
            stage.pk,
            title="Lägesbild för Älvkarleby",
            mapping="Underlaget är anmälda brott, felanmälningar, skolans närvaro och det som polisen, skolan, "
            "bostadsbolaget och fritidsledarna ser i vardagen.",
            consequences="Otryggheten gör att fler stannar hemma om kvällen. Elever som är borta mycket har svårt "
            "att komma tillbaka. Skadegörelsen kostar och sprider sig om den får stå kvar.",
            other_information="Elevråd, nattvandrare och butiker i centrum har berättat om platser och tider.",
            analysis="Tre problem hänger ihop: platsen, kvällarna och att vi själva inte får det vi bestämt gjort.",
            unknowns="Alla brott anmäls inte. Siffrorna visar om något har ändrats, men inte varför. Vi vet inte vilka "
            "brott som ökat mellan 2021 och 2025, eftersom antalet per brottstyp saknas för kommunen.",
        )
    with stage.on(207, "Gun") as gun:
        situation.mark_valid(gun, picture.pk, decided_by="Styrgruppen")

"""Brå as sounding board: a request for support, a question that was answered, one that waits, and a promise."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from malbild.experience import services as board
from malbild.experience.states import SupportDeed
from malbild.web.demo.stage import Event, Stage, next_date


def events(stage: Stage) -> Iterator[Event]:
    yield 44, partial(_request, stage)
    yield 42, partial(_accept, stage)
    yield 41, partial(_promise, stage)
    yield 15, partial(_ask, stage)
    yield 12, partial(_reply, stage)
    yield 3, partial(_ask_again, stage)


def _request(stage: Stage) -> None:
    with stage.on(44, "Maria") as maria:
        request = board.request_support(
            maria,
            stage.pk,
            text="Åtgärder blir inte gjorda mellan mötena. Vi vill ha hjälp att hitta en enkel struktur, "
            "och någon som läser vår nya uppdragsbeskrivning.",
            wanted_by=next_date(6, 10),
        )
    stage.made["request"] = request.pk


def _accept(stage: Stage) -> None:
    with stage.on(42, "Ylva") as ylva:
        board.answer_support(
            ylva,
            stage.made["request"],
            deed=SupportDeed.ACCEPT,
            text="Gärna. Börja med att skilja det som fungerar och räcker att följa från det som behöver mål.",
        )


def _promise(stage: Stage) -> None:
    with stage.on(41, "Patrik") as patrik:
        board.promise_feedback(
            patrik,
            stage.pk,
            what="Återkoppla den nya uppdragsbeskrivningen till Brå",
            due=next_date(6, 10),
            owner_id=stage.seats["Patrik"].pk,
        )


def _ask(stage: Stage) -> None:
    with stage.on(15, "Maria") as maria:
        thread = board.ask(
            maria,
            stage.pk,
            kind="delmal",
            target_id=stage.made["same"],
            question="Hur vet vi att rutinen följs, utan att mäta enskilda elever?",
        )
    stage.made["thread"] = thread.pk


def _reply(stage: Stage) -> None:
    with stage.on(12, "Ylva") as ylva:
        board.post(
            ylva,
            stage.made["thread"],
            text="Fråga klasserna, inte eleverna: hur många dagar går det till första samtalet? "
            "Tre klasser räcker för att se om rutinen används.",
        )


def _ask_again(stage: Stage) -> None:
    with stage.on(3, "Maria") as maria:
        board.ask(
            maria,
            stage.pk,
            kind="uppdrag",
            target_id=stage.made["place"],
            question="Har någon prövat kvällsöppet i en kommun av vår storlek? Vad behövde de ha på plats först?",
        )

"""Taking in an Excel plan from the command line, as one of the partnership's organisers."""

from __future__ import annotations

import sys
from pathlib import Path

from django.conf import settings
from django.urls import reverse

from malbild.access.actor import Actor
from malbild.access.errors import Forbidden, Hidden
from malbild.access.scope import scope_for
from malbild.accounts.models import User
from malbild.goals.models import PlanImport
from malbild.goals.plan_import import queries, services
from malbild.goals.plan_import.proposal import Kind, Proposal
from malbild.goals.plan_import.sheets import Limits
from malbild.goals.plan_import.words import LEFT, QUESTIONS
from malbild.kit import clock
from malbild.kit.errors import Refusal
from malbild.partnerships.models import Partnership
from malbild.partnerships.seats import actor_for


def bring_in(file: Path, slug: str, email: str, *, yes: bool) -> int:
    """Read, show and, when told to, commit. 1 and a sentence when it cannot be done; then nothing is changed.

    Left uncommitted, the draft waits in the browser, where it can be put right row by row.
    """
    user = User.objects.filter(email=email.strip().lower()).first()
    actor = actor_for(user.pk if user else None, on=clock.today())
    where = Partnership.objects.visible_to(actor).filter(slug=slug).first()
    if where is None:
        return _refuse(f"{email} har ingen plats i en samverkan som heter {slug}.")
    try:
        with file.open("rb") as stream:
            grids = services.read_file(stream.read(Limits().sent + 1))
        with scope_for(actor, where.pk):
            found = services.begin(actor, where.pk, file_name=file.name, grids=grids)
            _show(actor, found)
            address = settings.SITE_ADDRESS + reverse("plan-import:preview", args=[slug, found.pk])
            if not (yes or _agrees()):
                print(f"Inget är inlagt. Utkastet väntar på {address}")
                return 0
            found = services.commit_import(actor, found.pk)
    except OSError:
        return _refuse(f"Filen {file} finns inte eller går inte att öppna.")
    except Refusal as refusal:
        return _refuse(str(refusal.message))
    except (Forbidden, Hidden):
        return _refuse(f"{email} har inte rätt att hämta in en plan. Det kan samordnaren och kommunpolisen.")
    print(f"{len(found.made['rows'])} rader är inlagda. Se och ångra på {address}")
    return 0


def _show(actor: Actor, found: PlanImport) -> None:
    shown = queries.preview(actor, found)
    names = {p.id: p.name for p in shown.people}
    for row in shown.rows:
        print(_line(row, names))
        for question in row.questions:
            print(f"        ? {QUESTIONS[question]}")
    for unread in shown.draft.reading.left:
        print(f"  –  rad {unread.number}: {LEFT[unread.why]}: {unread.text[:70]}")
    print(f"{shown.coming} rader kommer med, {shown.asking} har en fråga.")


def _line(row: Proposal, names: dict[int, str]) -> str:
    when = "löpande" if row.kind is Kind.LINE else row.due.isoformat() if row.due else "inget datum"
    owner = names.get(row.owner_id or 0, "ingen ägare")
    return f"  {'+' if row.comes_in else '–'}  rad {row.number}: {row.title} · {when} · {owner}"


def _agrees() -> bool:
    return sys.stdin.isatty() and input("Lägga in raderna i planen? [j/N] ").strip().lower() in ("j", "ja")


def _refuse(sentence: str) -> int:
    print(sentence, file=sys.stderr)
    return 1

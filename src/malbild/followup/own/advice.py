"""Whether a target on the group's own numbers could be told from chance."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext as _

from malbild.followup.models import OwnFigure, OwnUnit
from malbild.followup.own import words
from malbild.followup.own.table import Value
from malbild.followup.targets.advice import Advice, Tells, follow_the_work, number

_PERCENT: Final = 101


def advise_own(row: OwnFigure, *, fewer: bool, target: int | None) -> Advice:
    """Only shares can be told, as `words.development` tells them: with as many answers next time as the last."""
    last = row.course[-1]
    stands = _("I dag: %(now)s.") % {"now": words.headline(row)}
    if row.unit != OwnUnit.PERCENT:
        return Advice(Tells.UNKNOWN, (stands, words.development(row).line, follow_the_work()))
    if (last.answers or 0) < words.FEWEST_ANSWERS:
        about = {"n": last.answers or 0, "least": words.FEWEST_ANSWERS}
        few = _("Den senaste mätningen har %(n)s svar. Det behövs minst %(least)s för att en förändring ska synas.")
        return Advice(Tells.UNKNOWN, (stands, few % about, follow_the_work()))
    line = first_apart(last, fewer=fewer)
    if line is None:
        none = _("Med så många svar går ingen förändring åt det hållet att skilja från slumpen.")
        return Advice(Tells.NO, (stands, none, follow_the_work()))
    if fewer:
        first = _("Först vid %(n)s procent eller lägre, med %(answers)s svar igen, kallar vi det en säker minskning.")
    else:
        first = _("Först vid %(n)s procent eller högre, med %(answers)s svar igen, kallar vi det en säker ökning.")
    first %= {"n": line, "answers": last.answers}
    if target is None:
        return Advice(Tells.UNKNOWN, (stands, first))
    if target >= _PERCENT:
        return Advice(Tells.NO, (stands, _("En andel är högst 100 procent.")))
    if target <= line if fewer else target >= line:
        tells = _("%(n)s procent går att skilja från slumpen i vilka som svarar. Varför det ändras säger siffran inte.")
        return Advice(Tells.YES, (stands, tells % {"n": number(target)}))
    chance = _("%(n)s procent går inte att skilja från slumpen i vilka som svarar.") % {"n": number(target)}
    more = _("Fler svar visar en mindre förändring.")
    return Advice(Tells.NO, (stands, chance, first, more, follow_the_work()))


def first_apart(last: Value, *, fewer: bool) -> int | None:
    """The whole percent nearest to the last share that would be told from it; None where none would."""
    now = words.range_of(last)
    if now is None:
        return None
    shares = range(int(last.value), -1, -1) if fewer else range(int(last.value) + 1, _PERCENT)
    for share in shares:
        then = words.range_of(Value(last.year + 1, share, last.answers))
        if then is not None and (then.high < now.low if fewer else then.low > now.high):
            return share
    return None

"""Advice on words: a goal says what is different afterwards, an åtgärd says what we do."""

from __future__ import annotations

import re

# What people write when they mean to do something; the list is Swedish because goals are written in Swedish.
_VERBS = (
    "anordna anställa anlita arbeta arrangera besluta besöka beställa bilda bjuda boka bygga delta dela "
    "erbjuda etablera fortsätta fördela föreläsa genomföra göra hålla informera initiera inrätta installera "
    "inventera införa kalla kartlägga kontakta köpa laga leda lyfta montera nattvandra ordna patrullera "
    "planera prata rekrytera ringa samarbeta samla samordna samverka sammankalla skapa skicka skriva starta "
    "stödja synas ta tillsätta träffa undersöka undervisa uppmärksamma utarbeta utbilda utreda utveckla "
    "utvärdera vandra verka återkoppla öppna "
)
_DOING = frozenset(_VERBS.split())
_LEAD = re.compile(
    r"^(?:(?:vi|kommunen|polisen|skolan|alla parter)\s+)?(?:ska(?:ll)?\s+|bör\s+|vill\s+|att\s+)*(?:gemensamt\s+)?"
)
_WORD = re.compile(r"[a-zåäöé]+")


def sounds_like_doing(text: str) -> bool:
    """True when the text begins with something we do ("Genomföra trygghetsvandringar") rather than an effect.

    A hint and nothing more: it is wrong sometimes, so nothing may depend on it.
    """
    rest = _LEAD.sub("", " ".join(text.lower().split()))
    first = _WORD.match(rest)
    if first is None:
        return False
    word = first.group()
    return bool(_DOING & {word, f"{word}a", word.removesuffix("r"), word.removesuffix("er") + "a"})

"""An experience as a file: format malbild.erfarenhet/1, documented in docs/experience-card.md."""

from __future__ import annotations

import datetime as dt
import json
import uuid
from pathlib import Path
from typing import Any, Final

from django.utils import translation
from django.utils.translation import gettext as _

from malbild.experience.errors import BadCardFile
from malbild.experience.models import ImportedCard, PublishedCard
from malbild.experience.models.cards import LISTS, TEXTS
from malbild.experience.schema import faults
from malbild.kit import guard

SCHEMA: Final[dict[str, Any]] = json.loads(Path(__file__).with_name("card.schema.json").read_text(encoding="utf-8"))
FORMAT: Final[str] = SCHEMA["$id"]
MAX_BYTES: Final = 200_000


def as_data(card: PublishedCard | ImportedCard) -> dict[str, Any]:
    """The card as the schema says. A card that came in a file keeps the source it came with."""
    source = card.source if isinstance(card, ImportedCard) else _source(card)
    return {
        "format": FORMAT,
        "key": str(card.key),
        "version": card.version,
        "published_on": card.published_on.isoformat(),
        "source": source,
        "place": card.place,
        "situation": {"size": card.size, "problems": list(card.problems), "form": card.form},
        "certainty": str(card.certainty),
        **{name: getattr(card, name) for name in TEXTS},
        **{name: list(getattr(card, name)) for name in LISTS},
    }


def as_bytes(card: PublishedCard | ImportedCard) -> bytes:
    return json.dumps(as_data(card), ensure_ascii=False, indent=2).encode()


def read(content: bytes) -> dict[str, Any]:
    """The fields of an ImportedCard. Raises BadCardFile, saying what is wrong, for anything that is not a card."""
    if len(content) > MAX_BYTES:
        raise BadCardFile(_("Filen är för stor för att vara en erfarenhet. Högst 200 kB går att hämta."))
    try:
        data = json.loads(content.decode("utf-8-sig"))
        json.dumps(data, ensure_ascii=False).encode()  # half a surrogate pair cannot be stored
    except (ValueError, RecursionError):
        raise BadCardFile(_("Filen går inte att läsa. Välj en erfarenhet som är sparad som JSON-fil.")) from None
    if not isinstance(data, dict) or data.get("format") != FORMAT:
        raise BadCardFile(
            _("Filen är inte en erfarenhet i formatet %(format)s. Inget har hämtats.") % {"format": FORMAT}
        )
    _require_format(data)  # first as it came: what is nested deeper than a card goes no further
    data = _cleaned(data)
    _require_format(data)
    fields = {**dict.fromkeys((*TEXTS, "place"), ""), **{name: [] for name in LISTS}}
    fields |= {name: data[name] for name in fields if name in data}
    if any(guard.has_personal_number(text) for text in _strings(data)):
        raise BadCardFile(_("Det ser ut som ett personnummer i filen. Be avsändaren att ta bort det."))
    situation = {"size": "", "problems": [], "form": "", **data.get("situation", {})}
    return {
        **fields,
        **situation,
        "certainty": data["certainty"],
        "key": uuid.UUID(data["key"]),
        "version": data["version"],
        "source": data["source"],
        "published_on": _day(data["published_on"]),
    }


def _require_format(data: dict[str, Any]) -> None:
    if wrong := sorted(set(faults(SCHEMA, data))):
        raise BadCardFile(_("Filen följer inte formatet. Fel i: %(where)s.") % {"where": ", ".join(wrong[:6])})


def _source(card: PublishedCard) -> str:
    """Where it comes from, without a place that the parties have not agreed to show."""
    with translation.override("sv"):
        size = card.size_word
        nameless = _("En samverkan som inte visar sitt namn")
        return card.place or (f"{nameless} ({size[:1].lower()}{size[1:]})" if size else nameless)


def _day(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise BadCardFile(_("Filen följer inte formatet. Fel i: %(where)s.") % {"where": "published_on"}) from None


def _cleaned(value: Any) -> Any:
    """Every text without hidden signs, as what is typed here is."""
    if isinstance(value, str):
        return guard.clean(value)
    if isinstance(value, list):
        return [_cleaned(item) for item in value]
    if isinstance(value, dict):
        return {str(name): _cleaned(item) for name, item in value.items()}
    return value


def _strings(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    items = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [text for item in items for text in _strings(item)]

"""The English catalogue, kept in step with the source: `python -m tests.catalogue`.

Reads every Swedish text in Python (gettext and its kin) and in Django's templates (translate, blocktranslate with
plural, context and trimmed, `_()` in a tag's arguments), without GNU gettext, and writes
src/malbild/locale/en/LC_MESSAGES/django.po: new texts come empty, translations stay, texts that are gone go.
The build compiles it. To translate in parts:

    python -m tests.catalogue --left goals meetings > left.json     # what has no translation yet, in those rooms
    python -m tests.catalogue --fill left.json                      # with every "en" filled in; says what is wrong
"""

from __future__ import annotations

import argparse
import io
import json
import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from babel.messages import Catalog, Message
from babel.messages.extract import extract
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src/malbild"
PO = SOURCE / "locale/en/LC_MESSAGES/django.po"
_PLAIN = ("_", "gettext", "gettext_lazy", "gettext_noop")
KEYWORDS: dict[str, Any] = {
    **dict.fromkeys(_PLAIN),
    **dict.fromkeys(("ngettext", "ngettext_lazy"), (1, 2)),
    **dict.fromkeys(("pgettext", "pgettext_lazy"), ((1, "c"), 2)),
    **dict.fromkeys(("npgettext", "npgettext_lazy"), ((1, "c"), 2, 3)),
}
_HEADER = """# English texts of Målbild, in the order of their files. Kept by: python -m tests.catalogue
# Terms are those of docs/glossary.md."""
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]|%[sd]")


def files() -> Iterator[Path]:
    """Everything that may hold a text: our Python and our templates, not the tests."""
    for path in sorted([*SOURCE.rglob("*.py"), *SOURCE.glob("*/templates/**/*.*")]):
        if not {"tests", "migrations"} & set(path.relative_to(SOURCE).parts):
            yield path


def extracted() -> Catalog:
    """What the source says now."""
    catalog = Catalog(locale="en", header_comment=_HEADER, project="malbild", charset="utf-8")
    for path in files():
        text = path.read_text(encoding="utf-8")
        if path.suffix != ".py":
            text = as_python(text)
        for _line, found, _comments, context in extract("python", io.BytesIO(text.encode()), keywords=KEYWORDS):
            where = path.relative_to(ROOT).as_posix()
            catalog.add(found, locations=[(where, 1)], context=context)
    return catalog


def as_python(template: str) -> str:
    """The template with its texts as calls, everything else blanked, in a form that Python's tokenizer reads."""
    calls = templatize(template)
    return "\n".join(line.lstrip() for line in calls.splitlines())


def stored() -> Catalog:
    """The catalogue as it is committed."""
    if not PO.exists():
        return Catalog(locale="en")
    with PO.open("rb") as source:
        return read_po(source, locale="en")


def updated() -> Catalog:
    """What the source says, with the translations there are."""
    known = {(m.id if isinstance(m.id, str) else m.id[0], m.context): m.string for m in stored() if m.id}
    catalog = extracted()
    for message in catalog:
        if message.id:
            single = message.id if isinstance(message.id, str) else message.id[0]
            old = known.get((single, message.context), "")
            plural = not isinstance(message.id, str)
            if plural == isinstance(old, tuple | list):
                message.string = old
    return catalog


def written(catalog: Catalog) -> bytes:
    """The catalogue as a file: no line numbers and no dates, so that a change shows only what changed."""
    out = io.BytesIO()
    write_po(out, catalog, width=110, sort_by_file=True, include_lineno=False, omit_header=True)
    plural = '"Plural-Forms: nplurals=2; plural=(n != 1);\\n"'
    header = (
        f'{_HEADER}\nmsgid ""\nmsgstr ""\n"Language: en\\n"\n"Content-Type: text/plain; charset=utf-8\\n"\n{plural}\n'
    )
    return header.encode() + b"\n" + out.getvalue()


def problems(message: Message) -> list[str]:
    """What is wrong with one translation; empty when it can be shown to people."""
    sources = _forms(message.id)
    targets = _forms(message.string or "")
    if len(targets) < len(sources) or not all(targets):
        return [f"no translation: {sources[0]!r}"]
    said = []
    for target in targets:
        if not any(_placeholders(target) == _placeholders(s) for s in sources):
            said.append(f"other placeholders: {sources[0]!r} → {target!r}")
        if _edges(target) != _edges(sources[0]):
            said.append(f"other spaces or line breaks at its ends: {sources[0]!r} → {target!r}")
    return said


def _placeholders(text: str) -> list[str]:
    return sorted(m.group() for m in PLACEHOLDER.finditer(text))


def _edges(text: str) -> tuple[str, str]:
    return text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]


def left(catalog: Catalog, rooms: Sequence[str]) -> list[dict[str, Any]]:
    """What lacks a translation, as a translator gets it: Swedish (and its plural), context, where it stands."""
    return [
        {"sv": _forms(m.id), "en": ["" for _form in _forms(m.id)], "context": m.context, "in": m.locations[0][0]}
        for m in catalog
        if m.id and problems(m) and (not rooms or m.locations[0][0].split("/")[2] in rooms)
    ]


def fill(catalog: Catalog, filled: list[dict[str, Any]]) -> list[str]:
    """Put the translations in; what is wrong with them."""
    said: list[str] = []
    for row in filled:
        message = catalog.get(row["sv"][0], row["context"])
        if message is None:
            said.append(f"no such text any more: {row['sv'][0]!r}")
            continue
        message.string = row["en"][0] if isinstance(message.id, str) else tuple(row["en"])
        said += problems(message)
    return said


def _forms(texts: str | Sequence[str]) -> list[str]:
    return [texts] if isinstance(texts, str) else list(texts)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.catalogue")
    parser.add_argument("--left", nargs="*", metavar="ROOM", help="print what has no translation, and change nothing")
    parser.add_argument("--fill", type=Path, metavar="FILE", help="take in the translations of such a list")
    options = parser.parse_args()
    catalog = updated()
    if options.left is not None:
        print(json.dumps(left(catalog, options.left), ensure_ascii=False, indent=1))
        return 0
    said = fill(catalog, json.loads(options.fill.read_text(encoding="utf-8"))) if options.fill else []
    print("\n".join(said), end="\n" if said else "")
    PO.parent.mkdir(parents=True, exist_ok=True)
    PO.write_bytes(written(catalog))
    remaining = sum(bool(problems(m)) for m in catalog if m.id)
    print(f"{len(catalog)} texts, {remaining} to translate: {PO.relative_to(ROOT)}")
    return 1 if said else 0


if __name__ == "__main__":
    sys.exit(main())

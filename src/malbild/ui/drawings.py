"""The shapes of the look, drawn inline so that their colour follows the text and forced colours."""

from __future__ import annotations

from pathlib import Path

from django.utils.safestring import SafeString, mark_safe

_FOLDER = Path(__file__).parent / "shapes"
_OPENING = '<svg xmlns="http://www.w3.org/2000/svg"'
_INLINE = '<svg class="mb-shape" aria-hidden="true" focusable="false"'


def _read(path: Path) -> SafeString:
    # Our own drawings, no one else's: safe to print as they stand.
    return mark_safe(path.read_text(encoding="utf-8").strip().replace(_OPENING, _INLINE, 1))  # noqa: S308


SHAPES: dict[str, SafeString] = {path.stem: _read(path) for path in sorted(_FOLDER.glob("*.svg"))}

# Colour is extra: the shape and the word carry the meaning.
_TONES = {
    "better": ("klart", "fungerar", "enligt-plan", "forbattring-upp", "forbattring-ned"),
    "worse": ("forsenat", "svajar", "forsamring-upp", "forsamring-ned"),
    "decide": ("behover",),
}
TONES: dict[str, str] = {name: tone for tone, names in _TONES.items() for name in names}


def tone(shape: str) -> str:
    """better, worse, decide or neutral."""
    return TONES.get(shape, "neutral")

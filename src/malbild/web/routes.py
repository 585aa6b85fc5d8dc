"""Which pages of the other rooms there are, asked once: a room that is not built yet has no entry."""

from __future__ import annotations

from functools import cache

from django.urls import URLPattern, URLResolver, get_resolver


@cache
def exists(name: str) -> bool:
    """True when the address list has a page of this name ("meetings:list")."""
    return name in _names()


@cache
def _names() -> frozenset[str]:
    def walk(patterns: list[URLPattern | URLResolver], prefix: str) -> list[str]:
        found: list[str] = []
        for p in patterns:
            if isinstance(p, URLResolver):
                found += walk(p.url_patterns, prefix + (f"{p.namespace}:" if p.namespace else ""))
            elif p.name:
                found.append(prefix + p.name)
        return found

    return frozenset(walk(get_resolver().url_patterns, ""))

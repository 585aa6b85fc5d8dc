"""Fixtures that every test may use."""

import pytest
from django.core.cache import cache

from tests.people import anna, bo, cia, dan, eva, frida, gun, hans, ines, rut, world

__all__ = ["anna", "bo", "cia", "dan", "eva", "forget", "frida", "gun", "hans", "ines", "rut", "world"]


@pytest.fixture(autouse=True)
def forget() -> None:
    """What one test looked up is not kept for the next."""
    cache.clear()

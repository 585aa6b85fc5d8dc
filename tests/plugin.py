"""Fixtures that every test may use."""

import os

import pytest
from django.core.cache import cache
from hypothesis import HealthCheck, settings

from tests.people import anna, bo, cia, dan, eva, frida, gun, hans, ines, rut, world

__all__ = ["anna", "bo", "cia", "dan", "eva", "forget", "frida", "gun", "hans", "ines", "rut", "world"]

# The suite judges a change, not the day's luck or a busy machine: the same examples each time, and none is timed.
# `pytest --hypothesis-profile default` looks for new ones.
settings.register_profile("steady", derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("steady")


@pytest.fixture(autouse=True)
def forget() -> None:
    """What one test looked up is not kept for the next."""
    cache.clear()


DATABASES = {"db", "transactional_db", "django_db_setup"}


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On PostgreSQL only what may touch the database is run: the rest has been run once already."""
    if not os.environ.get("MALBILD_TEST_DATABASE_ONLY"):
        return
    rest = [i for i in items if not _may_touch_the_database(i)]
    config.hook.pytest_deselected(items=rest)
    gone = set(rest)
    items[:] = [i for i in items if i not in gone]


def _may_touch_the_database(item: pytest.Item) -> bool:
    if item.get_closest_marker("django_db") or item.get_closest_marker("postgres"):
        return True
    return bool(DATABASES & set(getattr(item, "fixturenames", ())))

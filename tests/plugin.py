"""Fixtures that every test may use."""

from tests.people import anna, bo, cia, dan, eva, frida, gun, hans, ines, rut, world

__all__ = ["anna", "bo", "cia", "dan", "eva", "frida", "gun", "hans", "ines", "rut", "world"]

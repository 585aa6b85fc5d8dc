"""Histories of promises for `bench/forecast.py`: simulated by a law of their own, or an installation's own."""

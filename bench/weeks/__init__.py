"""Weeks between two meetings for `bench/momentum.py`: simulated people who use the real mails and pages."""

"""The demo: Älvkarleby and a neighbour in the same police district. People are invented."""

from malbild.web.demo.people import SIGN_IN, load

__all__ = ["SIGN_IN", "load"]

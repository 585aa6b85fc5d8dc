"""The demo: Älvkarleby and a neighbour in the same police district.

The people and what they do are invented and marked so; the public figures are real, with their source.
"""

from malbild.web.demo.load import load
from malbild.web.demo.people import SIGN_IN

__all__ = ["SIGN_IN", "load"]

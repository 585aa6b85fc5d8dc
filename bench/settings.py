"""The application's own settings, with one empty view more to measure against."""

from malbild.config.settings import *  # noqa: F403

ROOT_URLCONF = "bench.urls"

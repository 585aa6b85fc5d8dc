"""The application's own settings, with one empty view more to measure against."""

from malbild.config.settings import *  # noqa: F403

ROOT_URLCONF = "bench.urls"
ALLOWED_HOSTS = [*ALLOWED_HOSTS, "testserver"]  # noqa: F405 - what Django's test client calls itself

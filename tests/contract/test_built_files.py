"""What a page asks for is there."""

import re

from django.contrib.staticfiles import finders

from tests.people import World


def test_every_static_file_a_page_names_has_been_built(world: World) -> None:
    page = world.client("anna").get("/s/var/").content.decode()
    named = re.findall(r'(?:src|href)="/static/([^"]+)"', page)
    assert named
    assert [name for name in named if finders.find(name) is None] == []

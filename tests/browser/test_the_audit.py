"""The audit itself: it sees what is wrong."""

import pytest

from tests.browser import audit
from tests.browser.fixtures import Opener

pytestmark = pytest.mark.browser
WRONG = """<!doctype html><html><head><title> </title><style>*:focus{outline:none!important}</style></head><body>
<a class="ds-skip-link" href="#finns-inte">Hoppa</a><h1>Ett</h1><h1>Två</h1><div style="width:2000px">brett</div>
<img src="data:,"><button>Knapp</button><script>console.error("oj")</script></body></html>"""


def test_what_is_wrong_with_a_page_is_told(open_page: Opener) -> None:
    page = open_page()
    page.goto("about:blank")
    said = audit.listen(page)
    page.set_content(WRONG)
    found = audit.at_every_width(page, (390,))
    assert any("image-alt" in f for f in found)
    assert any("wider than the screen" in f for f in found)
    assert audit.headings(page) == ["2 h1", "no title"]
    keys = audit.keyboard(page)
    assert any("no visible focus" in k and "Knapp" in k for k in keys)
    assert any("does not move" in k for k in keys)
    assert said == ["console: oj"]

"""Where pytest finds the shared people and, in the browser tests, the server and the browser."""

pytest_plugins = ["tests.plugin", "tests.browser.fixtures"]

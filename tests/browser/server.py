"""The application over HTTP, as it runs in earnest: uvicorn, Django in threads, the session's test database."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from collections.abc import Iterator

from django.db import connections


@contextlib.contextmanager
def serving(port: int = 0) -> Iterator[str]:
    """Serve in this process until the block ends; gives the address, on a port of our choice when it is not 0."""
    # The threads' connections end with each request, so that the test database can be dropped afterwards.
    connections.databases["default"]["CONN_MAX_AGE"] = 0
    from malbild.config.server import Server, config  # noqa: PLC0415 - after the test database is chosen

    with socket.create_server(("127.0.0.1", port)) as listening:
        server = Server(config())
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()
        until = time.monotonic() + 20
        while not server.started:
            if time.monotonic() > until or not thread.is_alive():
                raise RuntimeError("the test server did not start")
            time.sleep(0.02)
        try:
            yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join(10)

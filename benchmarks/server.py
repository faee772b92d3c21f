"""A gunicorn of our own over loopback, and a signed-in session that keeps its connection."""

import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any

_START_SECONDS = 30


@contextmanager
def running() -> Iterator[int]:
    """Start the server on a free port; stop it at the end."""
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = subprocess.Popen(
        [
            sys.executable, "-m", "gunicorn", f"--bind=127.0.0.1:{port}", "--workers=1",
            "--worker-class=gthread", "--threads=4", "--no-control-socket",
            "--keep-alive=120",  # longer than any plain SQL between two requests
            "--log-level=warning", "benchmarks.wsgi:application",
        ],
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "benchmarks.settings"},
    )  # fmt: skip
    try:
        _wait(port)
        yield port
    finally:
        process.terminate()
        process.wait(10)


def _wait(port: int) -> None:
    for _ in range(_START_SECONDS * 10):
        with closing(socket.socket()) as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise SystemExit("the server did not start")


class Session:
    """One person signed in: a kept connection and her cookie."""

    def __init__(self, port: int, user: Any) -> None:
        from django.conf import settings
        from django.test import Client

        client = Client()
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
        self.headers = {"Cookie": f"{settings.SESSION_COOKIE_NAME}={cookie}"}
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)

    def get(self, address: str) -> float:
        """Fetch a page and return the seconds it took; anything but 200 ends the run."""
        begun = time.perf_counter()
        self.connection.request("GET", address, headers=self.headers)
        response = self.connection.getresponse()
        response.read()
        took = time.perf_counter() - begun
        if response.status != 200:
            raise SystemExit(f"{address} answered {response.status}")
        return took

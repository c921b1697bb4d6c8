"""The server of the preview: on 127.0.0.1, until Ctrl-C."""

from __future__ import annotations

import os
import socket
import sys
from contextlib import suppress
from typing import TYPE_CHECKING

import uvicorn

from syndicate import UsageError
from syndicate.cli import WELL, say
from syndicate_preview.app import app_of
from syndicate_preview.live import Live

if TYPE_CHECKING:
    from argparse import Namespace


_FIRST_SECONDS = 1.0  # most sites are read by then, and what is wrong with one is told before any URL


def serve(given: Namespace) -> int:
    """Serve the preview that *given* asks for until somebody ends it, and return the exit status."""
    with socket.socket() as listening:
        if os.name == "posix":  # elsewhere it would let any other program take the same port
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listening.bind(("127.0.0.1", given.port))
        except OSError as error:
            raise UsageError(f"--port {given.port}: {error.strerror}; choose another, or none") from error
        listening.listen()  # whoever is told the URL can connect
        live = Live(given)
        try:
            guard, pages = app_of(live, listening.getsockname()[1], loads_web=given.web)
            config = uvicorn.Config(
                guard, log_level="warning", access_log=False, lifespan="off", ws="none", timeout_graceful_shutdown=2,
                server_header=False,
            )  # fmt: skip
            server = uvicorn.Server(config)
            live.wait(_FIRST_SECONDS)
            live.opening.add_done_callback(lambda done: setattr(server, "should_exit", done.exception() is not None))
            pages.is_over = lambda: server.should_exit
            say(f"preview: {guard.first_url}", sys.stdout)
            say("Ctrl-C ends it", sys.stderr)
            sys.stdout.flush()
            if not given.no_open:
                import webbrowser

                webbrowser.open(guard.first_url)
            with suppress(KeyboardInterrupt):  # uvicorn has ended, and hands the signal on
                server.run(sockets=[listening])
        finally:
            live.stop()
        live.wait()
    return WELL

"""Somebody else's WebSub hub, Flask-WebSub, on a free port of loopback: prints its URL, and ends when its input does."""

# mypy: ignore-errors
# What it imports has no types, and is installed with the extra `test` only.

from __future__ import annotations

import logging
import sys
import threading

from celery import Celery
from flask import Flask
from flask_websub.hub import Hub, SQLite3HubStorage
from werkzeug.serving import make_server

logging.getLogger("werkzeug").setLevel(logging.ERROR)
app = Flask(__name__)
app.config["PUBLISH_SUPPORTED"] = True
queue = Celery("hub", broker="memory://")
queue.conf.task_always_eager = True  # a request is answered when all that it causes is done
hub = Hub(SQLite3HubStorage(sys.argv[1]), queue, MAX_ATTEMPTS=0)
app.register_blueprint(hub.build_blueprint(url_prefix="/hub"))

server = make_server("127.0.0.1", 0, app, threaded=True)
threading.Thread(target=server.serve_forever, daemon=True).start()
sys.stdout.write(f"http://127.0.0.1:{server.server_port}/hub\n")
sys.stdout.flush()
sys.stdin.read()
server.shutdown()

"""Export a site by a cluster: a scheduler, two workers and an S3 server start on this machine, and end by themselves.

    pip install 'syndicate-feeds[cloud,dask]' 'moto[s3]' flask flask-cors
    python examples/cluster/run.py [COUNT]

COUNT articles are made, 2,000 where none is given. The cluster reads them, renders their texts and encodes their entries;
the feeds go to s3://feeds/news. All servers listen on 127.0.0.1. With a cluster and a bucket of yours, the command that
is printed is all that you need.
"""

from __future__ import annotations

import logging
import os
import shlex
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

LOOPBACK = "127.0.0.1"
SETTINGS = """\
site: {title: The Harbour Ledger, url: 'https://news.example.org/', authors: The Desk}
source: {paths: ['PATHS']}
content: full
feeds: [{format: rss}, {format: json, limit: all}, {format: amp-sitemap}]
"""


def main() -> int:
    """Export, and say what is in the bucket then; return the exit status of the export."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 2000
    with tempfile.TemporaryDirectory() as name, s3_server() as bucket, cluster() as scheduler:
        folder = Path(name)
        write_articles(folder / "content", count)
        paths = "content"
        if can_read_stores():
            for file in sorted((folder / "content").iterdir()):
                bucket.upload_file(str(file), "feeds", f"content/{file.name}")
            paths = "s3://feeds/content"
        (folder / "syndicate.yaml").write_text(SETTINGS.replace("PATHS", paths), encoding="utf-8")
        command = ["syndicate", "export", name, "--output", "s3://feeds/news", "--workers", scheduler]
        print(f"{count:,} articles of {paths}; $ {shlex.join(command)}", flush=True)
        status = subprocess.run([sys.executable, "-m", *command], check=False).returncode
        found = bucket.list_objects_v2(Bucket="feeds", Prefix="news/").get("Contents", [])
        for one in found:
            print(f"s3://feeds/{one['Key']}: {one['Size']:,} bytes")
    return status


def write_articles(folder: Path, count: int) -> None:
    """Write *count* articles, an hour apart, into *folder*."""
    folder.mkdir()
    for number in range(count):
        at = datetime(2024, 5, 1, 9, tzinfo=UTC) - timedelta(hours=number)
        head = f"title: Ship {number} has come in\ndate: {at.isoformat()}\nurl: /ships/{number}/\ntopics: [Harbour]\n"
        text = f"The *{number}*th ship has come in. It brings\n\n- rope,\n- lamps,\n- {number} charts.\n"
        (folder / f"{number:06}.md").write_text(f"---\n{head}---\n\n{text}", encoding="utf-8")


def can_read_stores() -> bool:
    """Tell whether this syndicate reads articles from an object store."""
    from syndicate import Registry, Source

    return bool(getattr(Registry().get(Source, "front-matter"), "reads_stores", False))


@contextmanager
def cluster() -> Iterator[str]:
    """Start a scheduler and two workers, each a process of one thread; yield the scheduler's address."""
    from distributed import LocalCluster

    with LocalCluster(
        n_workers=2,
        threads_per_worker=1,
        host=LOOPBACK,
        dashboard_address=f"{LOOPBACK}:0",
        worker_dashboard_address=f"{LOOPBACK}:0",
        silence_logs=logging.CRITICAL,  # they complain of each other while they end
    ) as started:
        yield str(started.scheduler_address)


@contextmanager
def s3_server() -> Iterator[Any]:
    """Start moto's S3 server with the bucket "feeds", tell this process and its children of it, and yield a client."""
    import boto3

    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "moto.server", "-H", LOOPBACK, "-p", str(port)]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        while server.poll() is None and socket.socket().connect_ex((LOOPBACK, port)):
            time.sleep(0.1)
        os.environ |= {
            "AWS_ENDPOINT_URL": f"http://{LOOPBACK}:{port}",
            "AWS_ACCESS_KEY_ID": "example",
            "AWS_SECRET_ACCESS_KEY": "example",
            "AWS_DEFAULT_REGION": "us-east-1",
            "no_proxy": LOOPBACK,
        }
        client: Any = boto3.client("s3")
        client.create_bucket(Bucket="feeds")
        yield client
    finally:
        server.terminate()
        server.wait()


if __name__ == "__main__":
    raise SystemExit(main())

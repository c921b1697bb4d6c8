"""A cluster's workers make what processes of this machine make, and a cluster's mishaps are said in sentences."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from syndicate import Registry, SyndicateError
from syndicate.cli.main import main
from syndicate.cli.terminal import Progress
from syndicate.model.errors import UnavailableError
from syndicate.parts import versions as known_versions
from syndicate.parts.versions import difference, versions
from syndicate.pipeline.workers import cluster as clusters
from syndicate.pipeline.workers.cluster import Cluster, cluster_at
from syndicate.pipeline.workers.resources import SourceAddress, UnfitError
from syndicate.pipeline.workers.spread import source_of
from tests.object_server import Objects
from tests.pipeline import many_articles
from tests.pipeline.many_articles import COUNT, NOW, configure, lay_articles, lower_thresholds

distributed = pytest.importorskip("distributed")


LOOPBACK: dict[str, Any] = {
    "processes": True,
    "host": "127.0.0.1",
    "dashboard_address": "127.0.0.1:0",
    "worker_dashboard_address": "127.0.0.1:0",
}


@pytest.fixture(scope="module")
def cluster() -> Iterator[Any]:
    """Two workers, each a process of one thread; what ends two of them is given to no third."""
    import dask
    from distributed import utils

    with (
        dask.config.set({"distributed.scheduler.allowed-failures": 1}),
        distributed.LocalCluster(n_workers=2, threads_per_worker=1, **LOOPBACK) as found,
        distributed.Client(found, set_as_default=False) as client,
    ):
        yield client
        while clusters._clients:
            clusters._clients.popitem()[1].close()
    utils._offload_executor.shutdown()  # its thread would keep other tests from forking


@pytest.fixture(autouse=True)
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    lower_thresholds(monkeypatch, text_chunk=4, entry_articles=10, entry_chunk=4)


@pytest.fixture
def site(tmp_path: Path) -> Path:
    folder = lay_articles(tmp_path / "site", lambda number: f"---\nA *body*, number {number}. {{% tag %}}\n")
    configure(folder, "{format: rss}", "{format: atom}", "{format: json, content: summary}", "{format: amp-sitemap}")
    return folder


def exported(site: Path, output: Path, **given: Any) -> tuple[dict[str, bytes], Any]:
    registry = Registry(distributions=(), paths=given.pop("plugins", ()))
    return many_articles.exported(site, output, registry, record=False, **given)


def address(cluster: Any) -> str:
    return str(cluster.scheduler.address)


def test_workers_of_a_cluster_make_the_same_bytes(
    cluster: Any, site: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(site.parent)  # where no worker stands
    (site / "local.py").write_text(
        "from syndicate import Transform, hookimpl\n@hookimpl\ndef syndicate_transforms():\n    return [Transform(name='same', apply=lambda feed: feed)]\n"
    )
    given = [
        "export",
        site.name,
        "--plugin",
        f"{site.name}/local.py",
        "--now",
        NOW.isoformat(),
        "--no-index",
        "--no-record",
        "--output",
    ]
    assert main([*given, str(tmp_path / "alone"), "--jobs", "1"]) == 0
    assert main([*given, str(tmp_path / "together"), "--workers", address(cluster)]) == 0
    names = sorted(path.name for path in (tmp_path / "alone").iterdir())
    assert names == ["atom.xml", "feed.json", "rss.xml", "sitemap.xml"]
    for name in names:
        assert (tmp_path / "together" / name).read_bytes() == (tmp_path / "alone" / name).read_bytes()
    assert "workers" not in capsys.readouterr().err


@pytest.mark.parametrize("is_executor", [False, True])
def test_a_client_of_dask_is_an_executor_with_the_slots_that_it_tells(
    cluster: Any, site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, is_executor: bool
) -> None:
    asked = []
    plain = Cluster.submit

    def noted(self: Cluster, task: Any, /, *given: Any, **named: Any) -> Any:
        asked.append((given[0].__name__, self.slots))
        return plain(self, task, *given, **named)

    monkeypatch.setattr(Cluster, "submit", noted)
    found, report = exported(site, tmp_path / "o", executor=cluster.get_executor() if is_executor else cluster)
    alone, plainly = exported(site, tmp_path / "alone")
    assert found == alone
    assert report == plainly
    assert set(asked) == {("_read_chunk", 2), ("_entries_of", 2)}


def test_the_work_of_a_worker_that_is_killed_is_given_to_others(
    cluster: Any, site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pids = list(cluster.run(os.getpid).values())
    plain = Cluster.submit
    count = 0

    def killing(self: Cluster, task: Any, /, *given: Any, **named: Any) -> Any:
        nonlocal count
        count += 1
        if count == 4:
            os.kill(pids[0], signal.SIGKILL)
        return plain(self, task, *given, **named)

    monkeypatch.setattr(Cluster, "submit", killing)
    found, report = exported(site, tmp_path / "o", executor=cluster)
    assert found == exported(site, tmp_path / "alone")[0]
    assert not report.faults
    cluster.wait_for_workers(2, timeout=120)


def test_a_chunk_that_kills_workers_is_named(cluster: Any, site: Path, tmp_path: Path) -> None:
    cluster.wait_for_workers(2, timeout=120)
    plugin = tmp_path / "deadly.py"
    plugin.write_text(
        "import os\nfrom syndicate import Article, Item, Source, hookimpl\n"
        "class Reader:\n"
        "    def items(self):\n        return [Item(f'{n}.txt', (n, n)) for n in range(20)]\n"
        "    def digest(self, item):\n"
        f"        if item.key == '9.txt' and os.getpid() != {os.getpid()}:\n            os._exit(1)\n"
        "        return item.key.encode()\n"
        "    def read(self, item):\n        return []\n"
        "    def content(self, article):\n        return ''\n"
        "@hookimpl\ndef syndicate_sources():\n    return [Source(name='deadly', open=lambda context: Reader())]\n"
    )
    (site / "syndicate.yaml").write_text(
        "site: {title: T, url: 'https://e.org/', authors: A}\nsource: {name: deadly}\nfeeds: [{format: rss}]\n"
    )
    with pytest.raises(SyndicateError) as raised:
        exported(site, tmp_path / "o", executor=cluster, plugins=[plugin])
    assert "2 workers ended, the last tcp://127.0.0.1:" in str(raised.value)
    # To dask all that an ended worker held is suspicious, so it may be a chunk that stood beside the deadly one.
    assert re.search(r": '\d+\.txt', '\d+\.txt', '\d+\.txt' and 1 more$", str(raised.value))
    cluster.wait_for_workers(2, timeout=120)


def test_a_result_that_is_lost_on_its_way_is_not_waited_for_for_ever(
    cluster: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def lost(*_: Any, **__: Any) -> None:
        raise ConnectionError("the worker has ended")

    monkeypatch.setattr(cluster, "_gather", lost)
    answer = Cluster(cluster).submit(len, "abc")
    last = time.monotonic() + 60
    while not answer.done() and time.monotonic() < last:
        time.sleep(0.05)
    assert answer.done()
    with pytest.raises(UnavailableError, match=r"does not answer any more \(ConnectionError\)"):
        answer.result()


def test_a_worker_with_another_version_is_refused_before_anything_is_read(
    cluster: Any, site: Path, tmp_path: Path
) -> None:
    def pretend(version: str | None) -> None:
        from distributed import versions

        told: Any = versions
        plain = getattr(told, "plain", told._version_cached)
        told.plain = plain
        told._version_cached = lambda name: version if version and name == "syndicate-feeds" else plain(name)

    cluster.wait_for_workers(2, timeout=120)
    worker = min(cluster.nthreads())
    cluster.run(pretend, "0.1.2", workers=[worker])
    try:
        with pytest.raises(UnfitError, match=f"^worker {worker} has syndicate-feeds 0.1.2, and here is "):
            exported(site, tmp_path / "o", executor=cluster)
    finally:
        cluster.run(pretend, None, workers=[worker])
    assert not (tmp_path / "o").exists()


def test_a_worker_that_comes_later_with_other_code_is_refused_by_its_first_task(
    cluster: Any, site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(known_versions, "code_digest", lambda place: f"other than {place}")
    with pytest.raises(UnfitError, match=r"^worker tcp://127.0.0.1:[0-9]+ has other code of syndicate-feeds "):
        exported(site, tmp_path / "o", executor=cluster)
    assert not (tmp_path / "o").exists()


def test_the_first_difference_is_said_with_both_versions() -> None:
    ours = {"Python": ("3.11", ""), "a": ("1", "x"), "plugin.py": ("", "y")}
    assert difference(ours, ours) == ""
    assert difference({**ours, "more": ("1", "")}, ours) == ""
    assert difference({**ours, "Python": ("3.12", "")}, ours) == "has Python 3.12, and here is 3.11"
    assert difference({**ours, "a": ("1", "z")}, ours) == "has other code of a 1 than is here"
    assert difference({"Python": ("3.11", "")}, ours) == "has no a, and here is 1"


def test_a_worker_without_the_site_s_folder_says_so(tmp_path: Path, site: Path) -> None:
    from syndicate.settings.opening import open_plan

    registry = Registry(distributions=())
    context = open_plan(site, registry=registry).plan(now=NOW).context
    address = SourceAddress("front-matter", (), (), versions(registry))
    gone = replace(context, root=str(tmp_path / "elsewhere"))
    with pytest.raises(
        UnfitError, match=r"^process \d+ of .* has no folder '.*elsewhere'; workers need the site's folder"
    ):
        source_of(address, gone)
    with pytest.raises(UnfitError, match=r"nobody.py: there is no Python module"):
        source_of(replace(address, plugins=("nobody.py",)), context)
    assert source_of(address, context)


def test_a_worker_without_access_to_the_store_is_named(cluster: Any, objects: Objects, tmp_path: Path) -> None:
    def without_access() -> None:
        for name in [name for name in os.environ if name.startswith("AWS_")]:
            del os.environ[name]
        os.environ |= {"AWS_EC2_METADATA_DISABLED": "true", "AWS_CONFIG_FILE": "/nowhere"}
        os.environ["AWS_SHARED_CREDENTIALS_FILE"] = "/nowhere"

    def with_access(environment: dict[str, str]) -> None:
        os.environ.update(environment)

    for number in range(COUNT):
        objects.put(
            f"content/{number}.md", f"---\ntitle: T\ndate: 2024-01-01\nurl: https://e.org/{number}\n---\n".encode()
        )
    (tmp_path / "syndicate.yaml").write_text(
        "site: {title: T, url: 'https://e.org/'}\nsource: {paths: ['s3://news-bucket/content']}\nfeeds: [{format: rss}]\n"
    )
    cluster.run(without_access)
    with pytest.raises(UnfitError, match=r"^worker tcp://127.0.0.1:\d+: s3: no credentials are found"):
        exported(tmp_path, tmp_path / "o", executor=cluster)
    assert not (tmp_path / "o").exists()
    cluster.run(with_access, objects.environment)
    assert exported(tmp_path, tmp_path / "o", executor=cluster)[0] == exported(tmp_path, tmp_path / "alone")[0]


# Schedulers that are of no use


def said(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> tuple[int, str]:
    status = main(arguments)
    return status, capsys.readouterr().err


def test_an_address_that_is_none_is_wrong_usage(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, words = said(["export", str(site), "--output", "o", "--workers", "scheduler:8786"], capsys)
    assert status == 2
    assert (
        "--workers: expected the address of a dask scheduler, e.g. tcp://scheduler:8786, found 'scheduler:8786'"
        in words
    )
    status, words = said(["export", str(site), "--output", "o", "--workers", "pigeon://scheduler"], capsys)
    assert status == 2
    assert "pigeon" in words
    assert "write the scheduler's address, e.g. tcp://scheduler:8786" in words


def test_a_scheduler_that_is_not_there_is_said(site: Path) -> None:
    code = (
        "import sys; from syndicate.cli.main import main; from syndicate.pipeline.workers import cluster; "
        "cluster.CONNECT_SECONDS = 0.2; sys.exit(main(sys.argv[1:]))"
    )
    with socket.socket() as held:  # bound, and nobody listens
        held.bind(("127.0.0.1", 0))
        url = f"tcp://127.0.0.1:{held.getsockname()[1]}"
        # In a process of its own: a client that cannot connect leaves a thread, and other tests could not fork.
        command = [sys.executable, "-c", code, "export", str(site), "--output", "o", "--workers", url]
        result = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert result.returncode == 1
    assert f"no scheduler answers at '{url}' (ConnectionRefusedError); start one with dask scheduler" in result.stderr
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize("scheme", ["tcp", "tls"])
def test_a_server_that_is_no_scheduler_and_says_nothing_is_given_up(site: Path, scheme: str) -> None:
    code = (
        "import sys; from syndicate.cli.main import main; from syndicate.pipeline.workers import cluster; "
        "cluster.CONNECT_SECONDS = 0.5; sys.exit(main(sys.argv[1:]))"
    )
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        url = f"{scheme}://127.0.0.1:{silent.getsockname()[1]}"
        command = [sys.executable, "-c", code, "export", str(site), "--output", "o", "--workers", url]
        result = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert result.returncode in (1, 2)
    assert (f"no scheduler answers at '{url}'" if scheme == "tcp" else f"'{url}'") in result.stderr
    assert ("tls:// where it speaks TLS" if scheme == "tcp" else "or dask's keys for TLS") in result.stderr
    assert "Traceback" not in result.stderr


def test_a_scheduler_without_workers_is_said(site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clusters, "WORKERLESS_SECONDS", 0.2)
    with (
        distributed.LocalCluster(n_workers=0, **LOOPBACK) as empty,
        distributed.Client(empty, set_as_default=False) as client,
        pytest.raises(SyndicateError, match="has had no worker for 0 seconds; start some with dask worker 'tcp://"),
    ):
        exported(site, tmp_path / "o", executor=client)


def test_a_scheduler_whose_workers_all_pause_is_said(
    site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clusters, "WORKERLESS_SECONDS", 0.2)
    with (
        distributed.LocalCluster(n_workers=1, threads_per_worker=1, memory_limit=0, **LOOPBACK) as full,
        distributed.Client(full, set_as_default=False) as client,
    ):
        client.run(lambda dask_worker: setattr(dask_worker, "status", distributed.Status.paused))
        with pytest.raises(SyndicateError, match="dask has paused the 1 that it has, for want of memory"):
            exported(site, tmp_path / "o", executor=client)


def test_a_scheduler_that_ends_meanwhile_is_said(site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plain = Cluster.submit
    with distributed.LocalCluster(n_workers=1, threads_per_worker=1, **LOOPBACK) as ending:

        def end(self: Cluster, task: Any, /, *given: Any, **named: Any) -> Any:
            answer = plain(self, task, *given, **named)
            ending.close()
            return answer

        monkeypatch.setattr(Cluster, "submit", end)
        with (
            distributed.Client(ending, set_as_default=False) as client,
            pytest.raises(
                SyndicateError,
                match=r"^the scheduler 'tcp://127.0.0.1:[0-9]+' (has ended|does not answer any more) ?.*, and export again$",
            ),
        ):
            exported(site, tmp_path / "o", executor=client)
    assert not (tmp_path / "o").exists()


def test_without_dask_the_option_says_what_to_install(
    site: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    status, words = said(["export", str(site), "--output", "o", "--workers", "tcp://scheduler:8786"], capsys)
    assert status == 2
    assert "pip install 'syndicate-feeds[dask]'" in words


def test_an_export_without_a_cluster_loads_nothing_of_dask(site: Path, tmp_path: Path) -> None:
    code = (
        "import sys; from syndicate.cli.main import main; "
        f"main(['export', {str(site)!r}, '--output', {str(tmp_path / 'o')!r}, '--quiet', '--jobs', '2']); "
        "print([name for name in ('dask', 'distributed', 'tornado') if name in sys.modules])"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"


# Progress


class Terminal:
    def __init__(self) -> None:
        self.shown = ""

    def isatty(self) -> bool:
        return True

    def write(self, text: str) -> int:
        self.shown += text
        return len(text)

    def flush(self) -> None:
        pass


class Ten:
    worker_count = 10

    def look_again(self) -> None:
        pass


def test_a_terminal_shows_workers_and_how_fast_they_are(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    ticks = iter([0.0, 2.0])
    monkeypatch.setattr("syndicate.cli.terminal.perf_counter", lambda: next(ticks))
    with Progress(quiet=False, cluster=Ten()) as progress:
        progress.show(500)
        progress.tell("files read", 2500)
    lines = [line.rstrip() for line in terminal.shown.split("\r")]
    assert lines == ["", "500 files read by 10 workers", "2,500 files read by 10 workers, 1,000 a second", "", ""]
    with Progress(quiet=False) as progress:
        terminal.shown = ""
        progress.show(500)
        assert terminal.shown.endswith("500 files read")


def test_a_scheduler_is_asked_once_for_all_exports(cluster: Any) -> None:
    assert cluster_at(address(cluster))._client is cluster_at(address(cluster))._client

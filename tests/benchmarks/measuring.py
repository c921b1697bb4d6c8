"""Run commands and say what they cost: wall and CPU seconds, children included, and memory."""

from __future__ import annotations

import os
import statistics
import subprocess
import tempfile
import threading
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

_SAMPLE_SECONDS = 0.02
_SHARE = 50  # looking takes a fiftieth of the time of a core at most: it takes it from what is measured
_PAGE_MIB = os.sysconf("SC_PAGE_SIZE") / (1 << 20)


class Cost(NamedTuple):
    """What one run has cost."""

    wall_seconds: float
    cpu_seconds: float  # of the process and all that it has waited for
    peak_mib: float  # of the largest process
    tree_mib: float  # of all its processes together, looked at every 20 ms or less often; what they share counts once


def run(command: Sequence[str], *, cwd: Path | None = None, env: Mapping[str, str] | None = None) -> Cost:
    """Return what *command* costs; *env* is put on top of the environment. Python may keep bytecode, as its users' does.

    Raises SystemExit with what it says if it fails.
    """
    with tempfile.TemporaryFile() as said:
        environment = {**os.environ, **(env or {})}
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        started = time.perf_counter()
        process = subprocess.Popen(command, stdout=said, stderr=said, cwd=cwd, env=environment)
        watcher = _Watcher(process.pid)
        watcher.start()
        _, status, usage = os.wait4(process.pid, 0)
        wall_seconds = time.perf_counter() - started
        watcher.ended.set()
        process.returncode = os.waitstatus_to_exitcode(status)
        watcher.join()
        if process.returncode:
            said.seek(0)
            raise SystemExit(f"{' '.join(command)} ended with {process.returncode}: {said.read().decode()[-2000:]}")
    peak_mib = usage.ru_maxrss / 1024
    return Cost(wall_seconds, usage.ru_utime + usage.ru_stime, peak_mib, max(peak_mib, watcher.peak_mib))


class _Watcher(threading.Thread):
    """Looks at a process and its descendants while they run (Linux; elsewhere it sees nothing)."""

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self.ended = threading.Event()
        self.peak_mib = 0.0
        self._pid = pid

    def run(self) -> None:
        pause_seconds = _SAMPLE_SECONDS
        while not self.ended.wait(pause_seconds):
            began = time.thread_time()
            pids = _descendants(self._pid)
            if len(pids) > 1:  # one process's own peak is known from the system
                self.peak_mib = max(self.peak_mib, sum(map(_proportional_mib, pids)))
            pause_seconds = max(_SAMPLE_SECONDS, _SHARE * (time.thread_time() - began))


def _descendants(pid: int) -> list[int]:
    found = [pid]
    for one in found:
        for task in _names(f"/proc/{one}/task"):
            found += map(int, _text(f"/proc/{one}/task/{task}/children").split())
    return found


def _proportional_mib(pid: int) -> float:
    """Return the memory of *pid*, pages shared with others divided by their number, or what is resident."""
    for line in _text(f"/proc/{pid}/smaps_rollup").splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) / 1024
    resident = _text(f"/proc/{pid}/statm").split()
    return int(resident[1]) * _PAGE_MIB if resident else 0.0


def _names(folder: str) -> list[str]:
    try:
        return os.listdir(folder)  # noqa: PTH208 - very often
    except OSError:
        return []


def _text(path: str) -> str:
    try:
        return Path(path).read_text(encoding="ascii")
    except OSError:
        return ""


def medians(costs: Sequence[Cost]) -> Cost:
    """Return the median of each figure."""
    return Cost(*(statistics.median(figures) for figures in zip(*costs, strict=True)))


def ratios(costs: Sequence[Cost], others: Sequence[Cost]) -> Cost:
    """Return the median over the pairs of *costs* and *others* of each figure's ratio."""
    pairs = zip(costs, others, strict=True)
    return medians([Cost(*(one / max(other, 1e-9) for one, other in zip(*pair, strict=True))) for pair in pairs])

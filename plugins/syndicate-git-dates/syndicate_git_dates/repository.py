"""The git repository that a site lies in, by git itself. The only module that runs it.

A repository is read as a stranger's: its configuration can name programs, and none of them is to run.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from syndicate import UsageError
from syndicate.model import excerpt
from syndicate_git_dates.history import Commit

_CHUNK_BYTES = 1 << 20
_DIGITS = frozenset(b"0123456789")

# Said on the command line, which is stronger than any file of the repository.
_SAFE = (
    "--no-pager",
    "--no-replace-objects",  # they are local: another clone has other ones
    *("-c", "safe.bareRepository=explicit"),  # a bare repository hidden in a checkout is not opened
    *("-c", "core.fsmonitor=false"),  # runs a program
    *("-c", "log.showSignature=false"),  # runs gpg.program
    *("-c", "log.showRoot=true"),  # the first commit has files too
    *("-c", "core.quotePath=false"),
)
# Below 80 % alike, two short articles with one kind of front matter would pass for one that moved. With more than 1000
# files added and 1000 deleted by one commit, git compares whole files only.
_RENAMES = ("-M80%", "-l1000")
_LOG = (
    *("log", "--topo-order", "-z", "--name-status", "--format=%H%x00%at%x00%s", "--encoding=UTF-8"),
    # Each undoes what configuration might ask for.
    *("--no-color", "--no-decorate", "--no-ext-diff", "--no-textconv", "--no-relative", "-O/dev/null"),
)


class Repository:
    """A repository and its checkout.

    top         the checkout's outermost folder, links resolved
    is_shallow  whether its history was cut off
    """

    def __init__(self, root: str, top: str, *, is_shallow: bool) -> None:
        self.top = top
        self.is_shallow = is_shallow
        self._root = root
        self._folder_of = cache(Path.resolve)

    def place(self, path: Path) -> bytes | None:
        """Return *path* as git names it in this repository, or None where it lies elsewhere."""
        # Links are resolved, as git has what they lead to by its own name. A folder is asked for once, not once a file.
        try:
            real = path.resolve() if path.is_symlink() else self._folder_of(path.parent) / path.name
            return os.fsencode(real.relative_to(self.top).as_posix())
        except (OSError, RuntimeError, ValueError):
            return None  # elsewhere, or no path at all: a source may say anything of where it read

    def log(self) -> Iterator[Commit]:
        """Yield each commit of HEAD's history, children before parents, with what it changed.

        A merge has no changes of its own: they are those of the commits that it joins.

        Raises UsageError with git's own words where it fails.
        """
        if not _ask(self._root, "rev-parse", "--verify", "--quiet", "HEAD", may_fail=True):
            return  # nothing is committed yet
        # What a partial clone lacks would have to be fetched to compare files, one by one, over the network.
        renames = ("-M100%",) if _is_partial(self._root) else _RENAMES
        yield from _commits(_output(self._root, *_LOG, *renames, "HEAD", "--"))


def open_repository(root: str) -> Repository:
    """Return the repository that the folder *root* lies in.

    Raises UsageError, a sentence, where there is no git, no repository, or one that git refuses.
    """
    top = _ask(root, "rev-parse", "--show-toplevel")
    shallow = _ask(root, "rev-parse", "--is-shallow-repository")
    return Repository(root, os.path.realpath(os.fsdecode(top)), is_shallow=shallow == b"true")


def _ask(root: str, *arguments: str, may_fail: bool = False) -> bytes:
    """Return what git answers, without the end of its last line; nothing where it fails and may."""
    with _started(root, *arguments) as process:
        answer, complaint = process.communicate()
    if process.returncode:
        if may_fail:
            return b""
        raise UsageError(_sentence(root, complaint))
    return answer.removesuffix(b"\n")


def _output(root: str, *arguments: str) -> Iterator[bytes]:
    """Yield what git writes, as it comes."""
    with tempfile.TemporaryFile() as complaints, _started(root, *arguments, complaints=complaints.fileno()) as process:
        assert process.stdout is not None  # noqa: S101  it is a pipe
        try:
            while chunk := process.stdout.read(_CHUNK_BYTES):
                yield chunk
        except BaseException:
            process.kill()
            raise
        if process.wait():
            complaints.seek(0)
            raise UsageError(_sentence(root, complaints.read(4096)))


def _started(root: str, *arguments: str, complaints: int = subprocess.PIPE) -> subprocess.Popen[bytes]:
    program = shutil.which("git")
    if program is None:
        raise UsageError("git-dates: there is no git on this machine's PATH; install it, or take git-dates out")
    try:
        return subprocess.Popen(  # noqa: S603  the program is git, and no argument comes from the repository
            [program, "-C", root, *_SAFE, *arguments],
            env=_environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=complaints,
        )
    except OSError as error:
        raise UsageError(f"git-dates: {program} cannot be run: {error.strerror or error}") from error


def _environment() -> dict[str, str]:
    """Return this process's environment without what would point git elsewhere or make it reach out."""
    # A build that runs in a hook inherits GIT_DIR and GIT_INDEX_FILE of another repository. Where git's configuration
    # lies is kept: safe.directory is set there, in containers often for the whole system.
    kept = ("GIT_CONFIG", "GIT_EXEC_PATH", "GIT_CEILING_DIRECTORIES", "GIT_DISCOVERY_ACROSS_FILESYSTEM")
    environment = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("GIT_") or (name.startswith(kept) and name != "GIT_CONFIG")
    }
    return environment | {
        "LC_ALL": "C",  # messages are looked into
        "GIT_OPTIONAL_LOCKS": "0",
        "GIT_TERMINAL_PROMPT": "0",
        # A partial clone fetches what it lacks by whatever program the repository names: by none, then.
        "GIT_NO_LAZY_FETCH": "1",
        "GIT_ALLOW_PROTOCOL": "none",
    }


def _is_partial(root: str) -> bool:
    return bool(_ask(root, "config", "--get-regexp", r"^remote\..*\.partialclonefilter$", may_fail=True))


def _sentence(root: str, complaint: bytes) -> str:
    """Return what git complains of, and what to do about it."""
    text = complaint.decode(errors="replace").strip()
    place = excerpt(root, 200)
    if "dubious ownership" in text:
        return (
            f"git-dates: git refuses the repository of {place}, as somebody else owns it; if you trust it, run "
            "git config --global --add safe.directory with its folder"
        )
    if "not a git repository" in text:
        return f"git-dates: {place} lies in no git repository; take git-dates out of transforms, or run git init"
    is_lacking = any(words in text for words in ("lazy fetch", "promisor", "could not fetch"))
    if is_lacking or ("unable to read tree" in text and _is_partial(root)):
        return (
            f"git-dates: the clone of {place} lacks parts of its history (it is a partial clone); "
            "clone it without --filter, or with --filter=blob:none"
        )
    reason = next((line for line in text.splitlines() if line.startswith(("fatal:", "error:"))), text or "no reason")
    return f"git-dates: git cannot read the history of {place}: {excerpt(reason, 200)}; mend the repository"


def _commits(chunks: Iterator[bytes]) -> Iterator[Commit]:
    """Yield the commits of a log in the format of _LOG."""
    # Fields end in NUL: id, date, subject, then for each change its status and one path, or two of a move. A line feed
    # stands before the first status of a commit. An id is 40 digits or more, so it is no status.
    fields = _fields(chunks)
    field = next(fields, None)
    while field is not None:
        commit = field.decode("ascii")
        at, subject = next(fields), next(fields)
        changes: list[tuple[bytes, ...]] = []
        for field in fields:  # the last one seen begins the next commit
            status = field.removeprefix(b"\n")
            if len(status) > 4:
                break
            path = next(fields)
            changes.append((status, path, next(fields)) if status[:1] in b"RC" else (status, path))
        else:
            field = None
        seconds = int(at) if at and len(at) < 20 and _DIGITS.issuperset(at) else None
        yield Commit(commit, seconds, subject.decode(errors="replace"), changes)


def _fields(chunks: Iterator[bytes]) -> Iterator[bytes]:
    rest = b""
    for chunk in chunks:
        *whole, rest = (rest + chunk).split(b"\0")
        yield from whole

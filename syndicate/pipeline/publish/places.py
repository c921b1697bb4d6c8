"""The places of documents: no path leads out of the output folder, and no two paths are one file on any system."""

from __future__ import annotations

import os
from pathlib import Path

from syndicate.files.portable import relative_path
from syndicate.model.errors import PublishError, excerpt
from syndicate.model.paths import folded_name, path_parts


class Places:
    """The places that the documents of one export take below one output folder.

    directory  the folder as messages name it
    """

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._root = os.path.realpath(directory)
        self._folders: dict[tuple[str, ...], str] = {}  # parts of a path -> the folder that they lead to
        self._documents: dict[str, str] = {}  # folded place -> the path of the document that takes it
        self._ways: dict[str, str] = {}  # folded folder -> the path of a document below it

    def target(self, path: str, *, is_removed: bool = False) -> str:
        """Return where *path* leads; links of folders are followed, a link in the place of the file is not.

        is_removed  it is not written any more: from the path of another document it may differ in case alone, where
                    these are two files

        Raises PublishError if it leads out of the folder, or if another document has taken the place.
        """
        *way, name = path_parts(path)
        folder = self._folders.get(tuple(way))
        if folder is None:
            folder = os.path.realpath(os.path.join(self._root, *way))
            if folder != self._root and not folder.startswith(self._root.rstrip(os.sep) + os.sep):
                raise PublishError(
                    f"{self._directory / path}: leads out of the output folder by a link, to {excerpt(folder, 200)}; "
                    "remove the link"
                )
            self._folders[tuple(way)] = folder
        target = os.path.join(folder, name)
        place = relative_path(target, self._root).split("/")
        other = self._documents.get("/".join(map(folded_name, place))) if is_removed else None
        if other is None or _is_one_file(target, os.path.join(self._root, other)):
            self.claim(path, place)
        return target

    def claim(self, path: str, place: list[str]) -> None:
        """Let the document at *path* have *place*, the parts of where it leads. Raises PublishError if it is taken."""
        folded, said = [folded_name(part) for part in place], excerpt(path, 200)
        key = "/".join(folded)
        if key in self._documents:
            other = self._documents[key]
            if other == path:
                raise PublishError(f"{said}: two documents have this path; give one of them another")
            raise PublishError(f"{said}: is one file with {excerpt(other, 200)} on some systems; give one another name")
        if key in self._ways:
            raise PublishError(f"{said}: is also a folder, for {excerpt(self._ways[key], 200)}; rename one")
        for length in range(1, len(folded)):
            way = "/".join(folded[:length])
            if way in self._documents:
                file = excerpt(self._documents[way], 200)
                raise PublishError(f"{said}: needs a folder where {file} is a file; rename one")
            self._ways.setdefault(way, path)
        self._documents[key] = path

    def free(self, paths: frozenset[str]) -> None:
        self._documents = {place: path for place, path in self._documents.items() if path not in paths}
        self._ways = {way: path for way, path in self._ways.items() if path not in paths}


def _is_one_file(one: str, other: str) -> bool:
    try:
        return one == other or os.path.samefile(one, other)
    except OSError:  # one of them is not there yet
        return False

"""The places that an export reads and writes, as settings and caller name them: checked, and told apart."""

from __future__ import annotations

import os
import re
from pathlib import Path

import msgspec

from syndicate.files.check import Checker
from syndicate.files.portable import relative_path
from syndicate.model.errors import Fault, UsageError, excerpt
from syndicate.model.paths import is_store_url, shown_place, store_url_fault
from syndicate.parts.contract import Format, Source
from syndicate.settings.file import SettingsFile
from syndicate.settings.overrides import Overrides, refuses_site_plugins
from syndicate.settings.part_finder import PartFinder
from syndicate.settings.schema import names


class Places(msgspec.Struct, frozen=True):
    """The places of one export; mistakes about them go to *checker*."""

    file: SettingsFile
    overrides: Overrides
    finder: PartFinder
    checker: Checker
    source: Source | None  # None: there is no such source
    paths: tuple[str, ...]  # that it reads

    def check(self) -> None:
        """Find what is wrong. Raises UsageError where that is the caller's."""
        self._check_output()
        self._check_own()
        self._check_stores()
        self._check_element()
        if self.source is not None and self.source.reads_built_pages:
            self._check_pages()

    def _check_output(self) -> None:
        output = self.file.settings.output
        if output == "-":
            self.checker.wrong(("output",), "'-' is standard output for --output only; name a folder, e.g. public")
        elif output is not None and not output.strip():
            self.checker.wrong(("output",), "is empty; name a folder, e.g. public")
        elif output is not None and "://" in output and (wrong := store_url_fault(output)):
            self.checker.wrong(("output",), wrong)
        for name, header in self.file.settings.cache_control.items():
            self.finder.part(Format, name, ("cache_control", name))
            if not re.fullmatch(r"[ -~]+", header):
                self.checker.wrong(
                    ("cache_control", name), f"{excerpt(header)} is no Cache-Control header; write e.g. max-age=300"
                )

    def _check_own(self) -> None:
        """Where the site's own plugins are refused, refuse to write where a stranger's settings lead out of theirs."""
        if not refuses_site_plugins(self.overrides.no_site_plugins):
            return
        from syndicate.settings.trust import outside_fault

        source = self.file.settings.source
        written = [(("output",), self.file.settings.output), (("index",), self.file.settings.index)]
        read = [(("source", "paths"), path) for path in names(source.paths)]
        read += [(("source", "assets"), path) for path in names(source.assets)]
        for key, path in (*written, *read):
            if not isinstance(path, str) or not path.strip():
                continue
            if is_store_url(path):
                fault = (
                    f"{excerpt(path)} is no place in the repository, which --no-site-plugins asks for; name a folder"
                )
                self.checker.wrong(key, fault)
            elif key[0] != "source" and (fault := outside_fault(self.file.folder, path)):
                self.checker.wrong(key, fault)

    def _check_stores(self) -> None:
        """Find that the source cannot read what lies in a store, or that there is no such place."""
        built = self.file.settings.source.built
        if built and is_store_url(built):
            self.checker.wrong(
                ("source", "built"),
                f"{shown_place(built)} is in a store, and built pages that texts are taken from are files; copy them into a"
                " folder and name that, or read them alone, by source.name html and source.paths",
            )
        source = self.source
        found = [path for path in self.paths if is_store_url(path)]
        for path in found:
            # A wildcard is no query, unless it looks like one.
            if wrong := store_url_fault(re.split(r"[*\[]|\?(?![^/=]*=)", path)[0]):
                if self.overrides.paths:
                    raise UsageError(wrong)
                self.checker.wrong(("source", "paths"), wrong)
        if not found or source is None or source.reads_stores:
            return
        readers = " or ".join(
            name for name in self.finder.names(Source) if self.finder.part(Source, name, ()).reads_stores
        )
        message = (
            f"{shown_place(found[0])} is in a store, and the source {source.name} needs the whole site in a folder; copy it"
            f" into one, e.g. with aws s3 sync, and name that; or set source.name to {readers}"
        )
        if self.overrides.paths:
            raise UsageError(f"{message}, or give --source")
        self.checker.wrong(("source", "paths"), message)

    def _check_element(self) -> None:
        if self.file.settings.source.element:
            from syndicate.html.pages.text import check_selector

            try:
                check_selector(self.file.settings.source.element)
            except ValueError as error:
                message = f"{excerpt(self.file.settings.source.element)} {error}"
                self.checker.wrong(("source", "element"), message)

    def _check_pages(self) -> None:
        """Find that the pages which the settings name, and which a generator builds, are not there yet."""
        for path in names(self.file.settings.source.paths) if not self.overrides.paths else ():
            is_place = not path.startswith("!") and not set("*?[") & set(path)
            if is_place and not is_store_url(path) and not (self.file.folder / path).exists():
                self.checker.wrong(
                    ("source", "paths"), f"there is no {excerpt(path)}; build the site first, or correct it"
                )

    def missing_pages(self) -> list[str]:
        """Return a note where the folder of built pages is missing; texts come from the source then."""
        built = self.file.settings.source.built
        if not built or (self.file.folder / built).is_dir():
            return []
        path, line, column = self.file.place(("source", "built"))
        message = f"there is no folder {excerpt(built)}; build the site first, or correct it"
        return [str(Fault(path=path, line=line, column=column, field="source.built", message=message))]

    def skipped(self) -> tuple[str, ...]:
        """Return the folders of output and built pages, seen from the site's, unless the paths name them."""
        written = [self.file.settings.output, self.overrides.output]
        if self.source and not self.source.reads_built_pages:
            written.append(self.file.settings.source.built)
        below = (_below(self.file.folder, folder) for folder in written if folder)
        read = [
            path.rstrip("/") if is_store_url(path) else relative_path(self.file.folder / path, self.file.folder)
            for path in self.paths
        ]
        return tuple(
            folder
            for folder in below
            if folder is not None and not any(path == folder or path.startswith(f"{folder}/") for path in read)
        )

    def placed(self, fault: Fault) -> Fault:
        """Return *fault* of one of the source's paths where the settings name that, if they do."""
        if fault.field != "source.paths":
            return fault
        for index, named in enumerate(names(self.file.settings.source.paths) if not self.overrides.paths else ()):
            if os.path.normpath(named) == os.path.normpath(fault.path):
                path, line, column = self.file.place(("source", "paths", index))
                if line:
                    message = f"{excerpt(named)}: {fault.message}"
                    path = relative_path(path, self.file.folder)
                    return msgspec.structs.replace(fault, path=path, line=line, column=column, message=message)
        return msgspec.structs.replace(fault, field="")


def _below(folder: Path, path: str) -> str | None:
    """Return *path* as seen from *folder*; None if it is *folder* or lies outside. A URL stays."""
    if is_store_url(path):
        return path.rstrip("/")
    found = relative_path(folder / path, folder)
    return None if found in (".", "..") or found.startswith("../") or Path(found).is_absolute() else found

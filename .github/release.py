"""Prepare a release of syndicate and of all that lies in plugins/.

python .github/release.py version              print the versions that there are
python .github/release.py version 0.3.0        set one everywhere, and what they require of one another
python .github/release.py check v0.3.0         fail unless all have that version, and CHANGELOG.md says what it changes
python .github/release.py home URL v0.3.0      name the repository at URL in all metadata, and lead the links of all
                                               READMEs to its files as they are tagged: registries show READMEs alone;
                                               put the licence beside each
"""

from __future__ import annotations

import re
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from posixpath import join, normpath

ROOT = Path(__file__).parent.parent
_VERSION = r"\d+\.\d+\.\d+"
# Where a version stands in which files: behind the first group.
_PLACES = {
    "syndicate/__init__.py": r'(^__version__ = ")' + _VERSION,
    "plugins/*/pyproject.toml": r'(^version = ")' + _VERSION,
    "plugins/*/package.json": r'(^  "version": ")' + _VERSION,
    "plugins/*/lib/*/version.rb": r'(^ +VERSION = ")' + _VERSION,
    "plugins/*/README.md": r"(\bjekyll-syndicate-)" + _VERSION,
}
# What a distribution of this repository requires of another, with or without an extra.
_REQUIREMENT = r'((?<!^name = )"syndicate-[a-z-]+(?:\[[a-z]+\])?)[\d.,<>=]*(?=")'
_METADATA = ("pyproject.toml", "plugins/*/pyproject.toml", "plugins/*/package.json", "plugins/*/*.gemspec")
_HOME = re.compile(r'^Repository = "(.+)"$', re.MULTILINE)
# A fence is left as it is: what somebody types is no link.
_FENCE = re.compile(r"(^```.*?^```$)", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"(?P<before>!?\[[^\]\n]*\]\()(?!\w+:|#)(?P<path>[^)#\s]+)")


def required(version: str) -> str:
    """Return what goes with *version*: the same minor version before 1.0, the same major version from there on."""
    major, minor, _ = map(int, version.split("."))
    return f">=0.{minor},<0.{minor + 1}" if major == 0 else f">={major}.{minor},<{major + 1}"


def found(root: Path) -> Iterator[tuple[Path, str, str]]:
    """Yield each file below *root* that holds versions, with its text and the pattern of where they stand."""
    for names, pattern in _PLACES.items():
        for path in sorted(root.glob(names)):
            text = path.read_text(encoding="utf-8")
            if re.search(pattern, text, re.MULTILINE):
                yield path, text, pattern


def versions(root: Path = ROOT) -> dict[str, set[str]]:
    """Return the versions that each file below *root* holds, by its path."""
    return {
        path.relative_to(root).as_posix(): {
            each[0].removeprefix(each[1]) for each in re.finditer(pattern, text, re.MULTILINE)
        }
        for path, text, pattern in found(root)
    }


def set_version(version: str, root: Path = ROOT) -> None:
    """Set *version* in all files below *root*. Raises ValueError if it is none that Python, npm and Ruby read alike."""
    if not re.fullmatch(_VERSION, version):
        raise ValueError(f"{version!r} is no version that Python, npm and Ruby read alike; write e.g. 0.3.0")
    for path, text, pattern in found(root):
        changed = re.sub(pattern, rf"\g<1>{version}", text, flags=re.MULTILINE)
        if path.name == "pyproject.toml":
            changed = re.sub(_REQUIREMENT, rf"\g<1>{required(version)}", changed, flags=re.MULTILINE)
        path.write_text(changed, encoding="utf-8", newline="\n")


def faults(version: str, root: Path = ROOT) -> list[str]:
    """Return a sentence for each file below *root* that keeps *version* from being released."""
    wrong = [
        f"{name}: is of version {', '.join(sorted(there - {version}))}"
        for name, there in versions(root).items()
        if there != {version}
    ]
    if not re.search(rf"^## {re.escape(version)}\b", (root / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE):
        wrong.append(f"CHANGELOG.md: has no section '## {version}'")
    return wrong


def set_home(url: str, tag: str, root: Path = ROOT) -> None:
    """Name the repository at *url* in all metadata below *root*, and make links of READMEs absolute, to its *tag*."""
    before = _HOME.findall((root / "pyproject.toml").read_text(encoding="utf-8"))[0]
    for path in sorted(path for names in _METADATA for path in root.glob(names)):
        path.write_text(path.read_text(encoding="utf-8").replace(before, url), encoding="utf-8", newline="\n")
        if path.parent != root:
            shutil.copyfile(root / "LICENSE", path.parent / "LICENSE")
    for path in (root / "README.md", *sorted(root.glob("plugins/*/README.md"))):
        folder = path.parent.relative_to(root).as_posix()

        def absolute(link: re.Match[str], folder: str = folder) -> str:
            kind = "raw" if link["before"].startswith("!") else "blob"  # which GitHub leads to "tree", of a folder
            return f"{link['before']}{url}/{kind}/{tag}/{normpath(join(folder, link['path']))}"

        parts = _FENCE.split(path.read_text(encoding="utf-8").replace(before, url))
        text = "".join(part if part.startswith("```") else _LINK.sub(absolute, part) for part in parts)
        path.write_text(text, encoding="utf-8", newline="\n")


def main(arguments: list[str]) -> int:
    match arguments:
        case ["version"]:
            for name, there in versions().items():
                print(name, *sorted(there))
        case ["version", version]:
            set_version(version)
        case ["check", tag]:
            wrong = faults(tag.removeprefix("v"))
            print(*wrong, sep="\n", file=sys.stderr)
            return 1 if wrong else 0
        case ["home", url, tag]:
            set_home(url.rstrip("/"), tag)
        case _:
            print(__doc__, file=sys.stderr)
            return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""A profile: a TOML file of what one taker wants, since when that is known, from where; and what its rules may ask."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

import msgspec

from syndicate.files.check import Checker
from syndicate.files.data_file import read_data
from syndicate.model.errors import PluginError, SettingsError, UsageError, suggest
from syndicate.parts.distributions import distribution_of, installed

# The sentence about a number, with {n}; of a list of texts, how messages name a {value} that is in it.
FACTS = {
    "title.characters": "the title has {n} characters",
    "description.characters": "the description has {n} characters",
    "description.words": "the description has {n} words",
    "text.words": "the text has {n} words",
    "entry.bytes": "the entry has {n} bytes",
    "pictures": "there are {n} pictures",
    "picture.longer-side": "the picture has {n} pixels on its longer side",
    "picture.shorter-side": "the picture has {n} pixels on its shorter side",
    "picture.width": "the picture is {n} pixels wide",
    "picture.height": "the picture is {n} pixels high",
    "picture.ratio": "the picture is {n} times as wide as it is high",
    "picture.bytes": "the picture has {n} bytes",
    "categories": "there are {n} categories",
    "age.days": "it is {n} days old",
    "lead.pictures": "the text begins with {n} pictures",
    "lead.width": "the picture that the text begins with is {n} pixels wide",
    "lead.height": "the picture that the text begins with is {n} pixels high",
    "lead.repeated": "the picture that the text begins with stands in media elements {n} times, too",
    "elements": "<{value}>",
    "text.tags": "<{value}> in the text",
    "text.attributes": "the attribute {value} in the text",
    "text.frames": "a frame of {value} in the text",
    "title.markup": "the tag {value} in the title",
    "link.parameters": "the parameter {value} in the link",
    "link.scheme": "a link of {value}",
    "link.other-host": "a link to {value}, where the feed's own does not lead",
    "guid": "a guid that is {value}",
    "picture.type": "a picture of the type {value}",
    "enclosure.type": "an enclosure of the type {value}",
    "enclosure.attributes": "{value} of the enclosure",
    "feed.entries": "the feed has {n} entries",
    "feed.bytes": "the feed has {n} bytes",
    "feed.languages": "the feed has {n} languages",
    "feed.kinds": "the feed has entries of {n} kinds, with a video and without",
    "feed.namespaces": "namespace {value}",
    "feed.title.characters": "the title of the feed has {n} characters",
    "feed.description.characters": "the description of the feed has {n} characters",
    "feed.description.bytes": "the description of the feed has {n} bytes",
    "feed.elements": "<{value}> of the feed",
    "feed.encoding": "the encoding {value}",
    "feed.categories": "the category {value} of the feed",
}
OF_FEED = {name for name in FACTS if name.startswith("feed.")}
NUMBERS = {name for name, says in FACTS.items() if "{n}" in says}
_TAKERS = Path(__file__).with_name("takers")
GROUP = "syndicate.profiles"
_CODE = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


class _Table(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, rename="kebab"):
    """A table of a profile; an unknown key is a mistake."""


class Rule(_Table, frozen=True, kw_only=True):
    """What one fact of an entry, or of the feed, must be. A fact that nobody knows breaks no rule.

    code       names the rule in reports
    fact       a name of facts.FACTS
    least      of a number
    most       of a number
    required   of a list: what must be in it; "a|b" is one of these
    refused    of a list: what must not be in it; "*" is anything
    only       of a list: what alone may be in it
    otherwise  what becomes of an entry that breaks it: it is left out, or a warning tells; anything about a feed warns
    unsure     why it is not certain; "": the taker's own pages say so
    instead    what to write
    """

    code: str
    fact: str
    least: float | None = None
    most: float | None = None
    required: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()
    only: tuple[str, ...] = ()
    otherwise: Literal["leave-out", "warn"] = "warn"
    unsure: str = ""
    instead: str = ""

    def __post_init__(self) -> None:
        if not _CODE.fullmatch(self.code):
            raise ValueError(f"code: '{self.code}' is no name of a rule; write lower case, words joined by -")
        if self.fact not in FACTS:
            known = suggest(self.fact, FACTS) or f"; known: {', '.join(FACTS)}"
            raise ValueError(f"{self.code}: there is no fact '{self.fact}'{known}")
        numbers, lists = (self.least, self.most) != (None, None), self.required or self.refused or self.only
        is_number = self.fact in NUMBERS
        if is_number is not (numbers and not lists) or not (numbers or lists):
            wanted = "least or most" if is_number else "required, refused or only"
            raise ValueError(f"{self.code}: {self.fact} is judged by {wanted}; give that, and nothing else")


class Mends(_Table, frozen=True, kw_only=True):
    """What is made right before a feed is written.

    description-characters  a summary that is longer is cut at a word
    frames                  "links": frames of no host that the rules let through become links
    tags                    HTML element -> the one that stands in its place
    attributes              of HTML elements, that are taken out
    categories              topics that an article keeps, the first ones
    changed                 "published": a changed article gets the date of its change; "none": it does not say so
    lead-figure             the text begins with the first picture, and the picture stands nowhere else
    """

    description_characters: int | None = None
    frames: Literal["keep", "links"] = "keep"
    tags: Mapping[str, str] = {}
    attributes: tuple[str, ...] = ()
    categories: int | None = None
    changed: Literal["updated", "published", "none"] = "updated"
    lead_figure: bool = False


class FeedDefaults(_Table, frozen=True, kw_only=True):
    """What holds for a feed with this profile where its entry in the settings says nothing else."""

    limit: int | None = None
    limit_bytes: int | None = None
    content: Literal["none", "summary", "full"] | None = None
    filters: Mapping[str, Any] = {}
    options: Mapping[str, Mapping[str, Any]] = {}  # name of a format -> its options


class Profile(_Table, frozen=True, kw_only=True):
    """What one taker wants.

    taker    how messages call it, e.g. "MSN"
    checked  when somebody last looked at the sources, e.g. 2026-11-29
    sources  addresses of what says so, or words for what has no address
    unsure   what is said of the taker and not certain, for those who read the file
    formats  the names of formats that it takes
    """

    taker: str
    checked: str
    sources: tuple[str, ...]
    formats: tuple[str, ...]
    unsure: tuple[str, ...] = ()
    feed: FeedDefaults = FeedDefaults()
    mend: Mends = Mends()
    rules: tuple[Rule, ...] = ()

    def __post_init__(self) -> None:
        if not re.fullmatch(r"\d{4}-\d{2}(-\d{2})?", self.checked):
            raise ValueError(f"checked: '{self.checked}' is no date; write e.g. 2026-11-29")
        codes = [rule.code for rule in self.rules]
        if twice := next((code for code in codes if codes.count(code) > 1), None):
            raise ValueError(f"{twice}: two rules have this code; give each its own")
        if wrong := next((rule for rule in self.rules if rule.fact in OF_FEED and rule.otherwise == "leave-out"), None):
            raise ValueError(f"{wrong.code}: {wrong.fact} is of the feed, which is not left out; write warn")

    def limits_of(self, fact: str) -> tuple[float, float]:
        """Return the least and the most that *fact* may be."""
        rules = [rule for rule in self.rules if rule.fact == fact]
        return (
            max((rule.least for rule in rules if rule.least is not None), default=float("-inf")),
            min((rule.most for rule in rules if rule.most is not None), default=float("inf")),
        )


def profile_names() -> list[str]:
    """Return the names of the profiles that come with syndicate, then of those that distributions bring."""
    ours = _own_names()
    return [*ours, *installed(GROUP, ours)]


def _own_names() -> list[str]:
    return sorted(path.stem for path in _TAKERS.glob("*.toml"))


def load_profile(name: str, folder: str | Path = ".") -> Profile:
    """Return the profile called *name*, or the one in the file *name* (it ends in .toml), as seen from *folder*.

    Raises UsageError if there is none, or its file cannot be read; SettingsError with all that is wrong in it;
    PluginError where the distribution that brings it cannot be imported.
    """
    is_file = name.endswith(".toml")
    if not is_file and name not in _own_names() and name not in profile_names():
        known = ", ".join(profile_names())
        raise UsageError(
            f"no profile named '{name}'{suggest(name, profile_names()) or ';'} there are {known}, or name a .toml"
        )
    folder, file = (folder, name) if is_file else (_folder_of(name), f"{name}.toml")
    tree = read_data(str(folder), file)
    if tree is None:
        raise UsageError(f"{Path(folder, file)}: there is no such file; name a profile's file")
    checker = Checker(lambda place, of_key: (str(Path(folder, file)), *tree.position(place, of_key=of_key)))
    profile: Profile = checker.convert(tree.value, Profile)
    if checker.faults:
        raise SettingsError(checker.faults)
    return profile


def _folder_of(name: str) -> Path:
    """Return the folder of the profile called *name*: ours, else the package that its entry point names."""
    if name in _own_names():
        return _TAKERS
    from importlib.util import find_spec

    entry = installed(GROUP, ())[name]
    try:
        spec = find_spec(entry.value)
    except Exception as error:
        message = f"profile {name} of {distribution_of(entry)}: {type(error).__name__}: {error}"
        raise PluginError(message) from error
    if spec is None or not spec.submodule_search_locations:
        raise PluginError(f"profile {name} of {distribution_of(entry)}: {entry.value} is no package with {name}.toml")
    return Path(spec.submodule_search_locations[0])

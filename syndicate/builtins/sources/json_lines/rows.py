"""A row, one JSON object, into an article: quickly where it is written in the model's own JSON, else field by field."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

import msgspec

from syndicate import Article, Fault, Origin, PassedOver, SourceContext
from syndicate.articles import ArticleFields, folded
from syndicate.builtins.sources.json_lines.bodies import BODIES, EITHER, body_html, marked_body
from syndicate.builtins.sources.json_lines.own_form import MAX_DEPTH, MODEL, OwnForm, has_long_number, public
from syndicate.files import JsonText, JsonTree, Overlay, Place, parse_json, place_of, reach
from syndicate.model import describe, field_name, is_no_date, suggest

# Of the words that withhold, what the model says itself.
_OWN_WORDS = ("published", "removed", "feed", "sitemap", "excerpt_only")
_NO_PAGE = re.compile(r"^$|^/|\\|:|(?:^|/)\.\.?(?:/|$)")  # no path below the site's folder, on some system
_HOME = "__GHOST_URL__"
_DRAFT_ID = re.compile(r"(?:drafts|versions)\.")  # of documents of Sanity that nobody has published
_GMT = "_gmt"  # at the end of names of times that name no zone, as WordPress has it
# Times of publication, and of the first or last one, which count where there is none of those.
_PUBLICATIONS = (
    ("publishedAt", "published_at", "_publishedAt", "publishedOn", "published_on"),
    (
        "lastPublished", "last_published", "_firstPublishedAt", "first_published_at", "first_publication_date",
        "firstPublishedAt", "latestPublishedAt", "firstPublishedDate",
    ),
)  # fmt: skip
_NOT_OUT = "no_publish"  # what is said of a row whose time of publication is null
_OF_ARTICLES = ("title", "slug", "url", "published_at", *BODIES)  # what holds one of these is about the article
_MANY_KEYS = 1000
_ALIKE = 0.8
_LEVELS = 5  # below the top of an object in which a list of articles is looked for

Found = list[Article | Fault | PassedOver]

_OF_HOSTS = {"made_id": ("made_id",)}  # what the generators whose pages are handed over call an article


class Rows:
    """Makes articles of rows, as the context asks for them.

    Raises UsageError where its fields or its URL pattern make no sense.
    """

    def __init__(self, context: SourceContext) -> None:
        given = {field: names for field, names in context.fields.items() if field in BODIES}
        self._bodies = given | {field: names for field, names in BODIES.items() if field not in given}
        if not given:
            self._bodies |= {name: (name,) for name in EITHER}
        self._body_paths = {name: place_of(name) for names in given.values() for name in names}
        rest = {field: names for field, names in context.fields.items() if field not in BODIES}
        steps = [_named(place_of(name) or ()) for field in _OF_ARTICLES for name in context.fields.get(field, ())]
        places = (tuple(step for step in place[:-1] if step is not None) for place in steps if None not in place)
        self._holders: tuple[Place, ...] = tuple(dict.fromkeys(filter(None, places)))
        self._mapped = frozenset(name for names in rest.values() for name in names)
        context = msgspec.structs.replace(context, fields=rest)
        self._fields = ArticleFields.of(context, _OF_HOSTS, has_unfinished=True)
        # The model's titles and names are text as they stand.
        self._own_fields = ArticleFields.of(context, _OF_HOSTS, is_text=True, has_unfinished=True)
        withheld = context.withheld
        self._has_own_form = not context.fields and not given
        self._is_quick = self._has_own_form and all(withheld.get(word, True) for word in _OWN_WORDS)
        self._has_extra = context.asks_for_extra
        self._named = context.fields.keys()  # the settings say where these stand
        self._taken = frozenset(folded(name) for names in self._bodies.values() for name in names)
        self._home = context.site.base_url.rstrip("/")
        self._own_form = OwnForm(context)

    def read(
        self,
        text: str,
        origin: Origin,
        column: int = 1,
        *,
        has_twins: bool | None = None,
        path: str = "",
        takes_lists: bool = False,
        seen: set[str],
    ) -> Found:
        """Return the article of the row *text*, a warning for each value that it lacks, and what the report asks.

        origin, column  where it begins
        has_twins    whether an object in it has two members of one name; None: nobody has looked
        path         of its file, where that holds no other row: see ArticleFields.read()
        takes_lists  whether a list of rows may be meant that lies in an object
        seen         keys that were looked at for misspelt names, in rows before this one: each is named once

        What is wrong stands at the page that the row was made from, where it names one.
        """
        try:
            # Ghost's own word for the site's address, in its exports.
            fields = msgspec.json.decode(text.replace(_HOME, self._home) if _HOME in text else text)
        except msgspec.ValidationError:
            return [_fault(origin, column, "holds a number that no computer can; write it as text")]
        except msgspec.DecodeError as error:
            return [_syntax_fault(origin, column, text, str(error))]
        except RecursionError:
            return [_fault(origin, column, "is nested too deeply; take some levels out")]
        if not isinstance(fields, dict):
            message = f"expected an object, found {describe(fields)}; write each article as one object"
            return [_fault(origin, column, message)]
        if has_twins is None:
            has_twins = JsonText(text).has_twins()
        page = _page(fields)
        is_own = self._has_own_form and fields.keys() <= MODEL
        extra = fields.get("extra")
        # What the front matter of a page says besides, where a generator hands it over: its words that withhold count,
        # and so do files, pictures and dates of which the generator knows nothing.
        words = self._words_of_holders(fields)
        if isinstance(extra, dict):
            names = self._fields.on_showing(tuple(extra))
            names += self._fields.optional(fields, extra) if is_own and page else ()
            words |= {name: ("extra", name) for name in names}
        if is_own and self._is_quick and not has_twins and not words:
            article = self._own_form.article(fields, page or origin)
            if article is not None:
                return [article]
        if has_twins:
            tree = parse_json(text, path=origin.path, first_line=origin.line, first_column=column)
        else:
            tree = JsonTree(text, origin.path, origin.line, fields, (), column)
        # Only so many brackets can be nested so deeply.
        is_deep = text.count("[") + text.count("{") > MAX_DEPTH
        found = self._plainly(tree, fields, page or origin, path, words, is_own=is_own, is_deep=is_deep)
        wrong = sum(isinstance(entry, Fault) and not entry.is_warning for entry in found)
        if takes_lists and wrong > 1 and (place := _list_in(fields)):
            written = field_name(place)
            message = (
                f"is no article, but holds a list; if the articles lie there, write source.options.items: {written}"
            )
            message += f", or --option json-lines.items={written}"
            return [_fault(origin, column, message)]
        if takes_lists and wrong > 1 and fields and all(isinstance(value, dict) for value in fields.values()):
            message = (
                "is no article, but holds objects by their keys; if they are, write them as a list, e.g. by jq '[.[]]'"
            )
            return [_fault(origin, column, message)]
        if not is_own:
            found += self._misspelt(tree, fields, seen)
        return [_at_page(entry, page) for entry in found] if page else found

    # By the names that publishers have

    def _plainly(
        self,
        tree: JsonTree,
        fields: dict[str, Any],
        origin: Origin,
        path: str,
        words: dict[str, Place],
        *,
        is_own: bool,
        is_deep: bool,
    ) -> Found:
        faults: list[Fault] = []
        rest = dict(fields)
        if is_own or _page(fields):
            rest.pop("origin", None)
        if not is_own:
            self._mend_names(rest)
        body = self._take_body(tree, rest, faults)
        extra = rest.pop("extra") if isinstance(rest.get("extra"), dict) else {}
        if is_own and rest.get("extra") not in (None, ""):
            message = f"expected a mapping, found {describe(rest['extra'])}"
            faults.append(tree.fault(("extra",), message).as_warning())
        if is_deep:
            for named in (rest, extra):
                for key in [key for key, value in named.items() if _is_deep(value, MAX_DEPTH)]:
                    del named[key]
                    place = (key,) if named is rest else ("extra", key)
                    faults.append(tree.fault(place, "is nested too deeply; take some levels out").as_warning())
        tree.value = rest
        reader = self._own_fields if is_own else self._fields
        found: Found = []
        places = {word: place for word, place in words.items() if word not in rest}
        said = {word: word == _NOT_OUT or _alone(reach(fields, place)) for word, place in places.items()}
        raw = Overlay(tree, said, places)
        for entry in reader.read(raw, origin, path, faults, lambda _: body_html(body)):
            if not isinstance(entry, Article):
                found.append(entry)
                continue
            changes: dict[str, Any] = {"content_html": body} if body else {}
            if is_own and isinstance(fields.get("summary"), str):
                changes["summary"] = fields["summary"]  # as it stands
            if self._has_extra and (is_own or extra or has_long_number(entry.extra)):
                kept = {**({} if is_own else entry.extra), **public(extra)}
                for key in [key for key, value in kept.items() if has_long_number(value)]:
                    del kept[key]
                    message = "holds a whole number of more than 64 bits; write it as text"
                    found.append(tree.fault(("extra", key) if key in extra else (key,), message).as_warning())
                changes["extra"] = kept
            found.append(msgspec.structs.replace(entry, **changes) if changes else entry)
        return found

    def _misspelt(self, tree: JsonTree, fields: Mapping[str, Any], seen: set[str]) -> Iterator[PassedOver]:
        """Yield what is said of keys that nobody reads, but another would be read that is written almost so."""
        for key in [key for key in fields if key not in seen] if len(seen) < _MANY_KEYS else ():
            seen.add(key)
            if key in MODEL or folded(key) in self._taken or self._fields.reads(key):
                continue
            if hint := suggest(key, MODEL - fields.keys() - self._named, cutoff=_ALIKE):
                line, column = tree.position((key,), of_key=True)
                said = f"{field_name((key,))}, which nobody reads{hint}"
                path = f"{tree.path}:{line}:{column}"
                yield PassedOver(path, f"file of rows has {said}", f"files of rows have {said}")

    def _words_of_holders(self, fields: dict[str, Any]) -> dict[str, Place]:
        """Return where the words that withhold stand in the objects that hold what the settings read of an article.

        A time of publication there that is null says that there was none, as in Strapi and Contentful.
        """
        words: dict[str, Place] = {}
        for place in self._holders:
            if isinstance(held := reach(fields, place), dict):
                for name in self._fields.on_showing(tuple(held), of_display=True):
                    word = name
                    while word in words or word in fields:  # each counts, and to none a mark more is another name
                        word += "_"
                    words[word] = (*place, name)
                if unpublished := _unpublished(held):
                    words[_NOT_OUT] = (*place, unpublished[0])
        return words

    def _mend_names(self, rest: dict[str, Any]) -> None:
        """Put into *rest* what some systems say by the form of a value."""
        if isinstance(made := rest.get("_id"), str) and _DRAFT_ID.match(made):
            rest["draft"] = True
        if reach(rest, ("content", "protected")) is True:  # WordPress asks for a password
            rest["protected"] = True
        if _unpublished(rest):
            rest.setdefault(_NOT_OUT, True)
        for key in [key for key in rest if key.endswith(_GMT)]:
            value = rest[key] if key in self._mapped else rest.pop(key)
            if isinstance(value, str) and re.fullmatch(r"[1-9]\d{3}-\d\d-\d\d[T ][\d:.]{5,}", value):
                rest[key if key in self._mapped else key.removesuffix(_GMT)] = f"{value}Z"

    def _take_body(self, tree: JsonTree, rest: dict[str, Any], faults: list[Fault]) -> str:
        """Return the text that *rest* gives, marked, and take out of there what it may be written in."""
        taken = ""
        odd: tuple[str, Any] | None = None
        spelt = _spellings(tuple(rest))
        for field, names in self._bodies.items():
            for name in names:
                key = spelt.get(name) or spelt.get(folded(name), name)
                value = rest.get(key)
                if value is None and (steps := self._body_paths.get(name)):
                    value = reach(rest, steps)
                if isinstance(value, str):
                    taken = taken or (marked_body(field, value) if value.strip() else "")
                    rest.pop(key, None)
                elif value not in (None, False, [], {}) and odd is None:
                    odd = key, value
        if odd is not None and not taken:
            key, value = odd
            held = value if isinstance(value, dict) else {}
            member = next((name for name in held if isinstance(held[name], str)), "rendered")
            message = f"expected a text, found {describe(value)}; name what holds it in source.fields, "
            message += f"e.g. content_html: {field_name((key, member))}"
            faults.append(tree.fault((key,), message).as_warning())
        return taken


def _named(place: tuple[Any, ...]) -> tuple[Any, ...]:
    """Return *place* without the numbers behind its last name: `properties.name[0]` lies in `properties`."""
    return _named(place[:-1]) if place and isinstance(place[-1], int) else place


def _alone(value: Any) -> Any:
    """Return what a list of one holds, for some systems have a list of each value; any other *value* as it is."""
    return value[0] if isinstance(value, list) and len(value) == 1 else value


def _unpublished(held: Mapping[str, Any]) -> list[str]:
    """Return the names of a time of publication that is null: there was none, whatever other dates *held* has."""
    names = next(filter(None, ([name for name in several if name in held] for several in _PUBLICATIONS)), [])
    return [] if any(held[name] not in (None, "", 0) and not is_no_date(str(held[name])) for name in names) else names


@lru_cache(maxsize=64)
def _spellings(keys: tuple[str, ...]) -> dict[str, str]:
    """Return each of *keys* by its own spelling and by what all spellings share: databases write theirs in capitals."""
    return {folded(key): key for key in keys} | {key: key for key in keys}


def _page(fields: Mapping[str, Any]) -> Origin | None:
    """Return the page that a row was made from, None where it names none or its value is no valid origin.

    The path is below the site's folder: other files are looked for next to it.
    """
    given = fields.get("origin")
    if not isinstance(given, dict):
        return None
    path, line = given.get("path"), given.get("line", 1)
    if not isinstance(path, str) or not path.isprintable() or _NO_PAGE.search(path):
        return None
    if not isinstance(line, int) or isinstance(line, bool) or not 0 < line < 2**31:
        return None
    return Origin(path=path, line=line)


def _at_page(entry: Article | Fault | PassedOver, page: Origin) -> Article | Fault | PassedOver:
    """Return what is said of a row at the page, where the author can mend it; columns in the page are not known."""
    if isinstance(entry, Fault):
        return msgspec.structs.replace(entry, path=page.path, line=page.line, column=0)
    return msgspec.structs.replace(entry, path=page.path) if isinstance(entry, PassedOver) else entry


def _fault(origin: Origin, column: int, message: str) -> Fault:
    return Fault(path=origin.path, line=origin.line, column=column, message=message)


def _syntax_fault(origin: Origin, column: int, text: str, reason: str) -> Fault:
    """Return the fault of *text*, which is no JSON for the *reason* of its decoder, where the other one finds it."""
    import json

    line = origin.line
    try:
        json.loads(text)
    except json.JSONDecodeError as error:
        line, reason = line + error.lineno - 1, error.msg
        column = error.colno + (column - 1 if error.lineno == 1 else 0)
    except (ValueError, RecursionError):
        pass  # msgspec's own reason will do.
    else:
        reason = "NaN, Infinity and half surrogate pairs have no place in it"
    message = f"is not JSON: {reason}; write each article as one object, on one line in JSON Lines"
    return Fault(path=origin.path, line=line, column=column, message=message)


def _list_in(fields: Mapping[str, Any]) -> Place:
    """Return where in an object the articles lie, perhaps: the longest list of objects, those with a title first."""
    best: tuple[tuple[bool, int], Place] = ((False, 0), ())
    level: list[tuple[Place, Any]] = [((), fields)]
    for _ in range(_LEVELS):
        members = [
            ((*place, key), member)
            for place, value in level
            for key, member in (value.items() if isinstance(value, dict) else enumerate(value[:1]))
            if isinstance(member, dict | list)
        ]
        for place, member in members:
            if isinstance(member, list) and member and isinstance(member[0], dict):
                best = max(best, (("title" in member[0], len(member)), place), key=lambda found: found[0])
        level = members
    return best[1]


def _is_deep(value: Any, levels: int) -> bool:
    level = [value] if isinstance(value, dict | list) else []
    for _ in range(levels):
        lists = [one.values() if isinstance(one, dict) else one for one in level]
        level = [item for items in lists for item in items if isinstance(item, dict | list)]
        if not level:
            return False
    return True

"""The source of files that begin with front matter."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cached_property, partial
from itertools import chain, islice
from typing import Any

from msgspec.structs import replace

from syndicate import Article, DigestOfSeveral, Fault, Item, PassedOver, SourceContext, SyndicateError
from syndicate.articles import ArticleFields
from syndicate.files import (
    ArticleHead,
    Head,
    Overlay,
    article_head,
    file_digest,
    first_bytes,
    is_headless,
    list_files,
    path_below,
    read_article_head,
    read_body,
    read_head,
    want_together,
)
from syndicate.model import memoized

from .dialects import DIALECTS, NAMES_OF_NOTES, note_head
from .hexo import NAMES, flat, hexo_head, names_in_permalinks
from .options import FrontMatterOptions
from .texts import Texts
from .unfinished import drafts, gives, is_draft, no_article

SUFFIXES = (
    ".md", ".markdown", ".mdown", ".mdwn", ".mkd", ".mkdn", ".mkdown", ".mdoc", ".mdx", ".svx", ".qmd", ".html", ".htm", ".txt"
)  # fmt: skip
# What articles are written in, too, and nobody here renders.
_UNREAD = (
    ".adoc", ".asciidoc", ".dj", ".djot", ".gmi", ".ipynb", ".md.erb", ".org", ".rmd", ".rst", ".text", ".textile", ".typ",
)  # fmt: skip
_ASCIIDOC = (".adoc", ".asciidoc")
# Generators that build nothing of other languages, unless a plugin has them.
_MARKDOWN_ONLY = frozenset("astro docusaurus docusaurus-commonmark mkdocs nuxt quartz vitepress".split())
_DRAFT_ATTRIBUTE = rb"(?m)^:(?:page-)?draft:[ \t]*(?:true|yes)?[ \t]*\r?$"
_FIRST = 20  # articles that tell whether those of a site name their URLs
_DATED = r"(?:\A|/)\d{4}[-/]\d{1,2}[-/]\d{1,2}(?!\d)"
# How templates begin: of Jinja, Liquid, Nunjucks and Go; of ERB and EJS, PHP.
_TEMPLATE = rb"(?:\xef\xbb\xbf)?\s*(?:\{[%{#]|<[%?])"

_MONTH_FIRST = (
    r"(?mi)^([ \t]*[\"']?(?=[\w-]*(?:date|published|updated|modified))[\w-]++[\"']?[ \t]*[:=][ \t]*[\"']?)"
    r"(\d{1,2})([/-])(\d{1,2})\3(\d{4})\b"
)
# Files that stand beside the articles of a repository, by their names without suffix.
_NO_ARTICLES = (
    "(?:readme|licen[cs]e|copying|notice|authors|contributors|contributing|changelog|changes|history|security|"
    "code[-_]of[-_]conduct|requirements|robots|humans|cmakelists|agents|claude|gemini|llms)(?:[-_.].*)?"
)


class FrontMatter:
    """Reads the files that the context names.

    Raises UsageError where its paths, fields or URL pattern make no sense.
    """

    def __init__(self, context: SourceContext) -> None:
        self.state_items = 0
        self._context = context
        self._left: list[Any] = []  # of a listing that was begun
        self._options: FrontMatterOptions = context.options or FrontMatterOptions()
        self._dialect = DIALECTS[self._options.dialect]
        self._digest = memoized(partial(file_digest, context))
        self._texts = Texts(context, self._options, memoized(self._read_url), self._head_without_lines)
        self._fields = ArticleFields.of(
            context,
            has_path_urls=lambda: self._name_no_urls,
            moves_files=True,  # "./one.jpg" lies beside the article, and never at the root of the site
            known=(*NAMES, *(NAMES_OF_NOTES if self._options.dialect == "quartz" else ())),
        )
        path_below(context, "")

    @cached_property
    def _name_no_urls(self) -> bool:
        """Whether most of the first articles name no URL, so that none is forgotten where there is none."""
        named: list[bool] = []
        items = iter(self.items())
        while len(named) < _FIRST and (several := list(islice(items, _FIRST))):
            self.state_items += len(several)
            keys = [item.key for item in several if isinstance(item, Item)]
            want_together(keys)
            heads = (head for key in keys if isinstance(head := read_article_head(self._context, key), ArticleHead))
            named += [self._fields.names_url(head.fields.value) for head in heads]
        want_together(())
        return 2 * sum(named[:_FIRST]) < len(named[:_FIRST])

    @property
    def state(self) -> str:
        """What else than its bytes an article is made from: another text invalidates all that is remembered."""
        by_path = "by path" if self._context.url_pattern is None and self._name_no_urls else ""
        told = self._texts.told_to_quarto
        return by_path if told is None else f"{by_path} {told}"

    def items(self) -> Iterable[Item | Fault]:
        # A generator makes no page of plain text.
        suffixes = [suffix for suffix in SUFFIXES if suffix != ".txt" or not self._options.dialect]
        return list_files(self._context, (*suffixes, *_UNREAD), self._left)

    def digest(self, item: Item) -> bytes | None:
        """Return the digest of the file, and of those whose articles it links to."""
        if self._dialect.link_end is None:
            return file_digest(self._context, item.key)
        from syndicate.html import linked_files

        try:
            linked = linked_files(read_body(self._context, item.key), item.key)
        except SyndicateError:
            linked = []
        parts = [part for key in linked if self._is_article(key) for part in (key, self._digest(key))]
        found = file_digest(self._context, item.key, *parts)
        return found if found is None or not parts else DigestOfSeveral(found)

    def _is_article(self, key: str) -> bool:
        return path_below(self._context, key) != key

    def _read_url(self, key: str) -> str | None:
        """Return the URL of the article in the file at *key*, None if there is none."""
        made = self.read(Item(key, None)) if self._is_article(key) else ()
        return next((article.url for article in made if isinstance(article, Article)), None)

    def read(self, item: Item) -> Iterator[Article | Fault | PassedOver]:
        head = read_head(self._context, item.key)
        if item.key.lower().endswith(_UNREAD):
            yield from self._unread(head, item.key)
            return
        if isinstance(head, Fault) and (is_headless(head) or self._options.dialect == "hexo"):
            head = self._head_without_lines(item.key) or head
        if isinstance(head, Fault):
            yield self._passed_over(item.key, head) if is_headless(head) else head
            return
        path = path_below(self._context, item.key)
        head = self._as_everybody_has_it(head, item.key)
        found = self._made(head, item.key, path)
        by_name = self._options.dialect in ("", "pandoc", "quarto") or (
            self._options.dialect == "nuxt" and ".draft." in path
        )
        withholds = self._context.withheld.get("draft", True)
        title = found[0].title if isinstance(found[0], Article) else ""
        if withholds and is_draft(path, head.text, is_built=not by_name, title=title):
            yield from drafts(found, item.key)
        elif withholds and (lacking := [name for name in self._options.needs if not gives(name, head.text)]):
            yield from drafts(found, item.key, lacking[0])
        elif not isinstance(found[0], Article) and (other := no_article(found, item.key, path, head.text)):
            yield other
        elif not isinstance(found[0], Article) and not isinstance(raw := article_head(head, item.key), list):
            yield from self._fields.lacking(found, raw.fields, raw.origin)
        else:
            yield from found

    def _as_everybody_has_it(self, head: Head, key: str) -> Head:
        """Return *head* with a date, or a picture, that its generator alone would read."""
        if self._options.months_first:
            head = replace(head, text=re.sub(_MONTH_FIRST, _with_year_first, head.text))
        if self._options.dialect == "quarto" and ("image:" in head.text or "date-modified:" in head.text):
            from .unshown import as_quarto_reads

            head = replace(head, text=as_quarto_reads(head.text, key))
        return head

    def _made(self, head: Head, key: str, path: str) -> list[Article | Fault | PassedOver]:
        """Return the article that *head* makes, by the rules of its generator, or what keeps it from being one."""
        dialect = self._options.dialect
        if dialect == "hexo" and (("categor" in head.text and "tag" in head.text) or self._asks_for_names):
            return list(self._of_hexo(head, key, path))
        if dialect == "quartz":
            return list(self._note(head, key, path))
        return self._fields.read_head(head, key, path, self.content)

    def _unread(self, head: Head | Fault, key: str) -> Iterator[Fault | PassedOver]:
        """Yield what is said of the file at *key*: with a head it is a lost article, but a notebook may be data."""
        name, dot, suffix = key.rpartition("/")[2].rpartition(".")
        said = f"{dot}{suffix} files are not read; build the site, and export its pages, or write them in Markdown"
        if self._is_withheld(head, key):
            yield PassedOver(
                key, f"draft is not read, being {dot}{suffix}", f"drafts are not read, being {dot}{suffix}"
            )
        elif isinstance(head, Head) and suffix != "ipynb" and self._options.dialect not in _MARKDOWN_ONLY:
            yield Fault(path=key, line=1, message=f"has front matter, but {said}")
        elif re.fullmatch(_NO_ARTICLES, name, re.IGNORECASE) is None:
            one, many = (f"{what} not read, being {dot}{suffix}" for what in ("file is", "files are"))
            yield PassedOver(key, one, many, fault=Fault(path=key, message=said))

    def _is_withheld(self, head: Head | Fault, key: str) -> bool:
        """Tell whether the file at *key*, whose text is not read here, says by its *head* that it is withheld."""
        if isinstance(head, Fault):
            is_asked = key.lower().endswith(_ASCIIDOC) and self._context.withheld.get("draft", True)
            return bool(is_asked) and re.search(_DRAFT_ATTRIBUTE, first_bytes(self._context, key, 4096)) is not None
        if isinstance(found := article_head(head, key), list):
            return False
        return self._fields.is_withheld(found.fields, found.origin)

    def _head_without_lines(self, key: str) -> Head | None:
        """Return the head of the file at *key*, which no --- opens, where the generator takes it for an article."""
        if self._options.dialect == "hexo":
            return hexo_head(self._context, key)
        is_post = self._dialect.of_blog and re.search(_DATED, path_below(self._context, key))
        return Head("{}", 1, 0, "json") if is_post else None

    @cached_property
    def _asks_for_names(self) -> bool:
        return "{head._" in (self._context.url_pattern or "")

    def _of_hexo(self, head: Head, key: str, path: str) -> Iterator[Article | Fault | PassedOver]:
        """Yield the article in the file at *key*: to Hexo, tags and categories are both what it is about."""
        found = article_head(head, key)
        if isinstance(found, list):
            yield from found
            return
        names = ("tags", "tag", "categories", "category")
        topics = list(dict.fromkeys(chain.from_iterable(map(flat, map(found.fields.value.get, names)))))
        changes: dict[str, Any] = {"topics": topics} if topics else {}
        if self._asks_for_names:
            changes |= names_in_permalinks(found.fields.value, path, self._options.hexo)
        fields = Overlay(found.fields, changes, {"topics": ("tags",), "_post_title": ("title",)})
        yield from self._fields.read(fields, found.origin, path, content=self.content)

    def _note(self, head: Head, key: str, path: str) -> Iterable[Article | Fault | PassedOver]:
        found = article_head(head, key)
        if isinstance(found, list):
            return found
        return self._fields.read(note_head(found, path), found.origin, path, content=self.content)

    def _passed_over(self, key: str, fault: Fault) -> PassedOver:
        """Return what is said of the file at *key*, which has no head: no fault where others have one."""
        if key.endswith(".xml"):
            said = "is XML, of which the plugin syndicate-feed-source reads feeds; this source reads front matter"
            return PassedOver(key, f"file {said}", f"files {said.replace('is XML', 'are XML', 1)}")
        if self._is_template(key):
            return PassedOver(key, "template has no front matter", "templates have no front matter")
        is_nobodys = re.fullmatch(_NO_ARTICLES, key.rpartition("/")[2].rpartition(".")[0], re.IGNORECASE) is not None
        return PassedOver(
            key,
            "file has no front matter and is passed over",
            "files have no front matter and are passed over",
            fault=None if is_nobodys else fault,
        )

    def _is_template(self, key: str) -> bool:
        """Tell whether the file at *key*, which has no head, begins as a template does."""
        return re.match(_TEMPLATE, first_bytes(self._context, key, 1000)) is not None

    def content(self, article: Article) -> str:
        """Return the text below the head of the file: Markdown rendered, plain text in paragraphs.

        Raises ContentError where it holds template syntax; SyndicateError if it cannot be read any more.
        """
        return self._texts.html_of(article)


def _with_year_first(found: re.Match[str]) -> str:
    """Return a line up to its date, whose month comes first, with the year first; as it was where that is no month."""
    return f"{found[1]}{found[5]}-{found[2]}-{found[4]}" if int(found[2]) <= 12 else found[0]

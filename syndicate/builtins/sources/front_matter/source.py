"""The source of files that begin with front matter."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from functools import cached_property, partial
from itertools import chain, islice
from typing import TYPE_CHECKING, Any, Literal

import msgspec
from msgspec.structs import replace

from syndicate import (
    Article,
    ContentError,
    DigestOfSeveral,
    Fault,
    Item,
    PassedOver,
    SourceContext,
    SyndicateError,
    UsageError,
)
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
    open_file,
    path_below,
    read_article_head,
    read_body,
    read_head,
    text_inside,
    want_together,
)
from syndicate.model import excerpt, memoized

from .dialects import DIALECTS, NAMES_OF_NOTES, note_head
from .hexo import NAMES, HexoOptions, flat, hexo_head, names_in_permalinks, picture_of_hexo
from .unfinished import drafts, is_draft, no_article

if TYPE_CHECKING:
    from .unshown import Quarto

SUFFIXES = (
    ".md", ".markdown", ".mdown", ".mdwn", ".mkd", ".mkdn", ".mkdown", ".mdoc", ".mdx", ".svx", ".qmd", ".html", ".htm", ".txt"
)  # fmt: skip
# What articles are written in, too, and nobody here renders.
_UNREAD = (".adoc", ".asciidoc", ".ipynb", ".org", ".rmd", ".rst", ".textile")
_ASCIIDOC = (".adoc", ".asciidoc")
_DRAFT_ATTRIBUTE = rb"(?m)^:(?:page-)?draft:[ \t]*(?:true|yes)?[ \t]*\r?$"
_MAX_SETTINGS = 1 << 20
_FIRST = 20  # articles that tell whether those of a site name their URLs
# Of a picture in Markdown: Hexo looks for it from the home page, wherever the article is.
_BESIDE = r'(<img src=")(?![/#?]|[A-Za-z][A-Za-z0-9+.-]*:|\.\.?/)([^"]+" alt=")'
_DATED = r"(?:\A|/)\d{4}[-/]\d{1,2}[-/]\d{1,2}(?!\d)"
_JSX_MORE = r"\{/\*\s{0,9}(?:truncate|more)\s{0,9}\*/\}"
# What a page of Docusaurus imports, in plain Markdown too, shows nothing by itself: where it is used, that is a tag.
_IMPORTS = (
    r"(?>\s*^import\b[ \t]*(?:[\w{*][^\"';<]{0,1000}[\s}]from\s{0,99})?"
    r"(?:'[^'\n]{1,500}'|\"[^\"\n]{1,500}\")[ \t]*;?[ \t]*$)+"
)
# How templates begin: of Jinja, Liquid, Nunjucks and Go; of ERB and EJS, PHP.
_TEMPLATE = rb"(?:\xef\xbb\xbf)?\s*(?:\{[%{#]|<[%?])"

_MONTH_FIRST = (
    r"(?mi)^([ \t]*[\"']?(?=\w*(?:date|published|updated|modified))\w++[\"']?[ \t]*[:=][ \t]*[\"']?)"
    r"(\d{1,2})([/-])(\d{1,2})\3(\d{4})\b"
)
# Files that stand beside the articles of a repository, by their names without suffix.
_NO_ARTICLES = (
    "(?:readme|licen[cs]e|copying|notice|authors|contributors|contributing|changelog|changes|history|security|"
    "code[-_]of[-_]conduct|requirements|robots|humans|cmakelists|agents|claude|gemini|llms)(?:[-_.].*)?"
)


class FrontMatterOptions(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the source front-matter cannot know of the site's generator.

    templates_in_code  whether it fills in templates in code of Markdown, too, as Jekyll does, and Hexo does not
    dialect            whose Markdown the articles are written in; "" is that of all, as far as they agree; Docusaurus
                       reads files of Markdown as MDX, unless its configuration says "detect"
    hexo               what its configuration says of URLs
    moves_files        whether it moves and renames files beside articles, as Astro, Docusaurus and VitePress do
    switched_off       extensions of the dialect that the site does without, e.g. "breaks" of Hexo's
    """

    templates_in_code: bool = True
    hexo: HexoOptions = HexoOptions()
    dialect: Literal[
        "", "astro", "docusaurus", "docusaurus-commonmark", "hexo", "mkdocs", "nuxt", "quarto", "quartz", "vitepress"
    ] = ""
    months_first: bool = False
    moves_files: bool = False
    switched_off: list[str] = []


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
        self._extensions = self._dialect.extensions.split()
        for name in self._options.switched_off:
            if name not in self._extensions:
                raise UsageError(
                    f"source.options.switched_off: {excerpt(name)} is none of {', '.join(self._extensions)}"
                )
            self._extensions.remove(name)
        self._moves_files = self._options.moves_files or self._dialect.moves_files
        self._fields = ArticleFields.of(
            context,
            has_path_urls=lambda: self._name_no_urls,
            moves_files=self._moves_files,
            known=(*NAMES, *(NAMES_OF_NOTES if self._options.dialect == "quartz" else ())),
        )
        self._digest = memoized(partial(file_digest, context))
        self._url_of = memoized(self._read_url)
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
        told = self._told_to_quarto
        return by_path if told is None else f"{by_path} {told}"

    @cached_property
    def _told_to_quarto(self) -> Quarto | None:
        """What the project has Quarto do with texts; None where it has no settings."""
        if self._options.dialect != "quarto":
            return None
        from .unshown import told_to_quarto

        names = ("_quarto.yml", *(f"{path.rstrip('/')}/_metadata.yml" for path in self._context.paths))
        return told_to_quarto("\n".join(text_inside(self._context.root, name, _MAX_SETTINGS) or "" for name in names))

    def items(self) -> Iterable[Item | Fault]:
        # A generator makes no page of plain text.
        suffixes = [suffix for suffix in SUFFIXES if suffix != ".txt" or not self._options.dialect]
        return list_files(self._context, (*suffixes, *_UNREAD), self._left)

    def digest(self, item: Item) -> bytes | None:
        """Return the digest of the file, and of those whose articles it links to."""
        if self._dialect.link_end is None:
            return file_digest(self._context, item.key)
        from .file_links import linked_files

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
        if self._context.withheld.get("draft", True) and is_draft(
            path, head.text, is_built=self._options.dialect not in ("", "quarto")
        ):
            yield from drafts(found, item.key)
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
        if self._options.dialect == "quarto" and "image:" in head.text:
            from .unshown import with_picture_of_quarto

            head = replace(head, text=with_picture_of_quarto(head.text, key))
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
        elif isinstance(head, Head) and suffix != "ipynb":
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
            key, "file has no front matter", "files have no front matter", fault=None if is_nobodys else fault
        )

    def _is_template(self, key: str) -> bool:
        """Tell whether the file at *key*, which has no head, begins as a template does."""
        try:
            with os.fdopen(open_file(self._context, key), "rb") as file:
                return re.match(_TEMPLATE, file.read(1000)) is not None
        except OSError:
            return False

    def content(self, article: Article) -> str:
        """Return the text below the head of the file: Markdown rendered, plain text in paragraphs.

        Raises ContentError where it holds template syntax; SyndicateError if it cannot be read any more.
        """
        from syndicate.html import (
            check_template_syntax,
            markdown_html,
            plain_text_html,
            under_base,
            without_moved_files,
        )

        key = article.origin.path if article.origin else ""
        suffix = key[key.rfind(".") :].lower()
        body = read_body(self._context, key)
        if not body and (head := self._head_without_lines(key)) is not None:
            body = read_body(self._context, key, start=head.end_byte)
        if suffix == ".txt":
            return plain_text_html(body)
        is_html = suffix in (".html", ".htm")
        is_mdx = suffix in self._dialect.mdx
        if not is_mdx:
            try:
                check_template_syntax(body, key, in_code=is_html or self._options.templates_in_code)
            except ContentError as error:
                check_template_syntax(body, key, in_code=is_html)  # raises again, unless it stands in code alone
                advice = "; where it fills in none in code, set source.options.templates_in_code: false"
                raise ContentError(f"{error}{advice}", error.before) from error
        if is_html:
            return body
        text = self._plain(str(body), body.first_line, key, is_mdx=is_mdx, has_title=article.has_title)
        html = markdown_html(text, extensions=self._extensions)
        if self._options.dialect == "hexo" and "<img" in html:
            beside = partial(picture_of_hexo, self._context.site.base_url, article.url, self._options.hexo)
            html = re.sub(_BESIDE, beside, html)
        if self._dialect.link_end is not None:
            from .file_links import with_urls

            html = with_urls(html, key, self._url_of, self._dialect.link_end)
        if self._moves_files:
            html = without_moved_files(html, has_links=self._dialect.of_blog)
        return under_base(html, self._context.site.base_url, self._dialect.based) if self._dialect.based else html

    def _plain(self, text: str, line: int | None, key: str, *, is_mdx: bool, has_title: bool) -> str:
        """Return *text*, which begins in *line*, in Markdown with no more than the extensions of its dialect."""
        from syndicate.html import check_template_syntax

        if "import" in text[:1000] and (imports := re.match(_IMPORTS, text, re.MULTILINE)):
            is_mdx = True
            text = "\n" * imports[0].count("\n") + text[imports.end() :]
        if "{" in text and "{/*" in text:  # one character is found many times as fast as several
            text = re.sub(_JSX_MORE, "<!--more-->", text, count=1)
        if has_title and self._dialect.of_blog:
            from .mdx import without_heading

            text = without_heading(text)
        if is_mdx:
            from .mdx import plain_mdx

            text = plain_mdx(text)
            check_template_syntax(text, key, ["mdx"], line)
        elif "\nimport" in text or text.startswith("import"):
            check_template_syntax(text, key, ["imports"], line)
        is_qmd = key.lower().endswith(".qmd")
        if not is_qmd or self._options.dialect:
            text = self._dialect.plain(text, key, line)
        if not is_qmd and self._options.dialect != "quarto":
            return text
        from .unshown import Quarto, shown_by_quarto, told_to_quarto

        found = read_head(self._context, key)
        told = told_to_quarto(found.text if isinstance(found, Head) else "", self._told_to_quarto or Quarto())
        if not is_qmd:  # no cell of others is run
            told = told._replace(runs_code=False)
        return shown_by_quarto(text, told, key, line or 1)


def _with_year_first(found: re.Match[str]) -> str:
    """Return a line up to its date, whose month comes first, with the year first; as it was where that is no month."""
    return f"{found[1]}{found[5]}-{found[2]}-{found[4]}" if int(found[2]) <= 12 else found[0]

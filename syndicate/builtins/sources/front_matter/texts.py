"""The text of an article's file as HTML: what its generator has beside Markdown is put into Markdown first."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cached_property, partial
from typing import TYPE_CHECKING

from syndicate import Article, ContentError, SourceContext, UsageError
from syndicate.files import Head, read_body, read_head, text_inside
from syndicate.model import excerpt

from .dialects import DIALECTS
from .hexo import picture_of_hexo
from .options import FrontMatterOptions

if TYPE_CHECKING:
    from .unshown import Quarto

_MAX_SETTINGS = 1 << 20
# Of a picture in Markdown: Hexo looks for it from the home page, wherever the article is.
_BESIDE = r'(<img src=")(?![/#?]|[A-Za-z][A-Za-z0-9+.-]*:|\.\.?/)([^"]+" alt=")'
_JSX_MORE = r"\{/\*\s{0,9}(?:truncate|more)\s{0,9}\*/\}"
# What a page of Docusaurus imports, in plain Markdown too, shows nothing by itself: where it is used, that is a tag.
_IMPORTS = (
    r"(?>\s*^import\b[ \t]*(?:[\w{*][^\"';<]{0,1000}[\s}]from\s{0,99})?"
    r"(?:'[^'\n]{1,500}'|\"[^\"\n]{1,500}\")[ \t]*;?[ \t]*$)+"
)


class Texts:
    """Renders the texts of one source.

    url_of    (key of a file) -> the URL of its article, None if there is none
    headless  (key of a file that no --- opens) -> its head, where the generator takes it for an article

    Raises UsageError where *options* switch off what the dialect does not have.
    """

    def __init__(
        self,
        context: SourceContext,
        options: FrontMatterOptions,
        url_of: Callable[[str], str | None],
        headless: Callable[[str], Head | None],
    ) -> None:
        self._context = context
        self._options = options
        self._url_of = url_of
        self._headless = headless
        self._dialect = DIALECTS[options.dialect]
        self._extensions = self._dialect.extensions.split()
        for name in options.switched_off:
            if name not in self._extensions:
                raise UsageError(
                    f"source.options.switched_off: {excerpt(name)} is none of {', '.join(self._extensions)}"
                )
            self._extensions.remove(name)
        self.moves_files = options.moves_files or self._dialect.moves_files

    @cached_property
    def told_to_quarto(self) -> Quarto | None:
        """What the project has Quarto do with texts; None where it has no settings."""
        if self._options.dialect != "quarto":
            return None
        from .unshown import told_to_quarto

        names = ("_quarto.yml", *(f"{path.rstrip('/')}/_metadata.yml" for path in self._context.paths))
        return told_to_quarto("\n".join(text_inside(self._context.root, name, _MAX_SETTINGS) or "" for name in names))

    def html_of(self, article: Article) -> str:
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
        if not body and (head := self._headless(key)) is not None:
            body = read_body(self._context, key, start=head.end_byte)
        if suffix == ".txt":
            return plain_text_html(body)
        is_html = suffix in (".html", ".htm")
        is_mdx = suffix in self._dialect.mdx
        text = str(body)
        if (suffix == ".qmd" or self._options.dialect == "quarto") and "{{<" in text:
            from .shortcodes import with_shortcodes

            text = with_shortcodes(text)
        if not is_mdx:
            line = body.first_line
            try:
                check_template_syntax(text, key, first_line=line, in_code=is_html or self._options.templates_in_code)
            except ContentError as error:
                # It raises again, unless it stands in code alone.
                check_template_syntax(text, key, first_line=line, in_code=is_html)
                advice = "; where it fills in none in code, set source.options.templates_in_code: false"
                raise ContentError(f"{error}{advice}", error.before) from error
        if is_html:
            if "<%" in body and not self._options.dialect:  # what is indented is no code
                check_template_syntax(re.sub(r"(?m)^[ \t]+", "", body), key, ["erb"], body.first_line)
            return body
        text = self._plain(text, body.first_line, key, is_mdx=is_mdx, has_title=article.has_title)
        html = markdown_html(text, extensions=self._extensions)
        if self._options.dialect == "hexo" and "<img" in html:
            beside = partial(picture_of_hexo, self._context.site.base_url, article.url, self._options.hexo)
            html = re.sub(_BESIDE, beside, html)
        if self._dialect.link_end is not None:
            from syndicate.html import with_urls

            html = with_urls(html, key, self._url_of, self._dialect.link_end)
        if self.moves_files:
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
        elif "\nimport" in text or ("<" in text and "<script" in text) or text.startswith("import"):
            check_template_syntax(text, key, ["imports"], line)
        is_qmd = key.lower().endswith(".qmd")
        if not is_qmd or self._options.dialect:
            text = self._dialect.plain(text, key, line)
        if not is_qmd and self._options.dialect != "quarto":
            return text
        from .unshown import Quarto, shown_by_quarto, told_to_quarto

        found = read_head(self._context, key)
        told = told_to_quarto(found.text if isinstance(found, Head) else "", self.told_to_quarto or Quarto())
        if not is_qmd:  # no cell of others is run
            told = told._replace(runs_code=False)
        return shown_by_quarto(text, told, key, line or 1)

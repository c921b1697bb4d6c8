"""Markdown, HTML and text files that begin with front matter, whatever generator they are for."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from syndicate import Article, Fault, Item, Source, SourceContext, hookimpl
from syndicate.articles import ArticleFields
from syndicate.files import file_digest, list_files, path_below, read_body, read_head

SUFFIXES = (".md", ".markdown", ".mdx", ".html", ".htm", ".txt")


@hookimpl
def syndicate_sources() -> list[Source]:
    return [Source(name="front-matter", open=FrontMatter, asks_for="article")]


class FrontMatter:
    """Reads the files that the context names.

    Raises UsageError where its paths, fields or URL pattern make no sense.
    """

    def __init__(self, context: SourceContext) -> None:
        self._context = context
        self._fields = ArticleFields.of(context)
        path_below(context, "")

    def items(self) -> Iterable[Item | Fault]:
        return list_files(self._context, SUFFIXES)

    def digest(self, item: Item) -> bytes | None:
        return file_digest(self._context, item.key)

    def read(self, item: Item) -> Iterator[Article | Fault]:
        head = read_head(self._context, item.key)
        if isinstance(head, Fault):
            yield head
            return
        path = path_below(self._context, item.key)
        yield from self._fields.read_head(head, item.key, path, self.content)

    def content(self, article: Article) -> str:
        """Return what stands below the head of the file, Markdown rendered, plain text in paragraphs.

        Raises ContentError where it holds template syntax; SyndicateError if it cannot be read any more.
        """
        from syndicate.html import check_template_syntax, markdown_html

        key = article.origin.path if article.origin else ""
        suffix = key[key.rfind(".") :].lower()
        body = read_body(self._context, key)
        if suffix == ".txt":
            return _paragraphs(body)
        check_template_syntax(body, key)
        if suffix == ".mdx":
            check_template_syntax(body, key, ["mdx"])
        return body if suffix in (".html", ".htm") else markdown_html(body)


def _paragraphs(text: str) -> str:
    from html import escape

    paragraphs = re.split(r"\n[ \t]*\n", text.replace("\r\n", "\n"))
    lines = [escape(paragraph.strip(), quote=False).replace("\n", "<br>\n") for paragraph in paragraphs]
    return "\n".join(f"<p>{paragraph}</p>" for paragraph in lines if paragraph)

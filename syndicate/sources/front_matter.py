"""Markdown, HTML and text files that begin with front matter, whatever generator they are for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from syndicate import (
    Article,
    ArticleFields,
    Fault,
    Item,
    Source,
    SourceContext,
    check_template_syntax,
    hookimpl,
    list_files,
    markdown_html,
    path_below,
    read_article_head,
    read_body,
)

SUFFIXES = (".md", ".markdown", ".html", ".htm", ".txt")


@hookimpl
def syndicate_sources() -> list[Source]:
    return [Source(name="front-matter", open=FrontMatter)]


class FrontMatter:
    """Reads the files that the context names.

    Raises UsageError where its paths, fields or URL pattern make no sense.
    """

    def __init__(self, context: SourceContext) -> None:
        self._context = context
        self._fields = ArticleFields(
            context.site,
            names=context.fields,
            url_pattern=context.url_pattern,
            may_be_undated=context.may_be_undated,
            authors=context.authors,
        )
        path_below(context, "")

    def items(self) -> Iterable[Item | Fault]:
        return list_files(self._context, SUFFIXES)

    def read(self, item: Item) -> Iterator[Article | Fault]:
        head = read_article_head(self._context, item.key)
        if isinstance(head, list):
            yield from head
            return
        found = self._fields.read(head.fields, head.origin, path_below(self._context, item.key))
        yield from found if isinstance(found, list) else [found]

    def content(self, article: Article) -> str:
        """Return what stands below the head of the file, Markdown rendered, "" for plain text.

        Raises ContentError where it holds template syntax; SyndicateError if it cannot be read any more.
        """
        key = article.origin.path if article.origin else ""
        if key.lower().endswith(".txt"):
            return ""
        body = read_body(self._context, key)
        check_template_syntax(body, key)
        return body if key.lower().endswith((".html", ".htm")) else markdown_html(body)

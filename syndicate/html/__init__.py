"""HTML and Markdown: rendered, cleaned, bounded, summarised, found on a built page."""

from typing import TYPE_CHECKING

from syndicate._faces import face

if TYPE_CHECKING:
    from syndicate.html.file_links import linked_files as linked_files, with_urls as with_urls
    from syndicate.html.links import under_base as under_base, without_moved_files as without_moved_files
    from syndicate.html.liquid import (
        Liquid as Liquid,
        UnknownValueError as UnknownValueError,
        liquid_text as liquid_text,
    )
    from syndicate.html.markdown.lines import (
        UNSEEN_MARK as UNSEEN_MARK,
        code_spans as code_spans,
        hides_a_part as hides_a_part,
        markdown_lines as markdown_lines,
        without_open_fences as without_open_fences,
    )
    from syndicate.html.markdown.rendering import RenderedMarkdown as RenderedMarkdown, markdown_html as markdown_html
    from syndicate.html.pages.page import decode_page as decode_page, parse_page as parse_page
    from syndicate.html.pages.text import PageText as PageText, article_text as article_text
    from syndicate.html.plain_text import plain_text_html as plain_text_html
    from syndicate.html.template_syntax import (
        check_template_syntax as check_template_syntax,
        template_refusal as template_refusal,
        template_tags as template_tags,
    )
else:
    __getattr__, __all__ = face(
        __name__,
        {
            "file_links": "linked_files with_urls",
            "links": "under_base without_moved_files",
            "markdown.lines": "UNSEEN_MARK code_spans hides_a_part markdown_lines without_open_fences",
            "liquid": "Liquid UnknownValueError liquid_text",
            "markdown.rendering": "RenderedMarkdown markdown_html",
            "pages.page": "decode_page parse_page",
            "pages.text": "PageText article_text",
            "plain_text": "plain_text_html",
            "template_syntax": "check_template_syntax template_refusal template_tags",
        },
    )

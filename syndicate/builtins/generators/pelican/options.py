"""The settings of pelicanconf.py that matter for articles, in lower case and with Pelican's defaults."""

# Without annotations from __future__: each start reads those below, and would compile the text of every one.

from typing import Any

import msgspec

Substitutions = tuple[tuple[str, ...], ...]  # pairs of a regular expression and what it becomes

SLUG_SUBSTITUTIONS: Substitutions = ((r"[^\w\s-]", ""), (r"(?u)\A\s*", ""), (r"(?u)\s*\Z", ""), (r"[-\s]+", "-"))


class PelicanOptions(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Each is the setting of Pelican that has its name in capitals, but for the four at the end."""

    path: str = "."  # relative to the site's folder
    page_paths: tuple[str, ...] = ("pages",)
    article_url: str = "{slug}.html"
    article_save_as: str = "{slug}.html"
    article_lang_url: str = "{slug}-{lang}.html"
    article_lang_save_as: str = "{slug}-{lang}.html"
    draft_url: str = "drafts/{slug}.html"
    draft_save_as: str = "drafts/{slug}.html"
    draft_lang_url: str = "drafts/{slug}-{lang}.html"
    draft_lang_save_as: str = "drafts/{slug}-{lang}.html"
    page_url: str = "pages/{slug}.html"
    page_lang_url: str = "pages/{slug}-{lang}.html"
    draft_page_url: str = "drafts/pages/{slug}.html"
    draft_page_lang_url: str = "drafts/pages/{slug}-{lang}.html"
    static_url: str = "{path}"
    category_url: str = "category/{slug}.html"
    tag_url: str = "tag/{slug}.html"
    author_url: str = "author/{slug}.html"
    category_save_as: str | bool | None = "category/{slug}.html"
    index_save_as: str = "index.html"
    author: str | None = None
    default_lang: str = "en"
    locale: str | tuple[str, ...] = ()
    default_category: str = "misc"
    use_folder_as_category: bool = True
    default_date: str | tuple[int, ...] | None = None
    default_metadata: dict[str, Any] = {}
    filename_metadata: str = r"(?P<date>\d{4}-\d{2}-\d{2}).*"
    path_metadata: str = ""
    extra_path_metadata: dict[str, dict[str, Any]] = {}
    slugify_source: str = "title"
    slugify_use_unicode: bool = False
    slugify_preserve_case: bool = False
    slug_regex_substitutions: Substitutions = SLUG_SUBSTITUTIONS
    category_regex_substitutions: Substitutions | None = None
    tag_regex_substitutions: Substitutions | None = None
    author_regex_substitutions: Substitutions | None = None
    ignore_files: tuple[str, ...] = ("**/.*",)
    formatted_fields: tuple[str, ...] = ("summary",)
    suffixes: tuple[str, ...] = (".md", ".markdown", ".mkd", ".mdown", ".rst", ".htm", ".html")
    yaml_metadata: bool = False  # a plugin reads the heads of Markdown as YAML
    liquid_tags: bool = False  # a plugin renders {% tags %} in bodies
    article_paths: tuple[str, ...] = ("",)

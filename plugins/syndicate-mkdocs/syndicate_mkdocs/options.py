"""What mkdocs.yml may say below `syndicate:`, checked by MkDocs itself."""

from __future__ import annotations

from mkdocs.config import config_options as c
from mkdocs.config.base import Config


class SyndicateConfig(Config):
    """The options of the plugin; what goes into which feed is said in syndicate.yaml."""

    enabled = c.Type(bool, default=True)
    pages = c.Choice(("dated", "all"), default="dated")  # all: a page without a date is at fault
    include = c.ListOfItems(
        c.Type(str), default=[]
    )  # patterns as in exclude_docs, of sources below docs_dir; empty: all
    exclude = c.ListOfItems(c.Type(str), default=[])
    languages = c.ListOfItems(c.Type(str), default=[])  # of pages, where a plugin builds several; empty: the site's own
    settings = c.Optional(c.File(exists=True))  # None: the nearest syndicate.yaml, if there is one
    robots = c.Type(bool, default=True)  # name sitemaps in robots.txt
    headers = c.Type(bool, default=False)  # write _headers

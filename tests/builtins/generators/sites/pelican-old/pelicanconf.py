# -*- coding: utf-8 -*- #
from __future__ import unicode_literals

AUTHOR = u"Old Hand"
SITENAME = "An old site"
SITEURL = "http://old.example.org/"
TIMEZONE = "UTC"
ARTICLE_DIR = "posts"
ARTICLE_PERMALINK_STRUCTURE = "/%Y/%(category)s/"
CLEAN_URLS = True
ARTICLE_SAVE_AS = "{slug}/index.html"
ARTICLE_LANG_SAVE_AS = "{slug}-{lang}/index.html"
DRAFT_URL = DRAFT_SAVE_AS = "drafts/{slug}.html"
DRAFT_LANG_URL = DRAFT_LANG_SAVE_AS = "drafts/{slug}-{lang}.html"
PAGE_SAVE_AS = PAGE_LANG_SAVE_AS = "pages/{slug}.html"
WITH_FUTURE_DATES = False
SLUG_SUBSTITUTIONS = [("C#", "csharp"), ("old", "new")]
CATEGORY_SUBSTITUTIONS = [("&", "and", True)]
IGNORE_FILES = "not a list"
FEED_ALL_ATOM = None
CATEGORY_FEED_ATOM = None

import os
from datetime import date
from pathlib import Path

HERE = Path(__file__).resolve().parent
NAME = "Harbour"
AUTHOR = "The Desk"
SITENAME = f"The {NAME} Ledger"
SITESUBTITLE = "News from " + "the %s" % "quay"
SITEURL = ""

PATH = "content"
TIMEZONE = os.environ.get("LEDGER_ZONE", "Europe/Berlin")
DEFAULT_LANG = "en"
YEAR = date.today().year

ARTICLE_URL = "posts/{date:%Y}/{date:%b}/{date:%d}/{category}/{slug}/"
ARTICLE_SAVE_AS = ARTICLE_URL + "index.html"
ARTICLE_LANG_URL = "{lang}/{}/{{slug}}/".format("posts", lang="{lang}")
ARTICLE_LANG_SAVE_AS = os.path.join(ARTICLE_LANG_URL, "index.html")
PAGE_URL = "{slug}/"
PAGE_SAVE_AS = PAGE_URL + "index.html"
TAG_URL = "tags/{slug}/"
TAG_SAVE_AS = "tags/{slug}/index.html"

STATIC_PATHS = ["images"]
STATIC_PATHS += ["extra"]
EXTRA_PATH_METADATA = dict([("extra/robots.txt", {"path": "robots.txt"})])
EXTRA_PATH_METADATA["sponsored"] = {"series": "paid", "category": "Sponsors & friends"}
FILENAME_METADATA = r"(?P<date>\d{4}-\d{2}-\d{2})(?:-(?P<slug>[\w-]*))?"
ARTICLE_EXCLUDES = ["attic"]
IGNORE_FILES = ["*.tmp.md", "_parts"]
READERS = {"htm": None}
SLUG_REGEX_SUBSTITUTIONS = [
    (r"C\+\+", "cpp"),
    (r"[^\w\s-]", ""),
    (r"(?u)\A\s*", ""),
    (r"(?u)\s*\Z", ""),
    (r"[-\s]+", "-"),
]
FORMATTED_FIELDS = ["summary", "title"]
PLUGINS = []
if HERE.name == "elsewhere":
    SITESUBTITLE = "Never"

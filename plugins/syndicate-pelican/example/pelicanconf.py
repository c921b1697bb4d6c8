"""The Harbour Ledger, as a Pelican site."""

SITENAME = "The Harbour Ledger"
SITEURL = "https://news.example.org"
AUTHOR = "The Desk"
DEFAULT_LANG = "en"
TIMEZONE = "Europe/Berlin"
PATH = "content"
ARTICLE_URL = "{date:%Y}/{date:%m}/{slug}/"
ARTICLE_SAVE_AS = "{date:%Y}/{date:%m}/{slug}/index.html"
STATIC_PATHS: list[str] = []
PLUGINS = ["syndicate"]
SYNDICATE = {"replace_feeds": True}

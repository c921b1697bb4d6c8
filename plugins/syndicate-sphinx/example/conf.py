"""The Harbour Ledger, as a Sphinx project."""

project = "The Harbour Ledger"
author = "The Desk"
copyright = "The Desk"  # noqa: A001  Sphinx's own name
language = "en"
html_baseurl = "https://news.example.org/"

extensions = ["ablog", "syndicate_sphinx"]

post_date_format = "%Y-%m-%d %H:%M"
blog_authors = {"ann": ("Ann Lee", "https://news.example.org/ann/")}

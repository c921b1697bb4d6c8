"""How many entries a feed of a site has is what the site's own configuration says of its feed."""

from __future__ import annotations

from pathlib import Path

import pytest

from syndicate import Registry
from syndicate.settings import open_site, recognise

PELICAN = "SITENAME = 'T'\nSITEURL = 'https://e.org'\n"
HUGO = "title = 'T'\nbaseURL = 'https://e.org'\n"
ZOLA = "title = 'T'\nbase_url = 'https://e.org'\n"
ELEVENTY = """\
export default function (eleventyConfig) {
  eleventyConfig.addPlugin(image, { formats: ["webp"] });
  eleventyConfig.addPlugin(feedPlugin, {
    type: "atom",
    collection: { name: "posts", limit: %s },
    metadata: { title: "T", base: "https://e.org/" },
  });
};
"""


@pytest.mark.parametrize(
    ("name", "text", "limit", "line"),
    [
        ("_config.yml", "title: T\nfeed:\n  posts_limit: 40\n", 40, 3),
        ("_config.yml", "title: T\nfeed: {posts_limit: many}\n", None, 0),
        ("_config.yml", "title: T\n", None, 0),
        ("hugo.toml", f"{HUGO}rssLimit = 15\n", 15, 3),
        ("hugo.toml", f"{HUGO}rssLimit = -1\n", "all", 3),
        ("hugo.toml", f"rssLimit = 15\n{HUGO}[services.rss]\nlimit = 30\n", 30, 5),
        ("hugo.toml", HUGO, None, 0),
        ("config.toml", f"{ZOLA}feed_limit = 12\n", 12, 3),
        ("config.toml", ZOLA, None, 0),
        ("pelicanconf.py", f"{PELICAN}FEED_MAX_ITEMS = 50\n", 50, 3),
        ("pelicanconf.py", f"{PELICAN}FEED_MAX_ITEMS = None\n", "all", 3),
        ("pelicanconf.py", PELICAN, None, 0),
        ("eleventy.config.js", ELEVENTY % "10", 10, 5),
        ("eleventy.config.js", ELEVENTY % "0", "all", 5),
        ("eleventy.config.js", ELEVENTY % "many()", None, 0),
    ],
)
def test_the_limit_is_the_one_of_the_configuration(
    tmp_path: Path, name: str, text: str, limit: int | str | None, line: int
) -> None:
    (tmp_path / name).write_text(text)
    (tmp_path / "content").mkdir()
    file, _ = recognise(*open_site(tmp_path), Registry(distributions=()))
    assert file.settings.preset in ("jekyll", "hugo", "zola", "pelican", "eleventy")
    assert file.settings.limit == limit
    finding = file.finding(("limit",))
    assert (finding.path, finding.line) == (name, line) if finding else line == 0

"""The built-ins keep the promises that strangers are asked to keep."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import pytest

from syndicate import Fault, Filter, Format, Registry, Source
from syndicate.parts.registry import BUILT_INS
from syndicate.testing import check_filter, check_format, check_plugin, check_source
from tests.bad_articles import BAD_ARTICLES, HEADLESS, head

FRONT_MATTER: dict[str, bytes | str] = {
    "tides.md": head(),
    "news/2024-02-01-fog.html": "---\ntitle: Fog &amp; mist\ntopics: [C#, 日本]\n---\n<p>Fog</p>\n",
    "ärger/öl.md": head(title="Öl", url="/oel/"),
    "no-head.md": "Text\n",
    "yesterday.md": head(date="yesterday"),
    "notes.txt": head(url="/notes/"),
    "picture.png": b"\x89PNG",
}
LINE = '{"title": "Tides", "url": "/tides/", "published_at": "2024-01-30T18:21:00Z", "extra": {"a": [1, "b", null]}}'
JSON_LINES: dict[str, bytes | str] = {
    "a.jsonl": f"{LINE}\n\n{LINE.replace('tides', 'fog')}\n",
    "b/c.ndjson": f"{LINE}\nnot json\n{{}}\n[]\n" + LINE.replace("Tides", "").replace("tides", "x"),
    "latin-1.jsonl": LINE.replace("Tides", "Küste").encode("latin-1"),
}
FILES = {"front-matter": FRONT_MATTER, "json-lines": JSON_LINES}
HTML_HEAD = '<!doctype html><title>{}</title><meta property="article:published_time" content="{}">'
FILES["html"] = {
    "index.html": "<!doctype html><title>Home</title>",
    "tides/index.html": HTML_HEAD.format("Tides &amp; fog", "2024-01-30") + "<article><p>Text</p></article>",
    "fog.html": HTML_HEAD.format("日本", "2024-01-30T18:21:00+02:00") + "<main><p>Text</p></main>",
    "yesterday.html": HTML_HEAD.format("Bad", "yesterday"),
}
FILES["hugo"] = {
    "content/posts/_index.md": "---\ntitle: Posts\ncascade: {tags: [C#]}\n---\n",
    "content/posts/tides.md": head(),
    "content/posts/fog/index.md": '+++\ntitle = "Fog & mist"\ndate = 2024-02-01\n+++\nText\n',
    "content/posts/fog/page.md": head(title="A part of the bundle"),
    "content/ärger/öl.html": '{"title": "Öl", "date": "2024-02-02"}\n<p>Öl</p>\n',
    "content/yesterday.md": head(date="yesterday"),
    "content/no-head.md": "Text\n",
    "content/picture.png": b"\x89PNG",
}
FILES["jekyll"] = {
    "_posts/2024-01-30-tides.md": "---\ntitle: Tides\ntags: [C#, 日本]\n---\nText\n",
    "ärger/_posts/2024-02-01-öl.html": "---\ncategory: fog\ndraft: true\n---\n<p>Öl</p>\n",
    "_posts/2024-02-02-no-head.md": "Text\n",
    "_posts/2024-02-03-yesterday.md": "---\ndate: yesterday\n---\n",
    "_posts/2024-02-04-latin-1.md": "---\ntitle: Küste\n---\n".encode("latin-1"),
    "about.md": "---\ntitle: No article\n---\n",
    "_posts/picture.png": b"\x89PNG",
}
FILES["eleventy"] = {
    "posts/posts.json": '{"tags": ["posts"]}',
    "posts/2024-01-30-tides.md": "---\ntitle: Tides\n---\nText\n",
    "posts/fog.njk": '---json\n{"title": "Fog", "date": "2024-02-01", "permalink": "/{{ page.fileSlug }}.html"}\n---\n<p>Fog</p>\n',
    "posts/film.md": "---\ntitle: Film\ndate: 2024-02-02\npermalink: '/{{ title | own }}/'\n---\n",
    "about.md": "No article\n",
}
FILES["zola"] = {
    "blog/tides.md": '+++\ntitle = "Tides"\ndate = 2024-01-30\n+++\nText\n',
    "blog/2024-02-01-fog.md": "---\ntitle: Fog\ntaxonomies: {tags: [C#]}\n---\nText\n",
    "about.md": '+++\ntitle = "No article"\n+++\n',
    "日本.md": '+++\ntitle = "A name without a slug"\ndate = 2024-01-30\n+++\n',
}
FILES["pelican"] = {
    "tides.md": "Title: Tides\nDate: 2024-01-30 18:21\nTags: C#, 日本\n\nText.\n",
    "news/2024-02-01-fog.rst": "Fog & mist\n##########\n\n:tags: fog\n:status: draft\n\nFog\n",
    "old.html": '<html><head><title>Öl</title><meta name="date" content="2019-01-01"></head><body>x</body></html>',
    "no-head.md": "Text\n",
    "yesterday.md": "Title: Then\nDate: yesterday\n",
    "latin-1.md": "Title: Küste\n".encode("latin-1"),
    "picture.png": b"\x89PNG",
}
SETTINGS: dict[str, list[Any]] = {
    "published": [True, False, {"future": True}, {"expired": True}],
    "topics": ["AI", ["C#", "日本"], {"any": "AI", "none": ["a, b"]}, {"all": ["AI", "C#"]}],
    "dates": [{"since": "2024-01-01"}, {"until": "1970-01-01"}, {"days": 2}, {"hours": 1.5, "field": "updated"}],
    "where": [{"type": "video"}, {"language": ["he", "vi"]}, {"provider.domain": "other.example.com"}],
}
WRONG: dict[str, list[Any]] = {
    "published": ["maybe", {"futur": True}],
    "topics": [[], "", {"some": "AI"}, 7],
    "dates": [{}, {"since": "yesterday"}, {"days": -1}, {"since": "2024-02-01", "until": "2024-01-01"}, "2024"],
    "where": ["type", [], {"quality": {"least": 1}}, {"quality": {"min": "many"}}],
}
AMP_OPTIONS: list[dict[str, Any]] = [
    {"amp": "cache"},
    {"amp": "none", "images": False},
    {"foreign_urls": "leave-out"},
    {"gzip": True},
]


def registry() -> Registry:
    return Registry(distributions=())


@pytest.mark.parametrize("name", BUILT_INS)
def test_a_built_in_keeps_the_promises(name: str) -> None:
    module = import_module(name)
    alone = Registry((), distributions=())
    alone.register(module, name)
    names = {part for _, part in alone.plugins[0].parts}
    check_plugin(
        module,
        {part: settings[0] for part, settings in SETTINGS.items() if part in names},
        files={part: files for part, files in FILES.items() if part in names},
    )


@pytest.mark.parametrize("name", sorted(SETTINGS))
def test_a_filter_keeps_them_for_every_kind_of_setting(name: str) -> None:
    check_filter(registry().get(Filter, name), SETTINGS[name], WRONG[name])


@pytest.mark.parametrize("options", AMP_OPTIONS, ids=str)
def test_the_sitemap_keeps_them_with_every_option(options: dict[str, Any]) -> None:
    check_format(registry().get(Format, "amp-sitemap"), options)


def test_bad_articles_are_faults_however_they_are_read() -> None:
    files = {bad.name: bad.body for bad in BAD_ARTICLES}
    found = check_source(registry().get(Source, "front-matter"), {"good.md": head()} | files)
    # One of them is at fault only where no pattern makes a URL.
    assert sum(isinstance(entry, Fault) for entry in found) == len(BAD_ARTICLES) - len(HEADLESS) - 1


def test_every_filter_that_is_built_in_has_settings_here() -> None:
    assert set(SETTINGS) == set(WRONG) == set(registry().names(Filter))
    assert set(FILES) == set(registry().names(Source))

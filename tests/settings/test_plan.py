"""Settings and parts into a plan: every mistake at once, each with its line, column and what to write instead."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Literal

import pytest

from syndicate import Format, Overrides, Registry, SettingsError, Source, UsageError, hookimpl
from syndicate.settings import Plan, load_settings, make_plan, open_plan, settings_of

NOW = datetime(2024, 6, 1, tzinfo=UTC)
REGISTRY = Registry(distributions=())
SOURCES = ", ".join(REGISTRY.names(Source))
SITE = "site: {title: T, url: 'https://e.org', authors: A}\n"


@pytest.fixture(autouse=True)
def _inside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def plan(text: str, overrides: Overrides | None = None) -> Plan:
    path = Path("syndicate.yaml")
    path.write_text(text)
    return make_plan(load_settings(path), REGISTRY, now=NOW, overrides=overrides)


def mistakes(text: str) -> list[str]:
    with pytest.raises(SettingsError) as caught:
        plan(text)
    return [line.removeprefix("syndicate.yaml:") for line in str(caught.value).splitlines()]


@pytest.mark.parametrize(
    ("site", "expected"),
    [
        ("url: e.org", "1:23: site.url: 'e.org' names no scheme; write 'https://e.org'"),
        ("url: 'ftp://e.org'", "1:23: site.url: 'ftp://e.org' is not a web address; write an http or https URL"),
        ("url: 'https://e.org/?a=b'", "1:23: site.url: 'https://e.org/?a=b' has a query; write 'https://e.org/'"),
        ("url: 'https://e.org/#a'", "1:23: site.url: 'https://e.org/#a' has a fragment; write 'https://e.org/'"),
        ("timezone: Europe/Berln", "1:28: site.timezone: no time zone is named 'Europe/Berln'; did you mean 'Europe/Berlin'?"),
        ("language: english!", "1:28: site.language: 'english!' is not a language tag (BCP 47); write e.g. en or pt-BR"),
        ("icon: 'data:x'", "1:24: site.icon: 'data:x' is not a web address; write an http or https URL"),
        ("favicon: ''", "1:27: site.favicon: expected a URL, found nothing"),
        ("hub: ''", "1:23: site.hub: expected a URL, found nothing"),
        ("hub: [/a, 'x:y']", "1:28: site.hub[1]: 'x:y' is not a web address; write an http or https URL"),
        ("authors: ''", "1:27: site.authors: is empty; write some text"),
        ("authors: [A, '']", "1:31: site.authors[1]: is empty; write some text"),
        ("authors: {name: ''}", "1:34: site.authors.name: is empty; write some text"),
        ("authors: [{name: A, email: a}]", "1:45: site.authors[0].email: 'a' is not an e-mail address; write e.g. ann@example.org"),
        ("authors: {name: A, avatar: 'x:'}", "1:45: site.authors.avatar: 'x:' is not a web address; write an http or https URL"),
    ],
)  # fmt: skip
def test_a_mistake_about_the_site_has_its_place(site: str, expected: str) -> None:
    rest = "" if site.startswith("url") else ", url: 'https://e.org'"
    assert mistakes(f"site: {{title: T, {site}{rest}}}\nfeeds: [{{format: json}}]\n") == [expected]


def test_all_mistakes_about_the_site_come_at_once() -> None:
    text = "site: {title: T, url: e.org, timezone: Mars, icon: 'x:', hub: ['y:'], language: '?', authors: {name: ''}}\n"
    assert [line.split(": ")[1] for line in mistakes(text)] == [
        *("site.url", "site.timezone", "site.icon", "site.hub[0]", "site.language", "site.authors.name")
    ]


@pytest.mark.parametrize(
    ("feed", "expected"),
    [
        ("{format: atm}", "3:14: feeds[0].format: no format named 'atm'; did you mean 'atom'? installed: amp-sitemap, atom, feeds-page, json, rss"),
        ("{format: json, path: ''}", "3:26: feeds[0].path: is empty; write e.g. feed.xml, or take it out"),
        ("{format: json, path: ../x}", "3:26: feeds[0].path: '../x': is no path in the output folder: it has the part '..'; write e.g. topics/ai.xml"),
        ("{format: json, path: /x}", "3:26: feeds[0].path: '/x': is no path in the output folder: it is absolute or has an empty part; write e.g. topics/ai.xml"),
        ("{format: json, path: '{year}.json'}", "3:26: feeds[0].path: {year} is filled in only where the feed says each: year; add that, or take {year} out"),
        ("{format: json, path: '{yaer}.json'}", "3:26: feeds[0].path: no placeholder is named {yaer}; with each: topic write {topic}, else take {yaer} out"),
        ("{format: json, path: '{topic}.json'}", "3:26: feeds[0].path: {topic} is filled in only where the feed says each: topic; add that, or take {topic} out"),
        ("{format: json, title: '{topic}'}", "3:27: feeds[0].title: {topic} is filled in only where the feed says each: topic; add that, or take {topic} out"),
        ("{format: json, title: ' '}", "3:27: feeds[0].title: is empty; write some text, or take it out"),
        ("{format: json, url: ''}", "3:25: feeds[0].url: is empty; write some text, or take it out"),
        ("{format: json, url: 'ftp://x'}", "3:25: feeds[0].url: 'ftp://x' is not a web address; write an http or https URL"),
        ("{format: json, link: ''}", "3:26: feeds[0].link: is empty; write some text, or take it out"),
        ("{format: json, link: 'ftp://x'}", "3:26: feeds[0].link: 'ftp://x' is not a web address; write an http or https URL"),
        ("{format: json, link: '/{section}/'}", "3:26: feeds[0].link: {section} is filled in only where the feed says each: section; add that, or take {section} out"),
        ("{format: json, each: topic, link: '/{tag}/'}", "3:39: feeds[0].link: no placeholder is named {tag}; write {topic}"),
        ("{format: json, description: ' '}", "3:33: feeds[0].description: is empty; write some text, or take it out"),
        ("{format: json, description: 'On {topic}'}", "3:33: feeds[0].description: {topic} is filled in only where the feed says each: topic; add that, or take {topic} out"),
        ("{format: json, language: Deutsch!}", "3:30: feeds[0].language: 'Deutsch!' is not a language tag (BCP 47); write e.g. en or pt-BR"),
        ("{format: json, each: language, language: de}", "3:46: feeds[0].language: each: language gives each feed its own; take language out"),
        ("{format: json, id: ''}", "3:24: feeds[0].id: is empty; write some text, or take it out"),
        ("{format: json, id: main}", "3:24: feeds[0].id: 'main' is not an absolute IRI; write e.g. tag:example.org,2024:feed, or a URL"),
        ("{format: json, each: topic, path: x.json}", "3:39: feeds[0].path: 'x.json' holds no {topic}, so all topics would share it; write e.g. topics/{topic}.xml"),
        ("{format: json, each: year, path: '{year}/{topic}.json'}", "3:38: feeds[0].path: {topic} is filled in only where the feed says each: topic; add that instead of each: year, or take {topic} out"),
        ("{format: json, each: author, path: '{author}/{name}.json'}", "3:40: feeds[0].path: no placeholder is named {name}; write {author}"),
        ("{format: json, each: author, path: x.json}", "3:40: feeds[0].path: 'x.json' holds no {author}, so all authors would share it; write e.g. authors/{author}.xml"),
        ("{format: json, each: autor}", "3:26: feeds[0].each: expected author or language or section or topic or year, found 'autor'; did you mean 'author'?"),
        ("{format: json, each: topic, url: /x}", "3:38: feeds[0].url: '/x' holds no {topic}, so all topics would share it; write e.g. /feeds/{topic}"),
        ("{format: json, each: topic, id: 'tag:e.org,2024:x'}", "3:37: feeds[0].id: 'tag:e.org,2024:x' holds no {topic}, so all topics would share it; write e.g. tag:example.org,2024:{topic}"),
        ("{format: amp-sitemap, page_size: 2}", "3:38: feeds[0].page_size: amp-sitemap splits by itself; take page_size out"),
        ("{format: amp-sitemap, archive: 50}", "3:36: feeds[0].archive: amp-sitemap has documents of periods, not of 50 articles; write month or year"),
        ("{format: json, archive: month, page_size: 3}", "3:29: feeds[0].archive: a feed has pages, which shift, or an archive, which does not; take page_size or archive out"),
        ("{format: json, archive: 0}", "3:29: feeds[0].archive: expected month or year or a whole number of at least 1, found '0'"),
        ("{format: json, archive: week}", "3:29: feeds[0].archive: expected month or year or a whole number of at least 1, found 'week'"),
        ("{format: rss, tombstones: 90d}", "3:31: feeds[0].tombstones: rss has no way to say what was withdrawn, as atom has; take tombstones out"),
        ("{format: atom, tombstones: 3 months}", "3:32: feeds[0].tombstones: expected a number of days, found '3 months'; write e.g. 90d"),
        ("{format: atom, tombstones: 0d}", "3:32: feeds[0].tombstones: expected a number of days, found '0d'; write e.g. 90d"),
        ("{format: json, options: {x: 1}}", "3:29: feeds[0].options: json takes no options; take them out"),
        ("{format: amp-sitemap, options: {ampp: x}}", "3:37: feeds[0].options.ampp: unknown key; did you mean 'amp'?"),
        ("{format: amp-sitemap, options: {exclude: /a}}", "3:46: feeds[0].options.exclude: expected a list, found the text '/a'; write ['/a']"),
        ("{format: amp-sitemap, options: {exclude: [/a, b/**]}}", "3:46: feeds[0].options.exclude: 'b/**' is no path below the home page; write e.g. /drafts/**"),
        ("{format: json, filters: {topcs: [x]}}", "3:30: feeds[0].filters.topcs: no filter named 'topcs'; did you mean 'topics'? installed: dates, published, topics, where"),
        ("{format: json, filters: {topics: true}}", "3:38: feeds[0].filters.topics: true does not say which articles stay; write that, or false"),
        ("{format: json, filters: {topics: }}", "3:38: feeds[0].filters.topics: expected at least one topic, found none; write e.g. [AI, Feeds]"),
        ("{format: json, filters: {published: maybe}}", "3:41: feeds[0].filters.published: expected true or false or a mapping, found 'maybe'"),
        ("{format: json, filters: {dates: {}}}", "3:37: feeds[0].filters.dates: expected since, until, hours or days, found none of them; write e.g. {days: 2}"),
        ("{format: json, filters: {where: {provider.doman: x}}}", "3:37: feeds[0].filters.where: provider.doman: provider has no field 'doman'; did you mean 'domain'?"),
        ("{format: json, transforms: [provider-author]}", "3:33: feeds[0].transforms[0]: no transform named 'provider-author'; did you mean 'provider-authors'? installed: provider-authors"),
        ("{format: json, transforms: [{provider-authors: {x: 1}}]}", "3:52: feeds[0].transforms[0].provider-authors: provider-authors takes no options; take them out"),
        ("{format: json, transforms: [{provider-authors: yes}]}", "3:52: feeds[0].transforms[0].provider-authors: provider-authors takes no options; take them out"),
        ("{format: json, transforms: [{a: 1, b: 2}]}", "3:33: feeds[0].transforms[0]: expected the name of a transform, or one name with its options"),
    ],
)  # fmt: skip
def test_a_mistake_about_a_feed_has_its_place(feed: str, expected: str) -> None:
    assert mistakes(f"{SITE}feeds:\n  - {feed}\n") == [expected]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("source: {name: front-mater}\n", f"2:16: source.name: no source named 'front-mater'; did you mean 'front-matter'? installed: {SOURCES}"),
        ("source: {options: {dialect: hugo}}\n", "2:29: source.options.dialect: expected '' or astro or docusaurus or docusaurus-commonmark or hexo or mkdocs or nuxt or pandoc or quarto or quartz or vitepress, found 'hugo'"),
        ("source: {options: {x: 1}}\n", "2:20: source.options.x: unknown key; known: templates_in_code, hexo, dialect, months_first, moves_files, switched_off, needs"),
        ("output: '-'\n", "2:9: output: '-' is standard output for --output only; name a folder, e.g. public"),
        ("output: ''\n", "2:9: output: is empty; name a folder, e.g. public"),
        ("filters: {topcs: x}\n", "2:11: filters.topcs: no filter named 'topcs'; did you mean 'topics'? installed: dates, published, topics, where"),
        ("options: {amp-sitmap: {}}\n", "2:11: options.amp-sitmap: no format named 'amp-sitmap'; did you mean 'amp-sitemap'? installed: amp-sitemap, atom, feeds-page, json, rss"),
        ("options: {rss: {pub_dat: x}}\n", "2:17: options.rss.pub_dat: unknown key; did you mean 'pub_date'?"),
        ("transforms: [x]\n", "2:14: transforms[0]: no transform named 'x'; installed: provider-authors"),
    ],
)  # fmt: skip
def test_a_mistake_for_all_feeds_is_told_once(text: str, expected: str) -> None:
    assert mistakes(f"{SITE}{text}feeds: [{{format: json}}, {{format: rss}}]\n") == [expected]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (
            "url: '/{section}/'",
            "2:15: source.url: no placeholder is named '{section}'; write {head.section} for what an article says under 'section'; there are",
        ),
        ("fields: {section: [a]}", "2:18: source.fields: no field is named 'section'; did you mean 'topics'?"),
        ("url: '{yeer}'", "2:15: source.url: no placeholder is named '{yeer}'; did you mean 'year'?"),
        ("url: '{year'", "2:15: source.url: '{year' is no pattern"),
        ("fields: {titel: [a]}", "2:18: source.fields: no field is named 'titel'; did you mean 'title'?"),
        ("fields: {date: [a]}", "2:18: source.fields: no field is named 'date'; did you mean 'published_at'?"),
        (
            "fields: {published: [a]}",
            "2:18: source.fields: no field is named 'published'; did you mean 'published_at'?",
        ),
        ("paths: ../x", "2:17: source.paths: '../x' lies outside the site's folder; paths are relative to it"),
    ],
)
def test_what_the_source_finds_wrong_with_its_settings_has_its_place(source: str, expected: str) -> None:
    made = plan(f"{SITE}source: {{{source}}}\nfeeds: [{{format: json}}]\n")
    with pytest.raises(SettingsError) as caught:
        made.source.open(made.context)
    assert str(caught.value).startswith(f"syndicate.yaml:{expected}")


def test_paths_that_the_caller_names_are_no_mistake_of_the_settings() -> None:
    made = plan(f"{SITE}source: {{paths: [x]}}\nfeeds: [{{format: json}}]\n", Overrides(paths=("../x",)))
    with pytest.raises(UsageError, match=r"'\.\./x' lies outside"):
        made.source.open(made.context)


@pytest.mark.parametrize(
    ("feeds", "expected"),
    [
        ("{format: json}, {format: json}", "2:25: feeds[1]: 'feed.json' is also the path of feeds[0]; give one of them another"),
        ("{format: json, path: A}, {format: rss, path: a}", "2:54: feeds[1].path: 'a' is also the path of feeds[0]; give one of them another"),
        ("{format: json, each: topic}, {format: json, each: topic}", "2:38: feeds[1]: 'topics/{topic}.json' is also the path of feeds[0]; give one of them another"),
    ],
)  # fmt: skip
def test_two_feeds_need_two_paths(feeds: str, expected: str) -> None:
    assert mistakes(f"{SITE}feeds: [{feeds}]\n") == [expected]


@pytest.mark.parametrize(
    ("overrides", "expected"),
    [
        (Overrides(), "nothing to write: give --format (amp-sitemap, atom, feeds-page, json, rss), or --output DIR for all of them, or list feeds in syndicate.yaml"),
        (Overrides(formats=(("atm", None),)), "no format named 'atm'; did you mean 'atom'? installed: amp-sitemap, atom, feeds-page, json, rss"),
        (Overrides(formats=(("json", "../x"),)), "--format json: '../x': is no path in the output folder: it has the part '..'; write e.g. topics/ai.xml"),
        (Overrides(formats=(("json", None), ("json", None))), "--format json: 'feed.json' is also the path of --format json; give one of them another"),
        (Overrides(formats=(("json", None),), source="wiki"), f"no source named 'wiki'; installed: {SOURCES}"),
        (Overrides(formats=(("json", None),), filters=(("topics", ""),)), "topics: expected at least one topic, found an empty topic; write e.g. [AI, Feeds]"),
        (Overrides(formats=(("json", None),), site_url="e.org"), "--site-url: 'e.org' names no scheme; write 'https://e.org'"),
        (Overrides(formats=(("json", None),), language="?"), "--language: '?' is not a language tag (BCP 47); write e.g. en or pt-BR"),
        (Overrides(formats=(("json", None),), author="Ann <ann>"), "--author: email: 'ann' is not an e-mail address; write e.g. ann@example.org"),
    ],
)  # fmt: skip
def test_a_mistake_of_the_caller_is_wrong_usage(overrides: Overrides, expected: str) -> None:
    with pytest.raises(UsageError) as caught:
        plan(SITE, overrides)
    assert str(caught.value) == expected


@pytest.mark.parametrize(
    ("site", "expected"),
    [
        ({}, "the site needs a title and a URL: give --title and --site-url, or"),
        ({"title": "T"}, "the site needs a URL: give --site-url, or"),
        ({"url": "https://e.org"}, "the site needs a title: give --title, or"),
    ],
)
def test_what_is_missing_is_asked_for(tmp_path: Path, site: dict[str, str], expected: str) -> None:
    with pytest.raises(UsageError) as caught:
        make_plan(settings_of({"site": site}, tmp_path), REGISTRY, now=NOW)
    keys = " and ".join(f"site.{key}" for key in ("title", "url") if key not in site)
    author = "; articles that name no author need one: --author, or site.authors"
    assert str(caught.value) == f"{expected} set {keys} in syndicate.yaml, which syndicate init writes{author}"
    with pytest.raises(UsageError) as caught:
        plan(f"site: {site}\n")
    assert str(caught.value) == f"{expected} set {keys} in syndicate.yaml{author}"
    with pytest.raises(UsageError) as caught:
        plan(f"site: {site | {'authors': 'A'}}\n")
    assert str(caught.value) == f"{expected} set {keys} in syndicate.yaml"


def test_an_instant_without_a_zone_is_answered_in_a_sentence() -> None:
    with pytest.raises(
        UsageError, match=r"now: 2024-06-01T00:00:00 is in no time zone; give an aware instant, e\.g\. "
    ):
        make_plan(settings_of({}, Path()), REGISTRY, now=NOW.replace(tzinfo=None))


def test_titles_and_paths_are_completed() -> None:
    made = plan(
        f"{SITE}feeds: [{{format: rss}}, {{format: atom, each: topic}}, {{format: json, title: '{{site}}: all', path: x}}]\n"
    )
    assert [(feed.path, feed.title) for feed in made.feeds] == [
        ("rss.xml", "T"),
        ("topics/{topic}.xml", "T: {topic}"),
        ("x", "T: all"),
    ]


def test_the_callers_title_stands_for_the_sites_in_feeds_of_a_topic() -> None:
    made = plan(f"{SITE}feeds: [{{format: rss}}, {{format: atom, each: topic}}]\n", Overrides(title="X"))
    assert ([feed.title for feed in made.feeds], made.site.title) == (["X", "X: {topic}"], "T")


def test_a_format_named_by_the_caller_keeps_the_settings_of_its_feed() -> None:
    text = f"{SITE}feeds: [{{format: json, each: topic}}, {{format: json, limit: 3, path: a.json}}]\n"
    made = plan(text, Overrides(formats=(("json", "b.json"), ("rss", None))))
    assert [(feed.path, feed.limit) for feed in made.feeds] == [("b.json", 3), ("rss.xml", 20)]


@pytest.mark.parametrize(
    ("general", "feed", "asked", "limit"),
    [
        ("", "format: rss", None, 20),
        ("", "format: atom", None, 20),
        ("", "format: json", None, 20),
        ("", "format: amp-sitemap", None, None),
        ("", "format: rss, each: topic", None, 20),
        ("", "format: rss, page_size: 10", None, None),
        ("", "format: rss, page_size: 10, limit: 30", None, 30),
        ("", "format: rss, limit: all", None, None),
        ("", "format: rss, limit: 30", 5, 5),
        ("", "format: rss, limit: 30", "all", None),
        ("", "format: rss, page_size: 10", 5, 5),
        ("", "format: amp-sitemap", 5, None),
        ("", "format: amp-sitemap, limit: 30", 5, 30),
        ("", "format: amp-sitemap, limit: 30", "all", None),
        ("limit: 50", "format: rss", None, 50),
        ("limit: 50", "format: rss, limit: 7", None, 7),
        ("limit: 50", "format: rss, page_size: 10", None, 50),
        ("limit: 50", "format: amp-sitemap", None, None),
        ("limit: all", "format: rss", None, None),
        ("limit: all", "format: rss, limit: 7", None, 7),
    ],
)
def test_a_feed_has_as_many_articles_as_whoever_is_nearest_to_it_says(
    general: str, feed: str, asked: int | Literal["all"] | None, limit: int | None
) -> None:
    made = plan(f"{SITE}{general}\nfeeds: [{{{feed}}}]\n", Overrides(limit=asked))
    assert made.feeds[0].limit == limit


@pytest.mark.parametrize(
    ("feed", "limit"), [("format: rss", 40), ("format: rss, page_size: 10", None), ("format: cast", None)]
)
def test_the_generators_own_limit_cuts_neither_pages_nor_a_format_that_has_all(feed: str, limit: int | None) -> None:
    registry = Registry(distributions=())
    cast = Format(name="cast", media_type="text/plain", filename="c.txt", render=lambda *_: iter(()))
    registry.register(SimpleNamespace(syndicate_formats=hookimpl(lambda: [cast])), "cast")
    Path("_config.yml").write_text("title: T\nurl: https://e.org\nfeed: {posts_limit: 40}\n")
    Path("syndicate.yaml").write_text(f"feeds: [{{{feed}}}]\n")
    assert open_plan(registry=registry).plan(now=NOW).feeds[0].limit == limit


def test_built_pages_are_articles_only_for_a_source_that_reads_such() -> None:
    def skipped(source: str) -> tuple[str, ...]:
        site = {"title": "T", "url": "https://e.org", "authors": "A"}
        values = {"site": site, "source": {"name": source, "built": "_site"}, "feeds": [{"format": "rss"}]}
        return make_plan(settings_of(values, Path()), Registry(distributions=()), now=NOW).context.skip

    assert skipped("front-matter") == ("_site",)
    assert skipped("html") == ()

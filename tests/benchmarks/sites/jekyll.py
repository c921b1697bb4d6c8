"""Jekyll's leanest projects for the jobs.

`jekyll` does the whole job: a collection without pages of its own, sorted once, and Liquid for every feed. Texts are neither
Liquid nor Markdown to it, and nothing is kept on disk between builds. For topics it has one file each, named beforehand, and
looks through all articles for each.

`jekyll-plugins` is what most sites do: posts with pages, jekyll-feed and jekyll-sitemap. It does less: no RSS, no JSON Feed,
no feeds of topics (it knows tags alone), no AMP twins, days for instants, its own addresses for the articles'. It does more:
each post is rendered from Markdown and written.
"""

from __future__ import annotations

import json
import shutil
import subprocess
from functools import cache
from pathlib import Path

from tests.benchmarks.articles import Counts, read_counts
from tests.benchmarks.jobs import NEWEST, SITE_URL, TITLE, CannotDo, Job, WrongOutput, marks

PLUGINS = ("jekyll-feed", "jekyll-sitemap")

_NEWEST = "{% assign articles = site.news | reverse %}"
_ITEMS = "{% for article in articles LIMIT %}"
_INSTANT = "{{ article.publishedDateTime | date_to_xmlschema }}"
_ATOM = (
    '<?xml version="1.0" encoding="utf-8"?>\n'
    '<feed xmlns="http://www.w3.org/2005/Atom"><title>{{ page.title | default: site.title | xml_escape }}</title>'
    "<id>{{ page.url | absolute_url }}</id>"
    "<updated>{{ articles.first.publishedDateTime | date_to_xmlschema }}</updated>\n"
    '<link rel="alternate" href="{{ site.url }}"/><link rel="self" href="{{ page.url | absolute_url }}"/>\n'
    + _ITEMS
    + "<entry><title>{{ article.title | xml_escape }}</title>"
    '<link rel="alternate" href="{{ article.webUrl | xml_escape }}"/><id>{{ article.webUrl | xml_escape }}</id>\n'
    f"<published>{_INSTANT}</published><updated>{_INSTANT}</updated>\n"
    "<author><name>The Desk</name></author><summary>{{ article.excerpt | xml_escape }}</summary>\n"
    '{% for topic in article.topics %}<category term="{{ topic | xml_escape }}"/>{% endfor %}</entry>\n'
    "{% endfor %}</feed>\n"
)
_RSS = (
    '<?xml version="1.0" encoding="utf-8"?>\n'
    "<rss version=\"2.0\"><channel><title>{{ site.title | xml_escape }}</title><link>{{ '/' | absolute_url }}</link>"
    "<description>{{ site.title | xml_escape }}</description>\n"
    + _ITEMS
    + "<item><title>{{ article.title | xml_escape }}</title><link>{{ article.webUrl | xml_escape }}</link>"
    "<guid>{{ article.webUrl | xml_escape }}</guid>\n"
    "<pubDate>{{ article.publishedDateTime | date_to_rfc822 }}</pubDate>"
    "<description>{{ article.excerpt | xml_escape }}</description>\n"
    "{% for topic in article.topics %}<category>{{ topic | xml_escape }}</category>{% endfor %}</item>\n"
    "{% endfor %}</channel></rss>\n"
)
_JSON = (
    '{"version": "https://jsonfeed.org/version/1.1", "title": {{ site.title | jsonify }}, '
    '"home_page_url": {{ "/" | absolute_url | jsonify }}, "items": [\n'
    + _ITEMS
    + '{"id": {{ article.webUrl | jsonify }}, "url": {{ article.webUrl | jsonify }}, "title": {{ article.title | jsonify }},\n'
    f'"summary": {{{{ article.excerpt | jsonify }}}}, "date_published": "{_INSTANT}", '
    '"tags": {{ article.topics | jsonify }}}{% unless forloop.last %},{% endunless %}\n'
    "{% endfor %}]}\n"
)
_SITEMAP = (
    '<?xml version="1.0" encoding="utf-8"?>\n'
    '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml">\n'
    + _ITEMS
    + f"<url><loc>{{{{ article.webUrl | xml_escape }}}}</loc><lastmod>{_INSTANT}</lastmod>\n"
    '{% if article.ampWebUrl %}<xhtml:link rel="amphtml" href="{{ article.ampWebUrl | xml_escape }}"/>{% endif %}</url>\n'
    "{% endfor %}</urlset>\n"
)


def program() -> str | None:
    """Return where Jekyll is, None if it is not installed."""
    return shutil.which("jekyll")


@cache
def program_with_plugins() -> str | None:
    """Return where Jekyll is, None if it or one of the plugins is not installed."""
    if not shutil.which("gem") or any(
        subprocess.run(["gem", "list", "--installed", f"^{name}$"], capture_output=True, check=False).returncode
        for name in PLUGINS
    ):
        return None
    return program()


def prepare(articles: Path, folder: Path, job: Job, program: str) -> list[str]:
    """Write the project for *job* into *folder*; return the command that builds it there."""
    (folder / "_news").symlink_to(articles / "content")
    config = {
        "title": TITLE,
        "url": SITE_URL.rstrip("/"),
        "timezone": "UTC",
        "collections": {"news": {"output": False, "sort_by": "publishedDateTime"}},
        "defaults": [{"scope": {"path": "", "type": "news"}, "values": {"render_with_liquid": False}}],
        "markdown_ext": "none",
        "excerpt_separator": "",
    }
    (folder / "_config.yml").write_text(json.dumps(config), encoding="utf-8")  # JSON is YAML
    newest = f"limit: {NEWEST}"
    if job.newest:
        for name, text in (("rss.xml", _RSS), ("atom.xml", _ATOM), ("feed.json", _JSON)):
            _page(folder / name, _NEWEST + text.replace("LIMIT", newest))
    if job.sitemap:
        _page(folder / "sitemap.xml", _NEWEST + _SITEMAP.replace("LIMIT", ""))
    if job.topics:
        (folder / "topics").mkdir()
        text = _ATOM.replace("LIMIT", f"limit: {job.topic_limit}" if job.topic_limit else "")
        of_topic = '{% assign articles = site.news | where: "topics", page.title | reverse %}'
        for number, topic in enumerate(read_counts(articles).topics):
            _page(folder / "topics" / f"{number}.xml", of_topic + text, topic)
    return [program, "build", "--quiet", "--destination", "out", "--disable-disk-cache"]


def prepare_with_plugins(articles: Path, folder: Path, job: Job, program: str) -> list[str]:
    """Write the project with plugins, as far as they do *job*, into *folder*; return the command that builds it there.

    Raises CannotDo if they do nothing of it.
    """
    if not (job.newest or job.sitemap):
        raise CannotDo("jekyll-feed knows no topics")
    (folder / "_posts").symlink_to(articles / "content")
    wanted = {"jekyll-feed": job.newest, "jekyll-sitemap": job.sitemap}
    config = {
        "title": TITLE,
        "url": SITE_URL.rstrip("/"),
        "timezone": "UTC",
        "plugins": [name for name, is_wanted in wanted.items() if is_wanted],
        "feed": {"posts_limit": NEWEST, "excerpt_only": True},
    }
    (folder / "_config.yml").write_text(json.dumps(config), encoding="utf-8")
    return [program, "build", "--quiet", "--destination", "out", "--disable-disk-cache"]


def check_with_plugins(job: Job, output: Path, counts: Counts, who: str) -> None:
    """Raise WrongOutput if *output* has not what plugins do of *job*."""
    wanted = min(NEWEST, counts.published) if job.newest else 0, counts.published if job.sitemap else 0
    found = marks([output / "feed.xml"], "<entry>"), marks([output / "sitemap.xml"], "<url>")
    if found != wanted:
        raise WrongOutput(f"{who}: {job.name}: entries and addresses: {found} found, {wanted} wanted")


def _page(path: Path, text: str, title: str | None = None) -> None:
    path.write_text(f"---\ntitle: {json.dumps(title)}\n---\n{text}", encoding="utf-8")

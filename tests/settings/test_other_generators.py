"""Sites of generators that no preset reads: whose they are, and what serves them."""

from __future__ import annotations

import json
import re
import time
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest

from syndicate import Overrides, Registry, SettingsError, SyndicateError, UsageError, export
from syndicate.cli.first_settings import write_settings
from syndicate.settings import load_settings, make_plan, open_site, other_generator, recognise
from syndicate.settings.generators.recognised import advice_on
from tests.builtins.generators.jekyll_build import write
from tests.conftest import NOW, json_items, json_report

UNTITLED = "---\ndate: 2024-02-01\n---\n"
SITES = [
    ({"_config.yml": "title: T\nnew_post_name: :title.md\n"}, "Hexo", "public"),
    ({"package.json": '{"dependencies": {"hexo": "7"}}', "_config.yml": "title: T\n"}, "Hexo", "public"),
    ({"conf.py": "BLOG_TITLE = 'T'\n"}, "Nikola", "output"),
    ({"conf.py": "project = 'T'\n"}, "Sphinx", "_build/html"),
    ({"bridgetown.config.yml": "", "src/_posts/2024-01-01-a.md": ""}, "Bridgetown", "output"),
    ({"config/initializers.rb": "Bridgetown.configure do |config|\n"}, "Bridgetown", "output"),
    ({"astro.config.mjs": "", "src/content/blog/a.md": ""}, "Astro", "dist"),
    ({"docusaurus.config.ts": ""}, "Docusaurus", "build"),
    ({"gatsby-config.js": ""}, "Gatsby", "public"),
    ({"docs/.vitepress/config.mts": ""}, "VitePress", "docs/.vitepress/dist"),
    ({"_quarto.yml": "", "posts/a.qmd": ""}, "Quarto", "_site"),
    ({"_config.ts": 'import lume from "lume/mod.ts";'}, "Lume", "_site"),
    ({"T.lektorproject": ""}, "Lektor", "build"),
    ({"properdocs.yml": "site_name: !ENV [NAME, T]\n"}, "ProperDocs", "site"),
    ({"zensical.toml": '[project]\nsite_url = "https://e.org"\n'}, "Zensical", "site"),
    ({"src/Main.hs": "module Main where\nimport           Hakyll\n"}, "Hakyll", "_site"),
    ({"_toc.yml": "", "_config.yml": "title: T\n"}, "Jupyter Book", "_build/html"),
    ({"nanoc.yaml": "base_url: https://example.org\n"}, "nanoc", "output"),
    ({"zine.toml": '[site]\nurl = "https://example.org"\n'}, "Zine", "build"),
    ({"cecil.yml": "baseurl: https://example.org/\n"}, "Cecil", "_site"),
    ({"marmite.yaml": "name: T\n"}, "Marmite", "site"),
    ({"myst.yml": "version: 1\nsite:\n  title: T\n"}, "MyST", "_build/html"),
    ({"config.md": '@def website_title = "T"\n'}, "Franklin", "__site"),
    ({"composer.json": '{"require": {"tightenco/jigsaw": "^1.3"}}', "config.php": ""}, "Jigsaw", "build_production"),
    ({"app/config/sculpin_site.yml": "title: T\n"}, "Sculpin", "output_prod"),
    (
        {"_site.yml": "name: t\nnavbar:\n  title: T\n", "_posts/a/a.Rmd": UNTITLED, "_posts/a/a.html": "<p>"},
        "R Markdown",
        "_site",
    ),
    ({"_cobalt.yml": "", "_posts/2024-01-01-a.md": UNTITLED, "_layouts/a.liquid": ""}, "Cobalt", "_site"),  # no Jekyll
    # What their configuration says.
    ({"_quarto.yml": "project:\n  output-dir: docs/\n"}, "Quarto", "docs"),
    ({"_site.yml": 'output_dir: "docs"\n'}, "R Markdown", "docs"),
    ({"_config.yml": "new_post_name: x\npublic_dir: ./docs # of GitHub\n"}, "Hexo", "docs"),
    ({"docs/.vitepress/config.mts": "export default { outDir: '../public' }"}, "VitePress", "public"),
    ({"docs/.vuepress/config.js": "module.exports = {\n  dest: `public`,\n}"}, "VuePress", "public"),
    ({"conf.py": "BLOG_TITLE = 'T'\nOUTPUT_FOLDER = 'public'\n"}, "Nikola", "public"),
    ({"site.hs": 'config = defaultConfiguration\n  { destinationDirectory = "docs" }\n'}, "Hakyll", "docs"),
    ({"config.rb": "set :build_dir, 'docs'\n"}, "Middleman", "docs"),
    ({"config.rb": "set :build_dir,  ENV.fetch('OUTPUT', 'docs')\n"}, "Middleman", "build"),
    ({"astro.config.mjs": "export default { outDir: path.resolve('docs') }"}, "Astro", "dist"),
    ({"astro.config.mjs": "export default { outDir: '../elsewhere' }"}, "Astro", "dist"),
    ({"astro.config.mjs": "// outDir: 'docs'\nexport default { outDir: '/docs' }"}, "Astro", "dist"),
    *(
        ({"astro.config.mjs": f"export default {{\n  outDir: {value},\n}}"}, "Astro", "dist")
        for value in (
            "path.resolve('docs')",
            "process.env.OUT || './docs'",
            "isTest ? 'a' : 'b'",
            "outDir",
            "`${x}/docs`",
        )
    ),
    # Of another tool: the usual folder is there.
    ({"astro.config.mjs": "export default { vite: { build: { outDir: 'lib' } } }", "dist/a.html": ""}, "Astro", "dist"),
]


@pytest.mark.parametrize(("files", "name", "output"), SITES)
def test_a_site_is_told_by_its_files_and_what_serves_it_is_said(
    tmp_path: Path, files: dict[str, str], name: str, output: str
) -> None:
    write(tmp_path, files)
    found = other_generator(tmp_path)
    assert found is not None
    assert (found.name, found.output) == (name, output)
    file, _ = recognise(*open_site(tmp_path), Registry(distributions=()))
    with pytest.raises(UsageError) as caught:
        make_plan(file, Registry(distributions=()), now=NOW, overrides=Overrides())
    answer = str(caught.value).partition("; _posts has ")[0]
    assert f"; this is a site of {name}, which no preset reads: " in answer
    assert answer.endswith(
        f"build it and export its pages by syndicate export {tmp_path.as_posix()}/{output} --output"
        f" {tmp_path.as_posix()}/{output},"
        " or say in syndicate.yaml where its articles lie and what their URLs are"
    )
    assert ("plugins/syndicate-sphinx" in answer) == (name in ("Sphinx", "Jupyter Book"))


@pytest.mark.parametrize(
    "files",
    [
        {},
        {"readme.md": ""},
        {"config.md": "# How to configure\n"},
        {"conf.d/x": ""},
        {"_config.ts": "export default {}"},
        {"Gemfile": "gem 'jekyll'"},
        {"src/Main.hs": "module Main where\n-- no Hakyll\n"},
    ],
)
def test_nothing_is_guessed(tmp_path: Path, files: dict[str, str]) -> None:
    write(tmp_path, files)
    assert other_generator(tmp_path) is None


def test_a_folder_below_is_of_the_same_site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, {"_config.yml": "new_post_name: x\n", "source/_posts/a.md": "---\ntitle: T\n---\n"})
    monkeypatch.chdir(tmp_path)
    file, paths = recognise(*open_site("source/_posts"), Registry(distributions=()))
    assert (file.settings.source.url, paths) == (
        "{site_url}/{year}/{month}/{day}/{path}/",
        ("source/_posts", "!source/_posts/**/_*"),
    )
    assert file.notes[0].startswith(
        "this is a site of Hexo: its articles are read from source/_posts, and have the URLs"
    )


HEAD = "---\ntitle: T\ndate: 2024-02-01\n---\n"
UNDATED = "---\ntitle: T\n---\n"
ASTRO = "export default defineConfig({\n\tsite: 'https://e.org',\n});\n"
QUARTZ_5 = (
    "configuration:\n  pageTitle: T\n  ignorePatterns:\n    - raw\n    - templates\nplugins:\n"
    '  - source: "@quartz-community/remove-draft"\n    enabled: true\n'
    "  - source: github:quartz-community/explicit-publish # {{}}\n    order: 3\n    enabled: {}\n"
    "  - source: github:quartz-community/graph\n    enabled: false\n"
)
DOCUSAURUS = "const config = {\n  title: 'T',\n  url: 'https://e.org',\n  baseUrl: '/b/',\n};\n"
BLOG_ALONE = "presets: [['classic', {docs: {routeBasePath: 'd'}, blog: {feedOptions: {type: 'all', copyright: `${new Date()}`}, routeBasePath: '/'}}]]\n"
STARLIGHT = (
    "import starlight from '@astrojs/starlight'\nexport default defineConfig({\n  integrations: [starlight({})],\n});\n"
)
ASTROWIND = "site:\n  name: T\n  site: 'https://e.org'\n  base: '/b'\n  trailingSlash: false\napps:\n  post:\n    permalink: '/%slug%' # or not\n"
QUARTO = 'website:\n  title: "T"\n  site-url: https://e.org\n'
VITE = 'export default defineConfig({\n  title: "T",\n  sitemap: { hostname: "https://e.org" },\n})\n'
GLOBS = "collection({{ loader: glob({{ pattern: {}, base: './src/content/blog' }}) }}), x: glob({{ base: './src/content/x' }})"
HEXO = "title: T\nurl: https://e.org\nroot: /\npermalink: {}\nnew_post_name: :title.md\n"
PRETTY = "pretty_urls:\n  trailing_{}: false # no\n"
GATSBY = "module.exports = { siteMetadata: {\n  title: `T`,\n  author: {\n    name: `Ann`,\n  },\n  siteUrl: `https://e.org` } }\n"


@pytest.mark.parametrize(
    ("files", "name", "url"),
    [
        ({"_config.yml": HEXO.format("a/:id.html"), "source/_posts/hi.md": HEAD.replace("title", "id: 7\ntitle")}, "Hexo", "https://e.org/a/7.html"),
        ({"docusaurus.config.ts": DOCUSAURUS, "blog/2024-02-01-hi.md": HEAD}, "Docusaurus", "https://e.org/b/blog/2024/02/01/hi"),
        ({"docusaurus.config.ts": DOCUSAURUS, "blog/x.md": HEAD.replace("title", "slug: hi\ntitle")}, "Docusaurus", "https://e.org/b/blog/hi"),
        ({"docusaurus.config.ts": DOCUSAURUS, "blog/hi.md": HEAD, "blog/x.md": "---\nslug: x\ntitle: X\n---\n"}, "Docusaurus", "https://e.org/b/blog/hi"),
        ({"docusaurus.config.ts": DOCUSAURUS, "blog/2024/02-01-hi/index.mdx": HEAD}, "Docusaurus", "https://e.org/b/blog/2024/02/01/hi"),
        ({"docusaurus.config.ts": DOCUSAURUS, "blog/x/2024-02-01-hi.md": HEAD}, "Docusaurus", "https://e.org/b/blog/2024/02/01/x/hi"),
        ({"docusaurus.config.ts": DOCUSAURUS, "blog/2024/2-1/index.md": UNDATED}, "Docusaurus", "https://e.org/b/blog/2024/2/1/"),
        ({"docusaurus.config.ts": DOCUSAURUS, "blog/2024-02-01_hi.md": UNDATED}, "Docusaurus", "https://e.org/b/blog/2024/02/01/_hi"),
        ({"docusaurus.config.ts": DOCUSAURUS, "blog/hi.md": HEAD, "blog/2024-01-01.md": "# T\n"}, "Docusaurus", "https://e.org/b/blog/2024/01/01/"),
        ({"docusaurus.config.ts": DOCUSAURUS + BLOG_ALONE, "blog/x.md": HEAD.replace("title", "slug: /a/b\ntitle")}, "Docusaurus", "https://e.org/b/a/b"),
        ({"astro.config.mjs": ASTRO, "src/consts.ts": "export const SITE_TITLE = 'T';\n", "src/content/blog/hi.md": HEAD}, "Astro", "https://e.org/blog/hi/"),
        ({"astro.config.mjs": "", "src/config.yaml": ASTROWIND, "src/data/post/hi.md": HEAD.replace("date", "publishDate"), "src/pages/[...blog]/index.astro": ""}, "Astro", "https://e.org/b/hi"),
        ({"package.json": '{"homepage": "https://e.org", "dependencies": {"next": "15"}}', "data/site.json": '{"title": "T"}', "_posts/hi.md": HEAD}, "Next.js", "https://e.org/posts/hi"),
        ({"next.config.js": "module.exports = {\n  basePath: '/b',\n}", "data/siteMetadata.js": "module.exports = {\n  title: 'T',\n  siteUrl: 'https://e.org' }", "posts/hi.md": HEAD}, "Next.js", "https://e.org/b/posts/hi"),
        ({"next.config.js": "module.exports = {\n  basePath: '/b',\n}", "data/siteMetadata.js": "module.exports = {\n  title: 'T',\n  siteUrl: 'https://e.org/b/' }", "posts/hi.md": HEAD}, "Next.js", "https://e.org/b/posts/hi"),
        ({"package.json": '{"dependencies": {"next": "15"}}', "src/app/layout.tsx": "export const metadata: Metadata = {\n  metadataBase: new URL('https://e.org'),\n  title: { default: 'T', template: '%s' },\n}", "posts/hi.md": HEAD}, "Next.js", "https://e.org/posts/hi"),
        ({"_quarto.yml": QUARTO, "posts/hi/index.qmd": HEAD}, "Quarto", "https://e.org/posts/hi/"),
        ({"_quarto.yml": QUARTO, "posts/hi.qmd": HEAD, "posts/ho/index.qmd": "---\ntitle: U\n---\n"}, "Quarto", "https://e.org/posts/hi.html"),
        ({"_quarto.yml": QUARTO, "posts/hi/index.qmd": HEAD, "posts/ho.qmd": "---\ntitle: U\n---\n"}, "Quarto", "https://e.org/posts/hi/"),
        ({".vitepress/config.mts": VITE, "posts/hi.md": HEAD}, "VitePress", "https://e.org/posts/hi.html"),
        ({".vuepress/config.js": VITE, "posts/hi/README.md": HEAD}, "VuePress", "https://e.org/posts/hi/"),
        ({"_config.yml": HEXO.format(":year/:title/"), "source/_posts/hi.md": HEAD}, "Hexo", "https://e.org/2024/hi/"),
        ({"_config.yml": HEXO.format(":title/").replace("\n", "\r\n"), "source/_posts/sea/hi.md": HEAD}, "Hexo", "https://e.org/sea/hi/"),
        ({"_config.yml": HEXO.format("p/:name.html"), "source/_posts/sea/hi.md": HEAD}, "Hexo", "https://e.org/p/hi.html"),
        ({"_config.yml": HEXO.format("p/:title.html") + PRETTY.format("html"), "source/_posts/hi.md": HEAD}, "Hexo", "https://e.org/p/hi"),
        ({"_config.yml": HEXO.format(":title/index.html") + PRETTY.format("index"), "source/_posts/hi.md": HEAD}, "Hexo", "https://e.org/hi/"),
        ({"_config.yml": HEXO.format(":title.html") + PRETTY.format("index"), "source/_posts/hi.md": HEAD}, "Hexo", "https://e.org/hi.html"),
        ({"_config.yml": HEXO.format("").replace("permalink: ", ""), "source/_posts/2024-03-05-hi.md": HEAD}, "Hexo", "https://e.org/2024/02/01/2024-03-05-hi/"),
        ({"_config.yml": HEXO.format(":title/").replace("name: :title", "name: :year-:month-:day-:title"), "source/_posts/2024-02-01-hi.md": HEAD}, "Hexo", "https://e.org/hi/"),
        ({"_config.yml": HEXO.format(":title/").replace("name: :title", "name: :year-:month-:day-:title"), "source/_posts/sea/Hi there.md": HEAD}, "Hexo", "https://e.org/sea-Hi-there/"),
        ({"_config.yml": HEXO.format("p/:name/").replace("name: :title", "name: :year/:title"), "source/_posts/2024/sea/hi.md": HEAD}, "Hexo", "https://e.org/p/hi/"),
        ({"_config.yml": HEXO.format(":title/"), "source/_posts/hi/index.md": HEAD, "source/_posts/ho.txt": HEAD}, "Hexo", "https://e.org/hi/index/"),
        ({"gatsby-config.js": GATSBY, "content/blog/hi/index.md": HEAD}, "Gatsby", "https://e.org/hi/"),
        ({"gatsby-config.js": GATSBY, "gatsby/nodes.js": "value: node.frontmatter.slug", "content/blog/x.md": HEAD.replace("title", "slug: /a/hi/\ntitle")}, "Gatsby", "https://e.org/a/hi/"),
        ({"gatsby-config.js": GATSBY, "gatsby-node.js": "createFilePath({ node })", "content/blog/hi.md": HEAD.replace("title", "slug: /x/\ntitle")}, "Gatsby", "https://e.org/hi/"),
        ({"site.hs": 'feedTitle = "T"\n  , feedRoot = "https://e.org"\n', "posts/2024-02-01-hi.markdown": HEAD}, "Hakyll", "https://e.org/posts/2024-02-01-hi.html"),
        ({"nuxt.config.ts": "", "data/site.yaml": "title: T\nurl: https://e.org\n", "content/posts/hi.md": HEAD}, "Nuxt", "https://e.org/posts/hi"),
        (
            {"nuxt.config.ts": "", "data/site.yaml": "title: T\nurl: https://e.org\n", "content/posts/3.Q & A - 50% of what?.md": HEAD},
            "Nuxt", "https://e.org/posts/q-and-a-50percent-of-what",
        ),
        ({"_config.ts": "import lume from 'lume/mod.ts';\n", "_data.yml": "title: T\nurl: https://e.org\n", "posts/sea/2024-02-01_hi-2024-02-01_x.md": HEAD}, "Lume", "https://e.org/posts/sea/hi-2024-02-01_x/"),
        ({"_config.ts": "import lume from 'lume/mod.ts';\nlume({\n  prettyUrls: false,\n});\nsite.use(slugifyUrls());\n", "_data.yml": "title: T\nurl: https://e.org\n", "posts/2024-02-01_hi.md": HEAD}, "Lume", "https://e.org/posts/hi.html"),
        ({"_config.ts": "import lume from 'lume/mod.ts';\nsite.use(slugify_urls());\n", "_data.yml": "title: T\nurl: https://e.org\n", "posts/My Sea/2024-02-01_Tides & I_II?.md": HEAD}, "Lume", "https://e.org/posts/my-sea/tides-i-ii/"),
    ],
)  # fmt: skip
def test_where_front_matter_is_enough_nothing_is_asked_and_the_report_says_what_was_taken(
    tmp_path: Path, files: dict[str, str], name: str, url: str
) -> None:
    write(tmp_path, files)
    (tmp_path / "README.md").write_text("# A repository\n")
    report = json_report(tmp_path)
    feed = json.loads(report.documents[0].body)
    assert (feed["title"], [item["url"] for item in feed["items"]][-1:]) == ("T", [url])
    assert report.notes[0].startswith(f"this is a site of {name}: its articles are read from ")
    # What init writes gives the same.
    write_settings(tmp_path, Registry(distributions=()))
    assert json_items(tmp_path) == feed["items"]


def test_a_blog_that_docusaurus_has_beside_the_one_that_is_read_is_named(tmp_path: Path) -> None:
    plugin = "['@docusaurus/plugin-content-blog',\n {{ id: '{0}', feedOptions: {{ type: 'all' }}, path: './{0}' }}],\n"
    plugins = "".join(map(plugin.format, ("news", "empty", "../up", "blog")))
    config = DOCUSAURUS + f"plugins: [{plugins}]\n"
    write(tmp_path / "site", {"docusaurus.config.ts": config, "blog/a.md": HEAD, "news/b.md": HEAD, "empty/c.txt": ""})
    write(tmp_path, {"up/d.md": HEAD})
    file, _ = recognise(*open_site(str(tmp_path / "site")), Registry(distributions=()))
    assert "'; other blogs of it are not read: news; syndicate init" in file.notes[0]
    (tmp_path / "site/news/b.md").unlink()
    file, _ = recognise(*open_site(str(tmp_path / "site")), Registry(distributions=()))
    assert "other blogs" not in file.notes[0]


TWO = {"astro.config.mjs": "site: 'https://e.org'", "src/consts.ts": "export const SITE_TITLE = 'T';"}


@pytest.mark.parametrize(
    ("program", "name"),
    [
        ({"rss.xml.js": "await getCollection('writing', isShown)"}, "writing"),
        ({"feed/[lang].ts": 'getCollection<Post>("writing")'}, "writing"),
        ({"index.js": "getCollection('writing')", "rss.xml.ts": "getSortedPosts()"}, "blog"),
        ({"atom.xml.js": "getCollection('gone')"}, "blog"),
    ],
)
def test_the_collection_that_astros_feeds_ask_for_is_read(tmp_path: Path, program: dict[str, str], name: str) -> None:
    write(tmp_path, {**TWO, **{f"src/pages/{path}": text for path, text in program.items()}})
    write(tmp_path, {f"src/content/{folder}/a.md": HEAD for folder in ("blog", "writing")})
    assert [item["url"] for item in json_items(tmp_path)] == [f"https://e.org/{name}/a/"]


DATA = {"data/site.json": '{"title": "T", "url": "https://e.org"}'}


@pytest.mark.parametrize(
    ("files", "url"),
    [
        ({"astro.config.mjs": "", "src/content/blog/hi.md": "", "src/pages/[...slug].astro": "", "src/pages/tags/[tag].astro": ""}, "hi/"),
        ({"astro.config.mjs": "", "src/content/blog/hi.md": "", "src/pages/blog/[...slug].astro": "", "src/pages/[page].astro": ""}, "blog/hi/"),
        ({"astro.config.mjs": "", "src/content/posts/2024-02-01-hi.md": "", "src/pages/[year]/[month]/[day]/[slug].astro": ""}, "2024/02/01/hi/"),
        ({"astro.config.mjs": "", "src/content/blog/hi.md": "", "src/pages/posts/[...slug]/index.astro": "", "src/pages/posts/[...slug]/og.png.ts": ""}, "posts/hi/"),
        ({"astro.config.mjs": "", "src/content/thoughts/hi.md": "", "src/content/authors/ann.json": "", "src/pages/thoughts/[id].astro": "", "src/pages/docs/[id].astro": ""}, "thoughts/hi/"),
        ({"astro.config.mjs": "{\n  trailingSlash: 'never',\n}", "src/content/blog/hi.md": ""}, "blog/hi"),
        ({"astro.config.mjs": "{\n  build: { format: 'file' },\n}", "src/content/blog/hi.md": ""}, "blog/hi"),
        ({"astro.config.mjs": ASTRO.replace("\n});", "\n\tplugins: [log({\n\t\tbase: 'log',\n\t})],\n});"), "src/content/blog/hi.md": ""}, "blog/hi/"),
        ({"astro.config.mjs": ASTRO.replace("\n});", "\n\tplugins: [log({\n\t\tbase: 'log',\n\t})],\n\tbase: 'b',\n});"), "src/content/blog/hi.md": ""}, "b/blog/hi/"),
        ({"astro.config.mjs": STARLIGHT, "src/content/docs/index.mdx": "", "src/content/docs/blog/Hi.md": ""}, "blog/hi/"),
        ({"astro.config.mjs": STARLIGHT, "src/content/docs/fr/blog/hi.md": "", "src/pages/posts/[id].astro": ""}, "fr/blog/hi/"),
        ({"astro.config.mjs": "", "src/content/blog/cat/sea/Hi.md": "", "src/content/blog/en/x.txt": "", "src/pages/[lang]/posts/[...slug].astro": "", "src/pages/[lang]/index.astro": ""}, "cat/posts/sea/hi/"),
        ({"astro.config.mjs": "", "src/content/blog/Über C++ & Co.md": ""}, "blog/%C3%BCber-c--co/"),
        ({"next.config.mjs": "", "data/blog/hi.mdx": "", "app/(site)/blog/[...slug]/page.tsx": "", "app/blog/page/[page]/page.tsx": "", "app/api/[slug]/page.ts": ""}, "blog/hi"),
        ({"next.config.js": "module.exports = {\n  trailingSlash: true,\n}", "posts/hi.md": "", "pages/articles/[slug].js": "", "pages/_app.js": ""}, "articles/hi/"),
        ({"next.config.js": "", "src/content/blog/2024/hi.md": "", "src/pages/[[...markdownPath]].js": ""}, "blog/2024/hi"),
        ({"next.config.ts": "", "content/blog/en/hi.mdx": "", "src/app/[locale]/blog/[slug]/page.tsx": "", "src/i18n/routing.ts": "localePrefix: 'always'"}, "en/blog/hi"),
        ({"next.config.ts": "", "content/blog/en/sea/hi.mdx": "", "app/blog/[lang]/[[...slug]]/page.tsx": ""}, "blog/en/sea/hi"),
        ({"next.config.ts": "", "content/blog/en/hi.mdx": "", "app/[lang]/[[...slug]]/page.tsx": ""}, "en/blog/hi"),
        ({"next.config.ts": "", "src/app/blog/hi/page.mdx": "", "src/app/blog/page.tsx": "", "src/app/about/us/page.mdx": ""}, "blog/hi"),
        ({"next.config.ts": "", "outstatic/content/posts/hi.md": "", "outstatic/content/projects/a.txt": HEAD, "app/writing/[slug]/page.tsx": ""}, "writing/hi"),
        ({"next.config.ts": "", "posts/sea/hi.en.mdx": "", "src/app/[locale]/blog/[slug]/page.tsx": ""}, "en/blog/hi"),
        ({"svelte.config.js": "", "src/posts/en/next.js.md": "", "src/posts/examples/a.ts": "", "src/routes/[lang]/blog/[slug]/+page.svelte": ""}, "en/blog/next.js"),
        ({"svelte.config.js": "", "src/posts/hi.md": "", "src/routes/(web)/blog/[slug=slug]/+page.svelte": ""}, "blog/hi"),
        ({"svelte.config.js": "", "src/lib/posts/hi.md": "", "src/routes/blog/[post]/+page.svelte": ""}, "blog/hi"),
        ({"svelte.config.js": "", "src/lib/posts/2024/hi.md": "", "src/routes/blog/[slug]/+page.svelte": ""}, "blog/hi"),
        ({"svelte.config.js": "", "src/lib/posts/2024/hi.md": "", "src/routes/blog/[...slug]/+page.svelte": ""}, "blog/2024/hi"),
        ({"next.config.js": "", "posts/2024/hi/index.md": "", "pages/blog/[slug].js": ""}, "blog/2024/hi"),
        ({"svelte.config.js": "", "src/routes/blog/hi/+page.md": ""}, "blog/hi"),
        ({"svelte.config.js": "", "src/posts/hi.md": "", "src/routes/+layout.ts": "export const trailingSlash = 'always';"}, "posts/hi/"),
        ({"nuxt.config.ts": "", "content/blog/hi.md": "", "pages/blog/_slug.vue": ""}, "blog/hi"),
        ({"nuxt.config.ts": "", "content/blog/2024/hi.md": "", "app/pages/[...slug].vue": ""}, "blog/2024/hi"),
        ({"gatsby-config.js": "path: `${__dirname}/src/img`, path: `${__dirname}/src/pages`,", "src/pages/blog/hi.md": ""}, "blog/hi/"),
        ({"gatsby-config.ts": "path: './content/blog/', path: 'content'", "content/blog/hi/index.md": ""}, "hi/"),
        ({"gatsby-config.js": "path: `content/blogs`", "content/blog/hi.md": ""}, "hi/"),
        ({"nuxt.config.ts": "", "content/blog/3.sea/12.v1.2-Hi.md": "", "pages/blog/[...slug].vue": ""}, "blog/sea/v1.2-hi"),
        ({"nuxt.config.ts": "", "content/blog/2.sea/1.index.md": ""}, "blog/sea"),
        ({"nuxt.config.ts": "", "content/3.blog/hi.md": "", "content/4.press/text.txt": HEAD}, "blog/hi"),
        ({".vitepress/config.ts": "export default {\n  cleanUrls: true,\n}", "posts/hi.md": ""}, "posts/hi"),
        ({"docusaurus.config.js": "{\n  trailingSlash: true,\n}", "blog/hi.md": ""}, "blog/hi/"),
    ],
)  # fmt: skip
def test_routes_that_are_files_and_the_configuration_say_what_urls_are_like(
    tmp_path: Path, files: dict[str, str], url: str
) -> None:
    write(
        tmp_path, {**DATA, **{path: HEAD if path.endswith((".md", ".mdx")) else text for path, text in files.items()}}
    )
    assert [item["url"] for item in json_items(tmp_path)] == [f"https://e.org/{url}"]


@pytest.mark.parametrize(
    "route", ["astro.config.mjs src/pages/blog/[category]/[id].astro", "next.config.js app/posts/[a]/[b]/page.tsx"]
)
def test_where_a_program_says_what_stands_in_the_route_of_articles_the_built_pages_are_asked_for(
    tmp_path: Path, route: str
) -> None:
    write(tmp_path, {**DATA, "src/content/blog/hi.md": HEAD, "src/pages/teams/[id].astro": ""})
    write(tmp_path, dict.fromkeys(route.split(), ""))
    with pytest.raises(UsageError, match="build it and export its pages"):
        json_items(tmp_path)


@pytest.mark.parametrize(
    ("files", "article", "url"),
    [
        (("next.config.js", "app/blog/[slug]/page.tsx"), "content/posts/2024/01-hi.mdx", "blog/sea"),
        (("next.config.js", "app/blog/[...slug]/page.tsx"), "content/posts/2024/01-hi.mdx", "blog/sea"),
        (("next.config.js", "app/[lang]/blog/[slug]/page.tsx"), "content/posts/en/hi.mdx", "en/blog/sea"),
        (("next.config.js",), "src/app/blog/hi/page.mdx", "blog/hi"),
        (("svelte.config.js", "src/routes/log/[slug]/+page.svelte"), "src/posts/log_hi.md", "log/sea"),
        (("svelte.config.js",), "src/routes/blog/hi/+page.md", "blog/hi"),
    ],
)
def test_a_slug_that_the_head_says_is_that_of_the_page_unless_its_file_is_the_route(
    tmp_path: Path, files: tuple[str, ...], article: str, url: str
) -> None:
    write(tmp_path, {**DATA, **dict.fromkeys(files, ""), article: HEAD.replace("title", "slug: sea\ntitle")})
    assert [item["url"] for item in json_items(tmp_path)] == [f"https://e.org/{url}"]


def test_folders_of_next_that_are_no_routes_show_no_article_or_are_no_part_of_its_address(tmp_path: Path) -> None:
    pages = dict.fromkeys(("a", "(sea)/b", "_c", "_d/e"), HEAD)
    write(
        tmp_path, {**DATA, "next.config.ts": "", **{f"app/blog/{path}/page.mdx": head for path, head in pages.items()}}
    )
    assert {item["url"] for item in json_items(tmp_path)} == {"https://e.org/blog/a", "https://e.org/blog/b"}


def test_what_lies_in_the_folder_of_a_language_is_in_it_unless_it_says_another(tmp_path: Path) -> None:
    write(
        tmp_path,
        {
            **DATA,
            "next.config.ts": "",
            "app/[locale]/blog/[slug]/page.tsx": "",
            "content/blog/en/a.mdx": HEAD,
            "content/blog/pt_BR/b.mdx": HEAD,
            "content/blog/pt_BR/c.mdx": HEAD.replace("title", "lang: gl\ntitle"),
            "content/blog/pt_BR/d.mdx": HEAD.replace("title", "url: /x/d\ntitle"),
        },
    )
    said = {item["url"]: item.get("language") for item in json_items(tmp_path)}
    home = "https://e.org"
    assert said == {
        f"{home}/en/blog/a": "en",
        f"{home}/pt_BR/blog/b": "pt-BR",
        f"{home}/pt_BR/blog/c": "gl",
        f"{home}/x/d": None,
    }


@pytest.mark.parametrize(
    ("mark", "folder"),
    [("astro.config.mjs", "src/content/blog"), ("docusaurus.config.js", "blog"), ("_quarto.yml", "posts")],
)
def test_what_begins_with_an_underscore_stays_in_where_the_generator_does_not_build_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mark: str, folder: str
) -> None:
    hidden = {f"{folder}/{name}": HEAD for name in ("_a.md", "_drafts/b.md", "sea/_c.md")}
    write(tmp_path, {**DATA, mark: "", **hidden, f"{folder}/sea/hi.md": HEAD})
    (item,) = json_items(tmp_path)
    assert "/sea/hi" in item["url"]
    monkeypatch.chdir(tmp_path)
    assert json_items(folder) == [item]
    write_settings(tmp_path, Registry(distributions=()))
    assert json_items(tmp_path) == [item]


def test_the_author_that_is_found_is_used_whatever_else_is_given(tmp_path: Path) -> None:
    write(tmp_path, {"package.json": '{"author": "Bo <bo@e.org>"}', "posts/hi.md": HEAD})
    with pytest.raises(UsageError, match=r"needs a title and a URL: (?!.*--author)"):
        export(tmp_path, now=NOW, registry=Registry(distributions=()))
    report = json_report(tmp_path, title="T", site_url="https://e.org/")
    assert json.loads(report.documents[0].body)["authors"] == [{"name": "Bo"}]


@pytest.mark.parametrize("key", ["canonical", "canonicalURL", "canonical_url"])
def test_what_came_out_elsewhere_first_has_the_address_of_its_own_page(tmp_path: Path, key: str) -> None:
    head = HEAD.replace("---\n", f"---\n{key}: https://elsewhere.example/hi\n", 1)
    write(tmp_path, {**DATA, "astro.config.mjs": ASTRO, "src/content/blog/hi.md": head})
    report = json_report(tmp_path)
    (item,) = json.loads(report.documents[0].body)["items"]
    assert item["url"] == "https://e.org/blog/hi/"
    assert any("looks like an address" in note for note in report.notes)


def test_an_id_at_the_end_of_a_heading_of_astro_is_none_of_its_text(tmp_path: Path) -> None:
    write(tmp_path, {**DATA, "astro.config.mjs": "", "src/content/blog/hi.md": f"{HEAD}## Tides {{#tides}}\n"})
    (item,) = json_items(tmp_path, content="full")
    assert ">Tides</h2>" in item["content_html"]


BASED = "![a](/i.png) [b](/x/)"
POSTS_OF_HEXO = HEXO.format(":year/:title/").replace("root: /", "root: /b/").replace("e.org", "e.org/b")


@pytest.mark.parametrize(
    ("files", "article", "html"),
    [
        ({"docusaurus.config.js": DOCUSAURUS}, "blog/2024-02-01-hi.md", '<img src="https://e.org/b/i.png" alt="a"> <a href="https://e.org/b/x/">b</a>'),
        ({".vitepress/config.mts": VITE.replace("title:", "base: '/b/', title:")}, "posts/hi.md", '<img src="https://e.org/b/i.png" alt="a"> <a href="https://e.org/b/x/">b</a>'),
        ({"_config.yml": POSTS_OF_HEXO}, "source/_posts/hi.md", '<img src="https://e.org/b/i.png" alt="a"> <a href="https://e.org/x/">b</a>'),
        ({"astro.config.mjs": ASTRO.replace("site:", "base: '/b', site:"), **DATA}, "src/content/blog/hi.md", '<img src="https://e.org/i.png" alt="a"> <a href="https://e.org/x/">b</a>'),
    ],
)  # fmt: skip
def test_addresses_at_the_root_are_below_the_sites_path_where_the_generator_puts_them(
    tmp_path: Path, files: dict[str, str], article: str, html: str
) -> None:
    write(tmp_path, {**files, article: HEAD + BASED})
    (item,) = json_items(tmp_path, content="full")
    assert item["content_html"] == f"<p>{html}</p>"


@pytest.mark.parametrize(
    ("more", "package", "name", "url"),
    [
        (
            "post_asset_folder: true\nmarked: {prependRoot: true, postAsset: true}\n",
            "",
            "i.png",
            "https://e.org/2024/hi/i.png",
        ),
        ("", '{"dependencies": {"hexo": "8", "hexo-asset-image": "1"}}', "hi/i.png", "https://e.org/2024/hi/i.png"),
        ("marked: {postAsset: true}\n", "", "i.png", "https://e.org/i.png"),
    ],
)
def test_pictures_of_a_post_of_hexo_are_where_its_settings_say(
    tmp_path: Path, more: str, package: str, name: str, url: str
) -> None:
    files = {"package.json": package} if package else {}
    write(
        tmp_path,
        {"_config.yml": HEXO.format(":year/:title/") + more, "source/_posts/hi.md": f"{HEAD}![a]({name})", **files},
    )
    (item,) = json_items(tmp_path, content="full")
    assert item["content_html"] == f'<p><img src="{url}" alt="a"></p>'


@pytest.mark.parametrize(
    ("more", "html"),
    [
        ("", "<p>“a”<br>\nb</p>"),
        ("marked: {breaks: false}\n", "<p>“a”\nb</p>"),
        ("markdown:\n  render: {typographer: false}\n", '<p>"a"<br>\nb</p>'),
    ],
)
def test_lines_and_quotes_of_hexo_are_as_its_settings_say(tmp_path: Path, more: str, html: str) -> None:
    write(tmp_path, {"_config.yml": HEXO.format(":title/") + more, "source/_posts/hi.md": f'{HEAD}"a"\nb\n'})
    (item,) = json_items(tmp_path, content="full")
    assert item["content_html"] == html


def test_astro_without_smartypants_leaves_quotes_alone(tmp_path: Path) -> None:
    config = ASTRO.replace("site:", "markdown: { smartypants: false }, site:")
    write(
        tmp_path,
        {"astro.config.mjs": config, "src/content/blog/hi.md": f'{HEAD}"a"\n', "src/consts.ts": TWO["src/consts.ts"]},
    )
    (item,) = json_items(tmp_path, content="full")
    assert item["content_html"] == '<p>"a"</p>'


def test_an_extension_that_the_dialect_lacks_is_not_switched_off(tmp_path: Path) -> None:
    settings = "site: {title: T, url: https://e.org, authors: [A]}\nsource: {name: front-matter, paths: [.], options: {dialect: hexo, switched_off: [breaks, tables]}}\n"
    write(tmp_path, {"syndicate.yaml": settings, "hi.md": HEAD})
    with pytest.raises(UsageError, match=r"source\.options\.switched_off: 'tables' is none of .*marked"):
        json_items(tmp_path)


def test_articles_of_quarto_link_to_pages_and_have_signs_above_and_below_the_line(tmp_path: Path) -> None:
    text = "H~2~O, x^2^ ~~no~~ [a](../ho/index.qmd#top) [b](../c.qmd)^[A *note*.]"
    write(
        tmp_path,
        {"_quarto.yml": QUARTO, "posts/hi/index.qmd": HEAD + text, "posts/ho/index.qmd": HEAD, "posts/c.qmd": ""},
    )
    html = next(item["content_html"] for item in json_items(tmp_path, content="full") if "hi" in item["url"])
    assert html.startswith(
        '<p>H<sub>2</sub>O, x<sup>2</sup> <del>no</del> <a href="https://e.org/posts/ho/#top">a</a> <a href="https://e.org/posts/c.html">b</a><sup>'
    )
    assert "<p>A <em>note</em>. " in html


def test_markdown_of_quarto_is_pandocs(tmp_path: Path) -> None:
    write(tmp_path, {**DATA, "_quarto.yml": "", "posts/hi.qmd": f"{HEAD}::: {{.callout-note}}\n$a_1$ *b*{{.c}}\n:::\n"})
    (item,) = json_items(tmp_path, content="full")
    assert item["content_html"].split("\n") == [
        "<div>",
        "<p><strong>Note</strong></p>",
        "<p><code>a_1</code> <em>b</em></p>",
        "</div>",
    ]


@pytest.mark.parametrize("mark", ["astro.config.mjs", "_quarto.yml", "next.config.js", "docusaurus.config.js"])
def test_a_date_has_the_month_first_where_the_generator_reads_it_so(tmp_path: Path, mark: str) -> None:
    suffix = "qmd" if mark == "_quarto.yml" else "md"
    dated = HEAD.replace("2024-02-01", '"2/13/2022"\ndate-modified: 2-14-2022')
    write(tmp_path, {**DATA, mark: "", f"blog/hi.{suffix}": dated, f"blog/ho.{suffix}": HEAD})
    items = json_items(tmp_path)
    assert [item["date_published"] for item in items] == ["2024-02-01T00:00:00Z", "2022-02-13T00:00:00Z"]
    assert items[1]["date_modified"] == "2022-02-14T00:00:00Z"


def test_hexo_dates_its_posts_in_its_zone(tmp_path: Path) -> None:
    post = HEAD.replace("2024-02-01", "2024-02-01 00:30:00")
    write(
        tmp_path,
        {
            "_config.yml": HEXO.format(":year/:month/:day/:title/") + "timezone: Asia/Shanghai\n",
            "source/_posts/hi.md": post,
        },
    )
    for _ in range(2):
        (item,) = json_items(tmp_path)
        assert (item["date_published"], item["url"]) == ("2024-02-01T00:30:00+08:00", "https://e.org/2024/02/01/hi/")
        # Whoever gives title and URL is not asked for the zone.
        report = json_report(tmp_path, title="U", site_url="https://e.org", author="A")
        assert b"2024-02-01T00:30:00+08:00" in report.documents[0].body
        if not (tmp_path / "syndicate.yaml").exists():
            write_settings(tmp_path, Registry(distributions=()))


def test_a_type_or_a_variable_is_no_title(tmp_path: Path) -> None:
    config = "interface Site {\n  title: string;\n}\nexport const SITE: Site = {\n  title: 'T',\n};\n"
    write(tmp_path, {"astro.config.mjs": ASTRO, "src/config.ts": config, "src/content/blog/hi.md": HEAD})
    file, _ = recognise(*open_site(tmp_path), Registry(distributions=()))
    assert file.settings.site.title == "T"
    write(tmp_path, {"src/config.ts": "export default {\n  title: packageTitle,\n}"})
    assert recognise(*open_site(tmp_path), Registry(distributions=()))[0].settings.site.title is None


@pytest.mark.parametrize(
    ("files", "url", "author"),
    [
        ({"_quarto.yml": QUARTO, "posts/_metadata.yml": "freeze: true\nauthor: Ann Lee\n", "posts/a.qmd": HEAD}, "https://e.org", "Ann Lee"),
        ({"_quarto.yml": QUARTO, "posts/_metadata.yml": "author:\n  - name: Ann Lee\n    orcid: 0\n", "posts/a.qmd": HEAD}, "https://e.org", "Ann Lee"),
        ({"_config.ts": "import lume from 'lume/mod.ts';\nlume({\n  location: new URL(\"https://e.org/\"),\n})", "_data.yml": "metas:\n  description: '=d'\ntitle: T\nauthor: Ann\nlang: es\n", "posts/a.md": HEAD}, "https://e.org/", "Ann"),
    ],
)  # fmt: skip
def test_authors_are_those_of_the_folder_and_the_url_is_that_of_the_program(
    tmp_path: Path, files: dict[str, str], url: str, author: str
) -> None:
    write(tmp_path, files)
    site = recognise(*open_site(tmp_path), Registry(distributions=()))[0].settings.site
    assert (site.url, site.authors, site.description) == (url, (author,), "")
    assert site.language == ("es" if "_data.yml" in files else "")
    assert json_items(tmp_path)[0]["authors"] == [{"name": author}]


def test_tags_and_authors_have_the_names_that_docusaurus_shows(tmp_path: Path) -> None:
    post = "---\ntitle: T\ndate: 2024-01-30\nauthors: [ann]\ntags: [sea, wind]\n---\n"
    data = {"blog/authors.yml": "ann: {name: Ann Lee}\n", "blog/tags.yml": "sea: {label: The sea, permalink: /sea}\n"}
    write(tmp_path, {"docusaurus.config.js": DOCUSAURUS, "blog/2024-01-30-a.md": post, **data})
    for is_written in (False, True):
        if is_written:
            write_settings(tmp_path, Registry(distributions=()))
        (item,) = json_items(tmp_path)
        assert (item["tags"], [author["name"] for author in item["authors"]]) == (["The sea", "wind"], ["Ann Lee"])


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("data/site.js", r"title: 'Ann\'s sea',"),
        ("data/site.js", r'title: "Ann\'s sea",'),
        ("data/site.js", 'title: "Ann\'s sea",'),
        ("_quarto.yml", "title: 'Ann''s sea'"),
    ],
)
def test_a_sign_that_is_escaped_ends_no_title(tmp_path: Path, name: str, said: str) -> None:
    write(tmp_path, {"_quarto.yml": "", name: said, "posts/a.qmd": HEAD})
    report = json_report(tmp_path, site_url="https://e.org", author="A")
    assert json.loads(report.documents[0].body)["title"] == "Ann's sea"


@pytest.mark.parametrize(
    "place", ["data/authors/ann.mdx", "data/authors/ann.json", "data/authors.yml", "data/authors/all.yaml"]
)
def test_authors_have_the_names_of_the_collection_beside_that_of_the_articles(tmp_path: Path, place: str) -> None:
    person = {
        ".yaml": "- {key: ann, name: Ann Lee}\n",
        ".mdx": "---\nname: Ann Lee\navatar: ./ann.jpg\n---\nHi.\n",
        ".json": '{"name": "Ann Lee"}',
        ".yml": "ann: {name: Ann Lee}\n",
    }
    head = HEAD.replace("title", "authors: [ann, bob]\ntitle")
    write(
        tmp_path, {"next.config.js": "", "next-sitemap.config.js": "siteUrl: 'https://e.org'", "data/blog/hi.mdx": head}
    )
    write(tmp_path, {"data/site.json": '{"title": "T"}', place: person[Path(place).suffix]})
    (item,) = json_items(tmp_path)
    assert item["authors"] == [{"name": "Ann Lee"}, {"name": "bob"}]  # her picture has no address


@pytest.mark.parametrize(
    ("files", "told"),
    [
        ({"_posts/a.md": HEAD, "contents/post/b.md": HEAD, "contents/post/c/index.md": HEAD}, "contents/post has 2 files"),
        ({"_posts/a.md": HEAD, "x/2023/b.md": HEAD.replace("date:", "published:"), "x/2024/c.md": HEAD, "x/2024/d.md": HEAD}, "x has 3 files"),
        ({"_posts/a.md": HEAD, "_posts/b.md": HEAD, "contents/c.md": HEAD, "contents/d.md": HEAD}, ""),
        ({"_posts/a.md": HEAD, "node_modules/x/a.md": HEAD, "node_modules/x/b.md": HEAD, ".x/c.md": HEAD, ".x/d.md": HEAD}, ""),
    ],
)  # fmt: skip
def test_where_more_has_dates_than_what_is_read_the_folder_is_named(
    tmp_path: Path, files: dict[str, str], told: str
) -> None:
    write(tmp_path, {"next.config.js": "", **files})
    file, _ = recognise(*open_site(str(tmp_path)), Registry(distributions=()))
    assert ("and is not read" in file.notes[0]) is bool(told)
    assert f"; {told} with dates and is not read; syndicate init" in file.notes[0] or not told


def test_where_no_folder_of_articles_is_known_the_one_with_most_dates_is_named(tmp_path: Path) -> None:
    write(
        tmp_path, {"svelte.config.js": "", "app/texts/a.md": HEAD, "app/texts/2024/b.md": HEAD, "README.md": "# Hi\n"}
    )
    with pytest.raises(UsageError, match=r"what their URLs are; app/texts has 2 files with dates$"):
        json_report(tmp_path, title="T", site_url="https://e.org")


def test_what_init_writes_for_a_built_site_gives_its_whole_texts_too(tmp_path: Path) -> None:
    article = "<title>T</title><h1>T</h1><article><h1>T</h1><p>As it is <em>shown</em>.</p><p>More.</p></article>"
    page = "---\ntitle: T\ndate: 2024-01-30\n---\nAs it *stands*.\n"
    config = "export default {title: 'T', url: 'https://e.org', baseUrl: '/'};\n"
    write(tmp_path, {"docusaurus.config.js": config, "blog/a.md": page, "build/blog/a.html": article})
    exported = []
    for _ in range(2):
        report = json_report(tmp_path)
        exported.append(report.documents[0].body)
        if len(exported) == 1:
            write_settings(tmp_path, Registry(distributions=()))
    assert exported[0] == exported[1]
    assert b"<em>shown</em>" in exported[1]


@pytest.mark.parametrize(
    ("files", "host"),
    [
        ({"mkdocs.yml": "site_name: T\nsite_url: https://e.org\n", "docs/a.md": HEAD}, "plugins/syndicate-mkdocs"),
        ({"conf.py": "project = 'T'\nblog_baseurl = 'https://e.org'\n", "a.md": HEAD}, "plugins/syndicate-sphinx"),
        ({"docs/conf.py": "project = 'T'\nhtml_baseurl = 'https://e.org'\n"}, "plugins/syndicate-sphinx"),
        ({"a.lektorproject": "[project]\nname = T\nurl = https://e.org\n", "README.md": ""}, "syndicate export"),
    ],
)
def test_where_it_is_not_enough_no_file_is_read_and_the_answer_names_what_serves(
    tmp_path: Path, files: dict[str, str], host: str
) -> None:
    write(tmp_path, files)
    with pytest.raises(UsageError, match=f"^this is a site of .*{host}"):
        json_report(tmp_path)
    settings = load_settings(write_settings(tmp_path)).settings
    assert (settings.site.title, settings.site.url, settings.source.name) == ("T", "https://e.org", "html")
    with pytest.raises(SettingsError, match=r"source\.paths: there is no '.*'; build the site first, or correct it"):
        json_report(tmp_path)


def test_what_astrowind_makes_of_dates_or_categories_is_said_to_be_unknown(tmp_path: Path) -> None:
    config = ASTROWIND.replace("%slug%", "%year%/%slug%")
    write(tmp_path, {"astro.config.mjs": "", "src/config.yaml": config, "src/data/post/hi.md": HEAD})
    with pytest.raises(UsageError, match="site of Astro, which no preset reads: build it"):
        json_report(tmp_path)


@pytest.mark.parametrize(
    "value", ["../../assets/a.jpg", "./a.jpg", "~/assets/a.jpg", "@assets/a.jpg", "/src/assets/a.jpg"]
)
def test_a_picture_among_the_sources_has_no_address(tmp_path: Path, value: str) -> None:
    head = HEAD.replace("title", "heroImage: {}\ntitle")
    write(
        tmp_path,
        {
            **DATA,
            "astro.config.mjs": "",
            "src/content/blog/a.md": head.format(f'"{value}"'),
            "src/content/blog/b.md": head.format("/b.jpg"),
        },
    )
    report = json_report(tmp_path)
    assert [item.get("image") for item in json.loads(report.documents[0].body)["items"]] == [
        None,
        "https://e.org/b.jpg",
    ]
    (warning,) = report.faults
    assert str(warning).startswith(
        f"src/content/blog/a.md:2:12: heroImage: '{value}' is a path among the site's sources"
    )


@pytest.mark.parametrize(
    ("files", "article", "root"),
    [
        ({"astro.config.mjs": ASTRO}, "src/content/blog/a.md", "https://e.org"),
        ({"docusaurus.config.js": DOCUSAURUS}, "blog/a.mdx", "https://e.org/b"),
        ({"docs/.vitepress/config.mts": VITE}, "docs/posts/a.md", "https://e.org"),
        ({"gatsby-config.js": ""}, "content/blog/a.md", "https://e.org"),
        ({"gridsome.config.js": ""}, "blog/a.md", "https://e.org"),
    ],
)
def test_a_picture_beside_an_article_is_left_out_and_named_where_the_build_moves_it(
    tmp_path: Path, files: dict[str, str], article: str, root: str
) -> None:
    text = 'a ![b](./b.png)![c](c.png)<img src="../d.png" alt="d" />![e](../../public/e.png)![f](https://f.org/f.png)'
    write(tmp_path, {**DATA, **files, article: f"{HEAD}{text}\n"})
    report = json_report(tmp_path, title="T", site_url=f"{root}/", content="full")
    (item,) = json.loads(report.documents[0].body)["items"]
    kept = "/e.png" if root == "https://e.org" else "/b/e.png"
    assert re.findall('src=.([^"]*)', item["content_html"]) == [f"https://e.org{kept}", "https://f.org/f.png"]
    (warning,) = [str(warning) for warning in report.warnings]
    assert f"left out of 1 text: 3 unbuilt files ('{article}'); the site's build moves and renames files" in warning
    assert "set source.built to the folder" in warning


def test_a_picture_beside_an_article_stays_where_the_build_leaves_it(tmp_path: Path) -> None:
    write(tmp_path, {**DATA, "_quarto.yml": "", "posts/a/index.qmd": f"{HEAD}![b](./b.png)\n"})
    (item,) = json_items(tmp_path, content="full")
    assert 'src="https://e.org/posts/a/b.png"' in item["content_html"]


def test_a_slug_that_programs_of_gatsby_put_something_before_is_no_address(tmp_path: Path) -> None:
    head = HEAD.replace("title", "slug: hi\ntitle")
    node = "createPage({ path: `/blog/${node.frontmatter.slug}` })"
    write(tmp_path, {"gatsby-config.js": GATSBY, "gatsby-node.js": node, "content/blog/x.md": head})
    file, _ = recognise(*open_site(tmp_path), Registry(distributions=()))
    assert "this is a site of Gatsby, which no preset reads: build it" in file.advice


def test_texts_come_from_the_folder_that_the_configuration_has_built(tmp_path: Path) -> None:
    page = "<title>T</title><main><h1>T</h1><p>What R has computed</p></main>"
    config = "project:\n  type: website\n  output-dir: docs\n"
    cell = "```{r}\n1 + 1\n```\n"
    write(tmp_path, {**DATA, "_quarto.yml": config, "posts/a.qmd": HEAD + cell, "docs/posts/a.html": page})
    (item,) = json_items(tmp_path, content="full")
    assert item["content_html"] == "<p>What R has computed</p>"


def test_texts_of_hakyll_are_read_as_pandoc_reads_them(tmp_path: Path) -> None:
    write(
        tmp_path, {**DATA, "site.hs": "", "posts/a.md": f"{HEAD}<div>\n**a。**b\n</div>\n", "posts/drafts/b.md": HEAD}
    )
    (item,) = json_items(tmp_path, content="full")
    assert item["content_html"] == "<div>\n<p><strong>a。</strong>b</p>\n</div>"


def test_what_a_generator_of_markdown_alone_does_not_build_is_no_lost_article(tmp_path: Path) -> None:
    write(tmp_path, {**DATA, "astro.config.mjs": "", "src/content/blog/a.md": HEAD, "src/content/blog/b.org": HEAD})
    report = json_report(tmp_path)
    assert (report.faults, len(json.loads(report.documents[0].body)["items"])) == ((), 1)
    assert any(note.startswith("1 file is not read, being .org") for note in report.notes)


@pytest.mark.parametrize(
    ("program", "titles"),
    [
        ("getCollection('blog', ({ data }) => !data.wip)", ["T"]),
        ("posts.filter((post) => post.data.wip !== true)", ["T"]),
        ("posts.filter((post) => {\n  const { data } = post;\n  return isOurs(data) && !data.wip;\n})", ["T"]),
        ("{!post.data.wip && <Comments />}", ["T", "Raw"]),
        ("posts.filter((post) => isOurs(post)).map((post) => !post.data.wip && more(post))", ["T", "Raw"]),
        ("// posts.filter((post) => !post.data.wip)", ["T", "Raw"]),
    ],
)
def test_what_programs_of_a_site_filter_out_stays_in(tmp_path: Path, program: str, titles: list[str]) -> None:
    raw = HEAD.replace("title: T", "title: Raw\nwip: true")
    files = {"astro.config.mjs": "", "src/content/blog/a.md": HEAD, "src/content/blog/b.md": raw}
    write(tmp_path, {**DATA, **files, "src/lib/posts.ts": f"export const posts = {program}\n"})
    assert sorted(item["title"] for item in json_items(tmp_path)) == sorted(titles)


def test_pages_of_nikola_are_no_posts(tmp_path: Path) -> None:
    conf = (
        """BLOG_TITLE = "T"\nSITE_URL = "https://e.org/"\nPOSTS = (\n    ("posts/*.rst", "news", "post.tmpl"),\n)\n"""
    )
    page = '<title>{0}</title><meta property="article:published_time" content="2024-02-01T00:00:00Z"><h1>{0}</h1><p>{0}</p>'
    built = {"output/news/hi/index.html": page.format("Hi"), "output/pages/about/index.html": page.format("About")}
    write(tmp_path, {"conf.py": conf, **built, "output/index.html": "<title>T</title>"})
    generator = other_generator(tmp_path)
    assert generator is not None
    assert f"syndicate export {tmp_path.as_posix()}/output/news --output {tmp_path.as_posix()}/output," in advice_on(
        tmp_path, generator
    )
    write_settings(tmp_path, Registry(distributions=()))
    assert [item["url"] for item in json_items(tmp_path)] == ["https://e.org/news/hi/"]


@pytest.mark.parametrize(
    ("files", "title", "url", "place"),
    [
        ({"data/site.yaml": "# The site\ntitle: The Ledger  # of the harbour\nurl: https://e.org\n"}, "The Ledger", "https://e.org", "data/site.yaml:2:1"),
        ({"_data/site.json": '{"name": "T", "url": "http://localhost:4000", "siteUrl": "https://e.org/x"}'}, "T", "https://e.org/x", "_data/site.json:1:3"),
        ({"src/_data/metadata.js": "module.exports = {\n  title: 'It\"s', url: process.env.URL,\n};", "CNAME": "e.org\n"}, 'It"s', "https://e.org/", "src/_data/metadata.js:2:3"),
        ({"package.json": '{"name": "x", "homepage": "https://e.org"}', "data/site.toml": 'title = "T"\n'}, "T", "https://e.org", "data/site.toml:1:1"),
        ({"package.json": '{"name": "x", "homepage": "https://github.com/a/b"}'}, None, None, ""),
        ({"data/site.yml": "author:\n  name: Ann\n  url: https://ann.example.org\n\ntitle: T\nurl: https://e.org\n"}, "T", "https://e.org", "data/site.yml:5:1"),
        ({"data/site.js": "export default {\n  authors: [{\n    name: 'Ann',\n    url: 'https://ann.example.org',\n  }],\n  title: 'T',\n};", "CNAME": "e.org"}, "T", "https://e.org/", "data/site.js:6:3"),
        ({"_data/site.json": '{\n  "author": {"name": "Ann", "url": "https://ann.example.org"}\n}'}, None, None, ""),
    ],
)  # fmt: skip
def test_title_and_url_are_looked_for_in_the_sites_own_data_before_they_are_asked_for(
    tmp_path: Path, files: dict[str, str], title: str | None, url: str | None, place: str
) -> None:
    write(tmp_path, files)
    file, _ = recognise(*open_site(tmp_path), Registry(distributions=()))
    assert (file.settings.site.title, file.settings.site.url) == (title, url)
    if title:
        path, line, column = file.place(("site", "title"))
        assert f"{Path(path).relative_to(tmp_path).as_posix()}:{line}:{column}" == place
    # Who says both is not second-guessed, and a preset's own configuration goes before.
    write(tmp_path, {"_config.yml": "title: Mine\nurl: https://mine.example.org\n"})
    site = recognise(*open_site(tmp_path), Registry(distributions=()))[0].settings.site
    assert (site.title, site.url) == ("Mine", "https://mine.example.org/")


CODE = (
    "---\ntitle: T\ndate: 2024-02-01\n---\nA tag in `{{ a }}`:\n\n```yaml\nkey: ${{ secrets.KEY }}\n{% if b %}\n```\n"
)


@pytest.mark.parametrize(
    ("files", "is_text"),
    [
        ({"_config.yml": HEXO.format(":title/"), "source/_posts/a.md": CODE}, True),
        ({"docusaurus.config.ts": DOCUSAURUS, "blog/a.md": CODE}, True),
        ({"docs/.vitepress/config.mts": VITE, "docs/posts/a.md": CODE}, True),
        ({"docusaurus.config.ts": DOCUSAURUS, "blog/a.md": CODE.replace("`", "")}, False),
        ({"conf.py": "BLOG_TITLE = 'T'\nSITE_URL = 'https://e.org'\n", "posts/a.md": CODE}, False),
    ],
)
def test_code_is_no_template_where_the_generator_reads_markdown_first(
    tmp_path: Path, files: dict[str, str], *, is_text: bool
) -> None:
    write(tmp_path, files)
    for _ in range(2):  # without settings, and with those that init writes
        (item,) = json_items(tmp_path, content="full", author="Ann")
        assert ("{% if b %}" in item.get("content_html", "")) is is_text
        if not (tmp_path / "syndicate.yaml").exists():
            write_settings(tmp_path)


DIALECTS = '---\ntitle: T\ndate: 2024-02-01\n---\nThe "sea" ==rises==,\nat ~6~ :fish:\n'


@pytest.mark.parametrize(
    ("files", "text"),
    [
        ({"astro.config.mjs": ASTRO, **DATA, "src/content/blog/a.md": DIALECTS}, "The “sea” ==rises==,\nat <del>6</del> :fish:"),
        ({"docusaurus.config.ts": DOCUSAURUS, "blog/a.md": DIALECTS}, 'The "sea" ==rises==,\nat <del>6</del> 🐟'),
        ({"docs/.vitepress/config.mts": VITE, "docs/posts/a.md": DIALECTS}, 'The "sea" ==rises==,\nat ~6~ 🐟'),
        ({"_config.yml": HEXO.format(":title/"), "source/_posts/a.md": DIALECTS}, "The “sea” ==rises==,<br>\nat <del>6</del> :fish:"),
        ({"next.config.js": "", **DATA, "posts/a.md": DIALECTS}, 'The "sea" <mark>rises</mark>,\nat <del>6</del> 🐟'),
    ],
)  # fmt: skip
def test_markdown_is_read_as_the_generator_reads_it(tmp_path: Path, files: dict[str, str], text: str) -> None:
    write(tmp_path, files)
    for _ in range(2):  # without settings, and with those that init writes
        (item,) = json_items(tmp_path, content="full", author="Ann")
        assert item["content_html"].replace("&quot;", '"').replace("<br />", "<br>").strip() == f"<p>{text}</p>"
        if not (tmp_path / "syndicate.yaml").exists():
            write_settings(tmp_path)


@pytest.mark.parametrize(
    ("files", "url"),
    [
        ({"docs/.vitepress/config.mts": VITE, "docs/posts/a.md": ""}, "https://e.org/posts/a.html"),
        ({"docusaurus.config.ts": DOCUSAURUS, "blog/a.md": ""}, "https://e.org/b/blog/a"),
        ({"_config.yml": HEXO.format(":title/"), "source/_posts/a.md": "permalink: tides/\n"}, "https://e.org/tides/"),
        ({"_config.yml": HEXO.format(":title/"), "source/_posts/a.md": ""}, "https://e.org/a/"),
        ({"next.config.js": "", **DATA, "posts/a.md": ""}, "https://other.example.org/a"),
    ],
)
def test_an_address_that_the_generator_does_not_ask_for_is_none_of_the_page(
    tmp_path: Path, files: dict[str, str], url: str
) -> None:
    head = HEAD.replace("title", "url: https://other.example.org/a\n{}title")
    write(tmp_path, {path: head.format(text) if path.endswith(".md") else text for path, text in files.items()})
    for _ in range(2):  # without settings, and with those that init writes
        assert [item["url"] for item in json_items(tmp_path, author="Ann")] == [url]
        if not (tmp_path / "syndicate.yaml").exists():
            write_settings(tmp_path)


HEADS = (
    "title: A\ndate: 2024-02-01\ntags: [sea]\n---\nThe *tide*.\n\n---\nrises\n",
    "----\ntitle: A\ndate: 2024-02-01\ntags: [sea]\n----\nThe *tide*.\n\n---\nrises\n",
    '\ufeff;;;\r\n"title": "A",\r\n"date": "2024-02-01",\r\n"tags": ["sea"]\r\n;;;\r\nThe *tide*.\r\n\r\n---\r\nrises\r\n',
    '"title": "A", "date": "2024-02-01", "tags": "sea"\n;;;\nThe *tide*.\n\n---\nrises\n',
)


@pytest.mark.parametrize("text", HEADS)
def test_hexo_needs_no_line_that_opens_a_head(tmp_path: Path, text: str) -> None:
    write(tmp_path, {"_config.yml": HEXO.format(":title/"), "source/_posts/a.md": text})
    write(tmp_path, {"source/_posts/prose.md": "A heading\n---\nNo: head\n---\n"})
    report = json_report(tmp_path, content="full", author="Ann")
    (item,) = json.loads(report.documents[0].body)["items"]
    assert (item["title"], item["tags"], item["date_published"]) == ("A", ["sea"], "2024-02-01T00:00:00Z")
    assert item["content_html"] == "<p>The <em>tide</em>.</p>\n<hr>\n<p>rises</p>"
    assert any("1 file has no front matter" in note for note in report.notes)


@pytest.mark.parametrize(
    ("permalink", "more", "url"),
    [
        ("posts/:abbrlink.html", "", "posts/4a17b156.html"),
        (":category/:post_title/", "", "Sea/High-Water/tides-ete-c/"),
        (
            ":category/:name/",
            "default_category: x\ncategory_map: {High Water: high}\nfilename_case: 1\n",
            "sea/high/a/",
        ),
        (":lang/:year/:title/", "", "pt-BR/2024/a/"),
        (":lang/:sea/:title/", "permalink_defaults:\n  lang:\n  sea: 7\n", "pt-BR/7/a/"),
    ],
)
def test_hexo_makes_urls_of_what_articles_say(tmp_path: Path, permalink: str, more: str, url: str) -> None:
    head = HEAD.replace(
        "title: T", "title: Tides! Été & C#\nlang: pt-BR\nabbrlink: 4a17b156\ncategories: [Sea, High Water]"
    )
    write(tmp_path, {"_config.yml": HEXO.format(permalink) + more, "source/_posts/a.md": head})
    report = json_report(tmp_path, author="Ann")
    assert [item["url"] for item in json.loads(report.documents[0].body)["items"]] == [f"https://e.org/{url}"]
    assert not any("nobody reads" in note for note in report.notes)


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("Øl, Æ & ß của đầm Çığ", "Ol-AE-s-cua-dam-Cig"),
        ("Новый 号４、\uff57eb …", "Новый-号４、web-…"),
    ],
)
def test_hexo_takes_accents_off_latin_letters_alone(tmp_path: Path, title: str, slug: str) -> None:
    head = HEAD.replace("title: T", f"title: T\ncategories: [{title!r}]")
    write(tmp_path, {"_config.yml": HEXO.format(":category/:title/"), "source/_posts/a.md": head})
    report = json_report(tmp_path, author="Ann")
    urls = [item["url"] for item in json.loads(report.documents[0].body)["items"]]
    assert [unquote(url) for url in urls] == [f"https://e.org/{slug}/a/"]


def test_urls_that_hexo_alone_can_make_are_taken_from_its_pages(tmp_path: Path) -> None:
    write(tmp_path, {"_config.yml": HEXO.format("p/:hash/"), "source/_posts/a.md": HEAD})
    with pytest.raises(UsageError, match="build it and export its pages by syndicate export"):
        json_report(tmp_path)


@pytest.mark.parametrize(
    "name", ["2024-02-01-hi.md", "2024/02/01/hi.md", "2024-02-01/hi.mdx", "2024/02-01-hi/index.md"]
)
@pytest.mark.parametrize("text", ["---\ntitle: Hi\n---\n", "---\ntags: [a]\n---\n# Hi\n\nText\n", "# Hi\n\nText\n"])
def test_docusaurus_dates_posts_by_their_places_and_needs_no_head(tmp_path: Path, name: str, text: str) -> None:
    write(tmp_path, {"docusaurus.config.ts": DOCUSAURUS + "blog: { path: './news' }\n", f"news/{name}": text})
    write(tmp_path, {"news/2023-01-01-old.md": HEAD, "news/NOTES.md": "# Notes\n"})
    item = next(item for item in json_items(tmp_path, author="Ann") if item["url"].endswith("hi"))
    assert (item["title"], item["date_published"]) == ("Hi", "2024-02-01T00:00:00Z")
    assert item["url"] == "https://e.org/b/blog/2024/02/01/hi"


@pytest.mark.parametrize(
    ("files", "folder"),
    [
        ({"_config.yml": HEXO.format(":title/") + "skip_render: ['_posts/raw/**', '**/*.html']\n"}, "source/_posts"),
        ({"_config.yml": HEXO.format(":title/") + "ignore:\n  - '**/raw/*'\n"}, "source/_posts"),
        ({"_config.yml": HEXO.format(":title/") + "skip_render: _posts/raw/*\n"}, "source/_posts"),
        ({"docusaurus.config.ts": DOCUSAURUS + "blog: { exclude: ['**/raw/**', `x.md`] }\n"}, "blog"),
        ({"docusaurus.config.ts": DOCUSAURUS + "navbar: {logo: {src: 'img/logo.svg'}}, scripts: [{src: 'https://e.org/x'}], blog: { exclude: ['raw/**'] }\n"}, "blog"),
        ({"docusaurus.config.ts": DOCUSAURUS + "docs: { include: ['x/*'] }, blog: { include: ['*.{md,mdx}'] }, pwa: { include: ['x'] }\n"}, "blog"),
        ({"docusaurus.config.ts": DOCUSAURUS + "blog: { exclude: ['raw/**'] }, logo: { src: 'img/logo.svg' }\n", "static/img/logo.svg": ""}, "blog"),
        ({"docs/.vitepress/config.mts": VITE + "srcDir: './src', srcExclude: ['posts/raw/*']", "package.json": '{"dependencies": {"vitepress": "1"}}'}, "docs/src/posts"),
        ({".vitepress/config.mts": VITE + "srcExclude: ['posts/raw/*']"}, "posts"),
        ({"docs/.vitepress/config.mts": VITE + 'srcExclude: [\n  "posts/raw",\n]', "package.json": '{"dependencies": {"vitepress": "1"}}'}, "docs/posts"),
        ({".vitepress/config.mts": VITE + "base: '/b/', srcExclude: mode === 'production' ? ['**/raw/*'] : ['x.md']"}, "posts"),
        ({".vitepress/config.mts": VITE + "srcExclude: isDev ? [] : ['**/raw/*']"}, "posts"),
        ({".vitepress/config.mts": VITE + "srcExclude: [...(isDev ? ['x.md'] : []), '**/raw/*']"}, "posts"),
        ({".vitepress/config.mts": "const out: string[] = [\n'**/raw/*'];\n" + VITE + "srcExclude: out,"}, "posts"),
        ({".vitepress/config.mts": "const out = ['**/raw/*'];\n" + VITE + "srcExclude: ['x.md', ...out],"}, "posts"),
        ({".vitepress/config.mts": VITE + "srcDir: 'src', srcExclude: ['posts/raw/**']"}, "src/posts"),
        ({".vuepress/config.ts": VITE + "pagePatterns: ['**/*.md', '!**/raw/*']"}, "posts"),
        ({".vuepress/config.ts": VITE + "pagePatterns: ['posts/*.md', '!.vuepress']"}, "posts"),
        ({"_quarto.yml": QUARTO + "  drafts:\n    - posts/raw/b.md\n"}, "posts"),
        ({"_quarto.yml": QUARTO, "_drafts.yml": "website:\n  drafts: [posts/raw/b.md]\n", "_other.yml": "drafts: [\n}"}, "posts"),
        ({"_quarto.yml": QUARTO, "_quarto.yml.local": "website:\n  drafts: posts/raw/b.md\n"}, "posts"),
        ({"_quarto.yml": QUARTO + "project:\n  render: ['*.qmd', 'posts/', '!posts/raw/']\n"}, "posts"),
        ({"_quarto.yml": QUARTO, "index.qmd": "---\nlisting:\n  contents:\n    - posts\n    - '!posts/raw/b.md'\n---\nHi.\n"}, "posts"),
        ({"_quarto.yml": QUARTO, "posts/index.qmd": "---\nlisting: {contents: ['*.md', '!raw/*.md'], feed: true}\n---\n"}, "posts"),
        ({"_quarto.yml": QUARTO, "posts/raw/_metadata.yml": "draft: true\n"}, "posts"),
        ({"_config.yml": HEXO.format(":title/") + "exclude: ['_posts/raw/*']\n"}, "source/_posts"),
        ({"astro.config.mjs": "", "src/content.config.ts": GLOBS.format("['**/*.md', '!raw/**']")}, "src/content/blog"),
        ({"astro.config.mjs": "", "src/content/config.ts": GLOBS.format("['**/*.md', '!**/{old,raw}/*.md']")}, "src/content/blog"),
        ({"astro.config.mjs": "", "src/content.config.ts": GLOBS.format("'*.md'"), "src/content/blog/raw/c.mdx": HEAD}, "src/content/blog"),
        ({"astro.config.mjs": "", "src/content.config.ts": GLOBS.format("['**/*.mdx', 'a.mdx']"), "src/content/blog/c.mdx": HEAD, "src/content/blog/a.md": ""}, "src/content/blog"),
        ({"nuxt.config.ts": "", "content.config.ts": "defineCollection({ source: 'blog/*.md' }), defineCollection({ source: 'pages/*.md' })"}, "content/blog"),
        ({"nuxt.config.ts": "", "content.config.ts": "defineCollection({ source: { include: 'blog/*.md' } })"}, "content/blog"),
        ({"next.config.js": "", "contentlayer.config.ts": "filePathPattern: `blog/*.md`, makeSource({ contentDirPath: 'content' })"}, "content/blog"),
        ({"nuxt.config.ts": "", "content.config.ts": "defineCollection({ source: { include: 'blog/**', exclude: ['blog/raw/**'] } })"}, "content/blog"),
        ({"nuxt.config.ts": "", "content/blog/-c.md": HEAD, "content/blog/_raw/c.md": HEAD, "content.config.ts": "exclude: 'blog/raw'"}, "content/blog"),
        ({"nuxt.config.ts": "defineNuxtConfig({ srcDir: 'app/', content: { ignores: ['raw'] }, script: [{ src: 'https://x.org/a.js' }] })", "app/app.vue": ""}, "content/blog"),
        ({".vitepress/config.mts": VITE + "head: [['script', { src: 'https://x.org/a.js' }]], srcExclude: ['posts/raw/**']"}, "posts"),
        ({"astro.config.mjs": "", "src/content.config.ts": "glob({ pattern: ['**/*.md', '!raw/**'], base: `./${BLOG_PATH}` })"}, "src/content/blog"),
        ({"nuxt.config.ts": "export default defineNuxtConfig({ content: { ignores: ['\\\\.bak$', 'raw', '(x'] } })"}, "content/blog"),
        ({"next.config.js": "", "contentlayer.config.ts": "makeSource({ contentDirPath: 'content', contentDirExclude: ['blog/raw'] })"}, "content/blog"),
        ({"next.config.js": "", "velite.config.ts": "{ root: 'content', collections: { a: { pattern: ['blog/**/*.md', '!blog/raw/**'] } } }"}, "content/blog"),
        ({"next.config.js": "", "content-collections.ts": "defineCollection({ directory: 'content/blog', include: '**/*.md', exclude: 'raw/**' })"}, "content/blog"),
        ({"gatsby-config.js": "resolve: 'x', options: { path: `content/blog`, ignore: [`**/raw/**`] }, resolve: 'x', options: { path: `src`, ignore: ['**'] }"}, "content/blog"),
        ({"svelte.config.js": "", "velite.config.ts": "{ root: 'content', collections: { a: { pattern: ['blog/**/*.md', '!blog/raw/**'] } } }"}, "content/blog"),
        ({"gatsby-config.js": "resolve: 'x', options: { path: `${__dirname}/content`, ignore: ['**/raw/**'] }, resolve: 'x', options: { path: `${__dirname}/img/content/x` }"}, "content/blog"),
        ({"_config.yml": HEXO.format(":title/") + "encrypt: {tags: [{name: raw, password: x}]}\n", "source/_posts/raw/b.md": HEAD.replace("title", "tags: raw\ntitle")}, "source/_posts"),
        ({"_config.yml": HEXO.format(":title/") + "hide_posts: {filter: nolisting, public_generators: [archive]}\n", "source/_posts/raw/b.md": HEAD.replace("title", "nolisting: true\ntitle")}, "source/_posts"),
        ({"quartz.config.ts": "ignorePatterns: ['raw', 'templates']", "content/templates/b.md": HEAD}, "content"),
        ({"quartz.config.yaml": QUARTZ_5.format("false"), "content/templates/b.md": HEAD}, "content"),
        ({"_config.ts": "import lume from 'lume/mod.ts';\nsite.ignore('posts/raw', 'README.md');\n", "posts/_c.md": HEAD}, "posts"),
        ({"_config.ts": "import lume from 'lume/mod.ts';\n", "posts/raw/_data.yml": "draft: yes\n"}, "posts"),
        ({"_config.ts": "import lume from 'lume/mod.ts';\n", "posts/raw/_data.toml": "draft = true\n", "posts/_data.toml": "# draft = true\n"}, "posts"),
        ({"_config.ts": "import lume from 'lume/mod.ts';\n", "posts/raw/_data.ts": "export const draft = true;\n", "posts/_data.js": "// draft: true\n"}, "posts"),
    ],
)  # fmt: skip
def test_what_the_configuration_leaves_out_of_the_site_is_no_article(
    tmp_path: Path, files: dict[str, str], folder: str
) -> None:
    write(tmp_path, {f"{folder}/a.md": HEAD, f"{folder}/raw/b.md": HEAD, **files})
    (item,) = json_items(tmp_path, author="Ann", title="Sea", site_url="https://e.org/")
    assert "raw" not in item["url"]


@pytest.mark.parametrize(
    ("files", "folder"),
    [
        ({"docusaurus.config.ts": DOCUSAURUS + "blog: {}, sitemap: {lastmod: 'date',\n ignorePatterns: ['/b/blog/raw/**', '/tags/**'] }"}, "blog"),
        ({"docusaurus.config.js": DOCUSAURUS + "['@docusaurus/plugin-sitemap', { ignorePatterns: [`**/raw/**`] }]"}, "blog"),
        ({"gatsby-config.js": GATSBY + "{ resolve: `gatsby-plugin-sitemap`, options: { query: `{ a { b } }`, excludes: ['/raw/*'] } }"}, "content/blog"),
        ({"next.config.js": "", "next-sitemap.config.js": "module.exports = {\n  exclude: ['/*/raw*'], generateRobotsTxt: true }"}, "content/blog"),
        ({"nuxt.config.ts": "export default { modules: ['@nuxtjs/sitemap'], sitemap: { exclude: [ '/blog/raw/b', ], } }"}, "content/blog"),
        ({".vuepress/config.ts": VITE.replace("sitemap: {", "x: {") + "sitemapPlugin({ excludePaths: ['/posts/raw/b.html'] })"}, "posts"),
    ],
)  # fmt: skip
def test_what_the_configuration_keeps_out_of_the_sitemap_is_an_article_of_feeds_alone(
    tmp_path: Path, files: dict[str, str], folder: str
) -> None:
    write(tmp_path, {f"{folder}/a.md": HEAD, f"{folder}/raw/b.md": HEAD, **files})
    formats = (("json", None), ("amp-sitemap", None))
    site_url = None if "title: 'T'" in str(files) else "https://e.org/"
    report = json_report(tmp_path, formats=formats, author="Ann", title="Sea", site_url=site_url)
    feed, sitemap = (document.body for document in report.documents)
    assert (len(json.loads(feed)["items"]), b"raw" in feed) == (2, True)
    assert (sitemap.count(b"<loc>"), b"raw" in sitemap) == (1, False)
    assert not any("not followed" in note for note in report.notes)


@pytest.mark.parametrize(
    ("config", "text", "key"),
    [
        ("astro.config.mjs", "site: 'https://e.org', integrations: [sitemap({ filter: (page) => page !== 'x' })]", "filter"),
        ("astro.config.mjs", "integrations: [sitemap({ filter(page) { return { x } } })]", "filter"),
        (".vitepress/config.ts", "sitemap: {\n  hostname: 'https://e.org', transformItems: (items) => items }", "transformItems"),
        ("docusaurus.config.js", "sitemap: { ignorePatterns: [...hidden, '/x'] }", "ignorePatterns"),
        ("docusaurus.config.js", "sitemap: { ignorePatterns: ['/!(a)/**'] }", "ignorePatterns"),
        ("docusaurus.config.js", "sitemap: { ignorePatterns: ['/a\\\\.b'] }", "ignorePatterns"),
        ("astro.config.mjs", "// sitemap({ filter: x })\nsitemap(), other({ filter: x, exclude: ['/**'] })", None),
        ("astro.config.mjs", "sitemap({ x: {} }), other({ filter: x, exclude: ['/**'] })", None),
    ],
)  # fmt: skip
def test_what_a_program_keeps_out_of_the_sitemap_is_told_once(
    tmp_path: Path, config: str, text: str, key: str | None
) -> None:
    write(tmp_path, {config: text, "blog/a.md": HEAD})
    given: dict[str, Any] = {
        "formats": (("amp-sitemap", None),),
        "author": "Ann",
        "title": "Sea",
        "site_url": "https://e.org/",
    }
    report = json_report(tmp_path, **given)
    notes = [note for note in report.notes if "sitemap" in note]
    told = f"{config}: what {key} keeps out of the sitemap is not followed; set options.amp-sitemap.exclude"
    assert notes == ([told] if key else [])
    assert b"/blog/a" in report.documents[0].body
    write(tmp_path, {"syndicate.yaml": "options: {amp-sitemap: {exclude: [/x]}}\n"})
    assert not any("sitemap" in note for note in json_report(tmp_path, **given).notes)


def test_a_hostile_configuration_of_a_sitemap_ends(tmp_path: Path) -> None:
    for text in (
        "sitemap" * 100_000,
        "sitemap:{" * 100_000,
        "sitemap" + " " * 900_000,
        "sitemap:{exclude:[" * 50_000,
        "/*\n" * 30_000,
    ):
        write(tmp_path, {"astro.config.mjs": text, "blog/a.md": HEAD})
        started = time.process_time()
        json_report(tmp_path, formats=(("amp-sitemap", None),), author="Ann", title="Sea", site_url="https://e.org/")
        assert time.process_time() - started < 2


def test_what_is_looked_for_in_configurations_and_programs_is_looked_for_once(tmp_path: Path) -> None:
    plugins = f"- source: {'publish' * 20_000}\n  enabled: false\n"
    calls = "posts.filter((" * 20_000
    for mark, text in (
        ("quartz.config.yaml", f"plugins:\n{plugins}"),
        ("astro.config.mjs", f"outDir: 'a{' ' * 500_000}"),
    ):
        head = HEAD.replace("title: T", "title: T\nwip: true")
        write(tmp_path / mark, {mark: text, "content/a.md": head, "src/content/blog/a.md": head, "src/lib/a.ts": calls})
        started = time.process_time()
        json_report(tmp_path / mark, author="Ann", title="Sea", site_url="https://e.org/")
        assert time.process_time() - started < 2


def test_a_folder_that_names_no_language_costs_no_article(tmp_path: Path) -> None:
    write(tmp_path, {"en-éé/a.md": HEAD, "syndicate.yaml": "source: {url: '{site_url}/{language}/{path}'}\n"})
    report = json_report(tmp_path, formats=(("json", None),), author="Ann", title="Sea", site_url="https://e.org/")
    assert [item.get("language") for item in json.loads(report.documents[0].body)["items"]] == [None]


@pytest.mark.parametrize(
    ("files", "head", "out"),
    [
        ({"astro.config.mjs": "", "src/content.config.ts": GLOBS.format("'**'") + "draft: z.boolean().default(true)"}, "draft: false", "a"),
        ({"astro.config.mjs": "", "src/content/config.ts": "defineCollection({}), defineCollection({ draft: z.boolean().default(true) })"}, "draft: false", "a"),
        ({"nuxt.config.ts": "", "content.config.ts": "'isPublished': z.coerce.boolean().optional().default(false)"}, "isPublished: true", "a"),
        ({"next.config.js": "", "contentlayer.config.ts": "published: {\n type: 'boolean',\n default: false,\n}"}, "published: true", "a"),
        ({"next.config.js": "", "velite.config.ts": "draft: s.boolean().default(true), private: s.boolean().default(false)"}, "draft: false", "a"),
        ({"astro.config.mjs": "", "src/content.config.ts": "draft: z.boolean().default(false), // draft: z.boolean().default(true)\n"}, "draft: false", "ab"),
        ({"astro.config.mjs": "", "src/content/config.ts": "defineCollection({}), defineCollection({ draft: z.boolean().default(true) })"}, "x: 1", "ab"),
        ({"astro.config.mjs": "", "src/content/config.ts": "draft: z.boolean().default(true), draft: z.boolean().default(false)"}, "draft: false", "ab"),
        ({"astro.config.mjs": "", "src/content/config.ts": "unpublished: z.boolean().default(false), republished: z.boolean().default(false)"}, "x: 1", "ab"),
        ({"astro.config.mjs": "", "src/content/config.ts": "unpublished: z.boolean().default(true)"}, "unpublished: false", "a"),
    ],
)  # fmt: skip
def test_what_a_schema_withholds_unless_it_says_otherwise_stays_in(
    tmp_path: Path, files: dict[str, str], head: str, out: str
) -> None:
    folder = "src/content/blog" if "astro.config.mjs" in files else "content/blog"
    write(tmp_path, {**files, f"{folder}/a.md": HEAD.replace("title", f"{head}\ntitle"), f"{folder}/b.md": HEAD})
    overrides = Overrides(formats=(("json", None),), author="Ann", title="Sea", site_url="https://e.org/")
    report = export(tmp_path, now=NOW, overrides=overrides, registry=Registry(distributions=()))
    urls = [item["url"] for item in json.loads(report.documents[0].body)["items"]]
    assert "".join(sorted(url.strip("/")[-1] for url in urls)) == out
    said = "without which the site's schema keeps it in; source.options.needs: [] lets it out, e.g. "
    assert any(said in note for note in report.notes) is (out == "a")


@pytest.mark.parametrize(
    "lines",
    [
        "docs: {exclude: ['**/*.md']}, blog: {}",
        "['@docusaurus/plugin-content-docs', {exclude: ['**/*.md']}]",
        "// exclude: ['**/*.md'],\n",
        "  /* exclude: ['**/*'] */\n",
        "pattern: ['raw/**']",
        "exclude: ['../blog/**']",
        "blog: {include: ['*/*.md', '*.md', '*.{md,mdx}']}",
        "blog: {include: ['x/*.md']}",
        "blog: {}, pages: {include: ['x.md', '*.js']}",
    ],
)
def test_what_is_commented_out_or_listed_as_in_leaves_nothing_out(tmp_path: Path, lines: str) -> None:
    write(tmp_path, {"docusaurus.config.ts": DOCUSAURUS + lines, "blog/2024-02-01-hi.md": HEAD})
    assert len(json_items(tmp_path)) == 1


def test_a_glob_without_a_name_leaves_nothing_out(tmp_path: Path) -> None:
    lines = "external_link: {enable: true, exclude: ''}\nskip_render: /\nignore: ' '\n"
    write(tmp_path, {"_config.yml": HEXO.format(":title/") + lines, "source/_posts/hi.md": HEAD})
    assert len(json_items(tmp_path)) == 1


@pytest.mark.parametrize(
    "files",
    [
        {"quartz.config.ts": "pageTitle: 'T', filters: [Plugin.ExplicitPublish()]", "content/a.md": HEAD},
        {"quartz.config.ts": "filters: [Plugin.RemoveDrafts(), NoStubs()]", "content/a.md": HEAD},
        {"quartz.config.yaml": QUARTZ_5.format("true"), "content/a.md": HEAD},
        {"quartz.config.default.yaml": QUARTZ_5.format("true"), "content/a.md": HEAD},
        {
            "conf.py": "BLOG_TITLE = 'T'\n",
            "posts/a.md": HEAD,
            "posts/b.md": "<!--\n.. title: B\n.. date: 2024-02-01\n-->\n",
        },
        {"mkdocs.yml": "exclude_docs: drafts/\n", "docs/drafts/a.md": HEAD, "docs/b.md": HEAD},
        {"astro.config.mjs": "", "src/pages/[lang]/blog/[slug].astro": "", "src/content/blog/a.md": HEAD},
        {"next.config.ts": "", "app/[locale]/blog/[slug]/page.tsx": "", "content/blog/a.mdx": HEAD},
        {"gatsby-config.js": "", "content/blog/a/index.en.md": HEAD, "content/blog/a/index.pt-br.md": HEAD},
        {
            "next.config.ts": "",
            "app/[locale]/blog/[slug]/page.tsx": "",
            "i18n/routing.ts": "defineRouting({ locales: ['en'], localePrefix: { mode: 'as-needed' } })",
            "content/blog/en/a.mdx": HEAD,
        },
        {".vitepress/config.mts": "srcExclude: await drafts(),", "posts/a.md": HEAD},
        {
            ".vitepress/config.mts": "import { out } from './out'\nexport default { srcExclude: out }",
            "posts/a.md": HEAD,
        },
        {
            ".vitepress/config.mts": "import { out } from './out'\nexport default { srcExclude: [...out] }",
            "posts/a.md": HEAD,
        },
        {
            ".vitepress/config.mts": "let out = []; out.push('**/raw')\nexport default { srcExclude: out }",
            "posts/a.md": HEAD,
        },
        {".vitepress/config.mts": "const srcExclude = ['**/raw'];\nexport default { srcExclude }", "posts/a.md": HEAD},
        {".vitepress/config.mts": "export default { srcExclude: (['**/raw']) }", "posts/a.md": HEAD},
        {"_config.js": "import lume from 'lume'; site.use(slugifyUrls())", "posts/é.md": HEAD},
        {"_config.js": "import lume from 'lume'; site.ignore('x.md', (path) => isRaw(path))", "posts/a.md": HEAD},
        {
            "_config.js": "import lume from 'lume'",
            "posts/_data.js": "export const url = (page) => '/x';",
            "posts/a.md": HEAD,
        },
        {"_config.js": "import lume from 'lume'", "posts/a.md": HEAD.replace("title", "url: ./b/\ntitle")},
        {".vitepress/config.mts": "rewrites: { 'posts/:slug.md': 'blog/:slug.md' }", "posts/a.md": HEAD},
        {
            "astro.config.mjs": "",
            "src/pages/[...lang]/blog/[...slug].astro": "",
            "src/content/blog/en/a.md": HEAD,
            "src/content/blog/fr/a.md": HEAD,
        },
        {".vuepress/config.js": "plugins: [['@vuepress/blog', {}]]", "_posts/2024-01-01-a.md": HEAD},
        {
            ".vuepress/theme.ts": "encrypt: {\n    config: { '/demo/x.html': 'p', '/posts/a': ['p'] },\n  },",
            "posts/a.md": HEAD,
        },
        {
            ".vuepress/config.js": "",
            "blogs/a.md": HEAD,
            "posts/a.md": HEAD.replace("title", f"keys:\n  - '{'0aF' * 10}12'\ntitle"),
        },
        {".vuepress/config.ts": "encrypt: { global: true, admin: 'p' }", "posts/a.md": HEAD},
        {".vuepress/config.ts": "permalinkPattern: ':year/:month/:slug.html'", "posts/a.md": HEAD},
    ],
)
@pytest.mark.parametrize("settings", ["", "site: {title: T, url: 'https://e.org', authors: [A]}\n"])
def test_where_heads_do_not_say_what_is_published_the_built_pages_are_asked_for(
    tmp_path: Path, files: dict[str, str], settings: str
) -> None:
    write(tmp_path, {**DATA, **files, **({"syndicate.yaml": settings} if settings else {})})
    with pytest.raises(SyndicateError, match="build it and export its pages"):
        json_items(tmp_path)


def test_the_locked_page_that_a_theme_comes_with_keeps_no_site_closed(tmp_path: Path) -> None:
    theme = "hostname: 'https://e.org',\n  encrypt: {\n    config: { '/demo/x.html': 'p' },\n  },\n  icon: '/i.svg',"
    write(tmp_path, {**DATA, ".vuepress/theme.ts": theme, "posts/a.md": HEAD})
    assert [item["url"] for item in json_items(tmp_path)] == ["https://e.org/posts/a.html"]


def test_an_article_of_vuepress_is_where_its_head_says(tmp_path: Path) -> None:
    config = "markdown: { anchor: { permalink: true } }"
    write(
        tmp_path, {**DATA, ".vuepress/config.js": config, "posts/a.md": HEAD.replace("title", "permalink: /b/\ntitle")}
    )
    assert [item["url"] for item in json_items(tmp_path)] == ["https://e.org/b/"]


def test_nikola_keeps_articles_in_by_their_tags(tmp_path: Path) -> None:
    posts = {
        f"posts/{tag}.md": HEAD.replace("title", f"tags: [sea, {tag}]\ntitle") for tag in ("draft", "private", "wind")
    }
    write(tmp_path, {**DATA, "conf.py": "BLOG_TITLE = 'T'\n", **posts})
    (item,) = json_items(tmp_path)
    assert item["tags"] == ["sea", "wind"]


def test_settings_that_name_no_source_leave_it_to_the_generator(tmp_path: Path) -> None:
    write(tmp_path, {**DATA, "astro.config.mjs": "", "src/content/blog/hi.md": HEAD, "src/content/blog/_no.md": HEAD})
    (item,) = json_items(tmp_path)
    write(tmp_path, {"syndicate.yaml": "feeds:\n- {format: json, path: feed.json}\n"})
    assert json_items(tmp_path) == [item]


def test_hexo_shows_tags_and_categories_and_looks_for_pictures_from_the_home_page(tmp_path: Path) -> None:
    head = HEAD.replace("title", "tags: sea, wind\ncategories:\n- [Coast, 2024]\n- Coast\ntitle")
    pictures = "![a](img/a.png) ![b](/b.png) ![c](https://x.example.org/c.png)\n"
    write(tmp_path, {"_config.yml": HEXO.format("x/:title/"), "source/_posts/a.md": f"{head}{pictures}"})
    (item,) = json_items(tmp_path, content="full", author="Ann")
    assert item["tags"] == ["sea, wind", "Coast", "2024"]
    sources = re.findall(r'src="([^"]*)"', item["content_html"])
    assert sources == ["https://e.org/img/a.png", "https://e.org/b.png", "https://x.example.org/c.png"]


def test_a_site_below_one_that_a_preset_reads_is_its_own_generators(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    head = "---\ntitle: T\ndate: 2024-01-01\n---\n"
    below = {"blog/_config.yml": "title: T\nurl: https://e.org\nauthor: A\n", "blog/package.json": '{"hexo": "7"}'}
    articles = {f"blog/source/{folder}/p{folder}.md": head for folder in ("_posts", "_drafts")}
    write(tmp_path, {".eleventy.js": "module.exports = () => ({})", **below, **articles})
    monkeypatch.chdir(tmp_path)
    assert [item["url"] for item in json_items("blog")] == ["https://e.org/2024/01/01/p_posts/"]


def test_what_hexo_calls_a_title_and_a_category_in_urls_is_no_title_and_no_topic(tmp_path: Path) -> None:
    files = {
        "_config.yml": HEXO.format(":category/:title/").replace("name: :title", "name: :year-:month-:day-:title"),
        "source/_posts/2024-02-01-hi.md": "---\ntags: [sea]\ndate: 2024-02-01\n---\nText\n",
        "source/_posts/2024-02-02-ho.md": "---\ntitle: Ho\ndate: 2024-02-02\n---\nText\n",
    }
    write(tmp_path, files)
    assert [(item["url"], item.get("title"), item.get("tags")) for item in json_items(tmp_path)] == [
        ("https://e.org/uncategorized/ho/", "Ho", None),
        ("https://e.org/uncategorized/hi/", None, ["sea"]),
    ]


def test_what_hexo_cannot_use_of_its_configuration_costs_no_export(tmp_path: Path) -> None:
    configuration = HEXO.format(":category/:title/").replace(
        "new_post_name: :title.md", "new_post_name: 5\ncategory_map: x"
    )
    write(tmp_path, {"_config.yml": configuration, "source/_posts/hi.md": HEAD})
    assert [item["url"] for item in json_items(tmp_path)] == ["https://e.org/uncategorized/hi/"]

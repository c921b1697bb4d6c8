"""Site generators that no preset reads: what tells a site of theirs, where it builds, and what serves it here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

# Where blogs keep their articles, whatever builds them.
_FOLDERS = tuple(
    f"{above}{name}"
    for above in " content/ src/content/ src/content/docs/ src/lib/ src/ src/pages/ src/routes/ pages/ data/ src/data/ docs/ app/blog/".split(
        " "
    )
    for name in ("posts", "_posts", "blog", "articles")
)
# Where a folder of another name may hold them, if it is the only one there with dated articles.
PARENTS = ("src/content", "content", "src/data", "data", "outstatic/content")


class Generator(NamedTuple):
    """A generator without a preset.

    name      as its people write it
    marks     globs of files and folders of a site, any of which tells it
    output    folder that it builds, relative to the site's, unless the marked file says another
    builds    what the marked file calls that folder
    telltale  what stands in the marked file where its name alone tells nothing
    folder    that must be there, too
    package   its name among the dependencies of package.json
    reads     glob of a file -> what it says: "title=site_name,name url=site_url", best names first
    articles  folders, the first of which with front matter holds the articles; (): front matter is not enough
    url       of an article there; {folder} is the last part of the folder's name
    routes    globs of files that are routes and say so better: {article} of url stands where they have a parameter
    ends      globs of files that may say how URLs end; (): the marks
    posts     what finds, in the marked file, the folder below output that holds posts and no other pages
    dialect   of the source front-matter, where its Markdown is known
    keys      of front matter that say where an article's page is; what is canonical may be a page elsewhere
    leaves_out  names of settings that list globs of what is no page; with "+" behind them of what is one, where "!"
              takes out; with "!" the same, of which no more than that counts; behind a glob of files and ":" where they
              stand in others than those read; before "@" and the folder from which they are meant: none is that of the
              file, {articles} that of the articles
    hides     signs with which names of files and folders begin that are none of the site
    folders   globs of files of front matter for all that lies in their folder
    unless    what stands in a marked file, or begins an article, where front matter does not say what is published, or
              a file's place what its URL is
    without   topics by which an article is kept in
    host      how syndicate hangs feeds onto its build
    code      whether it fills in templates in code of Markdown, too
    moves     whether it moves and renames files beside articles, where the dialect does not say so already
    """

    name: str
    marks: tuple[str, ...]
    output: str
    telltale: str = ""
    folder: str = ""
    package: str = ""
    reads: Mapping[str, str] = {}
    articles: tuple[str, ...] = _FOLDERS
    url: str = "{site_url}/{folder}/{path}/"
    host: str = ""
    code: bool = True
    moves: bool = False
    builds: str = ""
    routes: tuple[str, ...] = ()
    ends: tuple[str, ...] = ()
    posts: str = ""
    dialect: str = ""
    keys: tuple[str, ...] = ("permalink", "url")
    hides: str = ""
    leaves_out: tuple[str, ...] = ()
    folders: tuple[str, ...] = ()
    unless: str = ""
    without: tuple[str, ...] = ()


_HEXO = r"^(?:source_dir|public_dir|new_post_name|post_asset_folder|skip_render|render_drafts|filename_case|index_generator)[ \t]*:"
_MKDOCS = "`plugins: [syndicate]` in mkdocs.yml (plugins/syndicate-mkdocs)"
_SPHINX = '`extensions = ["syndicate_sphinx"]` in conf.py (plugins/syndicate-sphinx)'
_OF_HEXO = {
    "reads": {
        "_config.y*ml": "title=title url=url base=root authors=author description=description language=language timezone=timezone"
    },
    "articles": ("source/_posts",),
    "url": "{site_url}/{year}/{month}/{day}/{path}/",
    "code": False,
    "dialect": "hexo",
    "keys": ("permalink",),
    "hides": "_",
    "leaves_out": ("ignore", "skip_render@source", "exclude@source"),
    "builds": "public_dir",
}
_OF_MKDOCS = "title=site_name url=site_url authors=site_author description=site_description"
_OF_HAKYLL = {
    "reads": dict.fromkeys(
        ("*.hs", "src/*.hs", "app/*.hs"),
        "title=feedTitle url=feedRoot authors=feedAuthorName description=feedDescription",
    ),
    "articles": ("posts",),
    "url": "{site_url}/posts/{stem}.html",
    "dialect": "pandoc",
    "builds": "destinationDirectory",
}
_OF_SPHINX = "title=blog_title,html_title,project url=blog_baseurl,html_baseurl authors=author language=language"
# Patterns of addresses; and what themes show to those with a password, but for the page that they come with.
# URLs that a program makes, and a list of what it leaves out that does not stand there as a whole.
_OF_VITEPRESS = (
    r"\brewrites\s*:\s*[{(]|\bsrcExclude\s*(?:[,}]|:\s*(?:\(|(?:await\s+)?[\w.]+\())"
    r"|\A(?s:(?=.*?\bsrcExclude\s*:\s*(?:\[\s*\.{3})?(\w+)\s*[],}\n])(?!.*?\b(?:const|let|var)\s+\1\b[^=\n]{0,99}=\s*\[\s*[^]\s]))"
)
_OF_VUEPRESS = (
    r"ermalink(?:Pattern)?\s*:\s*['\"`][^'\"`\n]*:[a-z]|['\"]@vuepress/(?:theme-)?blog['\"]"
    r"|\bencrypt\s*:\s*\{(?:(?!\n {0,2}\})(?s:.)){0,4000}?(?:['\"]\^?/(?!demo/)|\bglobal\s*:\s*true)"
    r"|(?m:^keys:\s*(?:-\s*|\[\s*)?['\"]?[0-9a-fA-F]{32}\b)"  # digests of passwords, as Reco has them
)
# Of libraries that read collections of files for whatever builds the pages.
_OF_COLLECTIONS = (
    "contentlayer.config.*:contentDirExclude@{articles}", "contentlayer.config.*:filePathPattern+@content",
    "velite.config.*:pattern+@content", "content-collections.*:exclude@{articles}", "content-collections.*:include+@{articles}",
)  # fmt: skip
# Filters beside that of drafts: in 4 in a list of calls, in 5 a plugin with such a name that is not switched off.
_OF_QUARTZ = (
    r"\bfilters\s*:\s*\[(?!\s*(?:Plugin\.RemoveDrafts\(\)\s*,?\s*)?\])"
    r"|(?m:^[ \t]*-[ \t]*source:[ \t]*['\"]?(?!\S*remove-draft)(?=\S*(?:publish|draft|privat|filter))"
    r"(?!.*(?:\n[ \t]++(?!-).*){0,20}?\n[ \t]++enabled:[ \t]*false))"
)
_VITE = "title=title url=hostname base=base description=description language=lang"
# In their order: what is telltale before what has the same name.
GENERATORS = (
    Generator("Hexo", ("_config.yml", "_config.yaml"), "public", _HEXO, **_OF_HEXO),  # type: ignore[arg-type]
    Generator("Hexo", (), "public", package="hexo", **_OF_HEXO),  # type: ignore[arg-type]
    # Jekyll would look there only if `source` said so, as Octopress has it.
    Generator(
        "Hexo", ("_config.yml", "_config.yaml"), "public", r"\A(?![\s\S]*^source[ \t]*:)", "source/_posts", **_OF_HEXO  # type: ignore[arg-type]
    ),
    Generator(
        "Nikola", ("conf.py",), "output", r"^(?:BLOG_TITLE|NAVIGATION_LINKS)\s*=",
        reads={"conf.py": "title=BLOG_TITLE url=SITE_URL authors=BLOG_AUTHOR description=BLOG_DESCRIPTION language=DEFAULT_LANG timezone=TIMEZONE"},
        articles=("posts",), url="{site_url}/posts/{slug}/", unless=r"\A(?:<!--\s*)?\.\. \w+:", builds="OUTPUT_FOLDER", without=("draft", "private"),
        posts=r"^POSTS\s*=\s*[\[(]\s*[\[(]\s*['\"][^'\"\n]*['\"]\s*,\s*['\"]([^'\"\n]*)['\"]",
    ),
    Generator("Sphinx", ("conf.py",), "_build/html", reads={"conf.py": _OF_SPHINX}, articles=(), host=_SPHINX),
    Generator(
        "Sphinx", ("source/conf.py", "docs/conf.py", "docs/source/conf.py"), "build/html",
        r"^\s*(?:extensions|project|html_theme)\s*=", reads={"*/conf.py": _OF_SPHINX}, articles=(), host=_SPHINX,
    ),
    Generator("Bridgetown", ("bridgetown.config.yml",), "output", reads={"bridgetown.config.yml": "title=title url=url"}, articles=(), builds="destination"),
    Generator("Bridgetown", ("config/initializers.rb", "Gemfile"), "output", r"\bBridgetown\b|[\"']bridgetown[\"']", articles=()),
    Generator("MkDocs", ("mkdocs.yml", "mkdocs.yaml"), "site", reads={"mkdocs.y*ml": _OF_MKDOCS}, articles=(), builds="site_dir", host=_MKDOCS),
    Generator("ProperDocs", ("properdocs.yml", "properdocs.yaml"), "site", reads={"properdocs.y*ml": _OF_MKDOCS}, articles=(), builds="site_dir"),
    Generator("Zensical", ("zensical.toml",), "site", reads={"zensical.toml": _OF_MKDOCS}, articles=(), builds="site_dir"),
    Generator(
        "Astro",
        ("astro.config.*",),
        "dist",
        package="astro",
        reads={
            "astro.config.*": "url=site base=base",
            "src/consts.*": "title=SITE_TITLE description=SITE_DESCRIPTION",
            "src/config.yaml": "title=name url=site base=base",
            "src/config.*": "title=title,SITE_TITLE url=website,site authors=author description=desc,description language=lang",
        },
        url="{site_url}/{folder}/{slug_or_id}/",
        code=False,
        dialect="astro",
        builds="outDir",
        ends=("astro.config.*", "src/config.yaml"),
        routes=("src/pages/**/*.astro",),
        hides="_",
        leaves_out=("src/content.config.*:pattern+@{articles}", "src/content/config.*:pattern+@{articles}"),
    ),
    Generator(
        "Docusaurus",
        ("docusaurus.config.*",),
        "build",
        package="@docusaurus/core",
        reads={"docusaurus.config.*": "title=title url=url base=baseUrl description=tagline language=defaultLocale"},
        articles=("blog",),
        url="{site_url}/{folder}/{slug_or_path}",
        code=False,
        dialect="docusaurus",
        keys=(),
        hides="_",
        leaves_out=("exclude@{articles}", "include+@{articles}"),
    ),
    *(
        Generator(
            name, tuple(f"{root}{folder}/{file}.*" for file in files), f"{root}{folder}/dist", package=name.lower() if root == "docs/" else "",
            reads={f"{root}{folder}/config.*": _VITE, f"{root}{folder}/theme.*": "url=hostname"},
            url="{site_url}/{folder}/{page}", code=False, dialect="vitepress", keys=keys,
            leaves_out=("srcExclude", "pagePatterns+"), unless=unless, builds=builds,
        )
        for name, folder, files, keys, unless, builds in (
            ("VitePress", ".vitepress", ("config",), (), _OF_VITEPRESS, "outDir"),
            ("VuePress", ".vuepress", ("config", "theme", "plume.config"), ("permalink",), _OF_VUEPRESS, "dest"),
        )
        for root in ("", "docs/", "src/")
    ),
    *(
        Generator(
            "Quartz", (glob,), "public", reads={glob: "title=pageTitle url=baseUrl language=locale"}, articles=("content",),
            url="{site_url}/{dashed_path}", leaves_out=("ignorePatterns@{articles}",), dialect="quartz", keys=(), code=False, unless=unless,
        )
        # In 5 the site's own file goes before the one that comes with Quartz.
        for glob, unless in (("quartz.config.yaml", _OF_QUARTZ), ("quartz.config.*", _OF_QUARTZ))
    ),
    Generator(
        "Gatsby", ("gatsby-config.*",), "public", package="gatsby",
        reads={"gatsby-config.*": "title=title url=siteUrl base=pathPrefix authors=author description=description"},
        url="{site_url}/{path}/", code=False, moves=True, keys=("path", "permalink"), leaves_out=("ignore@{articles}",),
    ),
    Generator(
        "Gridsome", ("gridsome.config.js",), "dist", package="gridsome",
        reads={"gridsome.config.js": "title=siteName url=siteUrl base=pathPrefix description=siteDescription"}, code=False, moves=True,
        leaves_out=("path!",), builds="outputDir",
    ),
    Generator(
        "Next.js", ("next.config.*",), "out", package="next", code=False,
        reads={"next.config.*": "base=basePath", "next-sitemap.config.*": "url=siteUrl"} | dict.fromkeys(("app/layout.*", "src/app/layout.*"), "title=default url=metadataBase"),
        url="{site_url}/{folder}/{slug_or_file}", routes=("app/**/page.*", "src/app/**/page.*", "pages/**/*.[jt]s*", "src/pages/**/*.[jt]s*"),
        leaves_out=_OF_COLLECTIONS,
    ),
    Generator(
        "Nuxt", ("nuxt.config.*",), ".output/public", package="nuxt", reads={"nuxt.config.*": "title=title url=url"}, code=False, dialect="nuxt",
        url="{site_url}/{folder}/{unnumbered_path}", routes=("pages/**/*.vue", "app/pages/**/*.vue"),
        hides="_-", leaves_out=("content.config.*:exclude@content", "content.config.*:source+@content", "content.config.*:include+@content", "nuxt.config.*:ignores@content/**"),
    ),
    Generator(
        "SvelteKit", ("svelte.config.*",), "build", package="@sveltejs/kit", code=False, url="{site_url}/{folder}/{slug_or_file}",
        routes=("src/routes/**/+page*.svelte",), ends=("src/routes/+layout.*",), leaves_out=_OF_COLLECTIONS,
    ),
    Generator(
        "Quarto",
        ("_quarto.yml", "_quarto.yaml"),
        "_site",
        reads={
            **dict.fromkeys(("*/_metadata.y*ml", "*/*/_metadata.y*ml"), "authors=author"),
            "_quarto.y*ml": "title=title url=site-url authors=author description=description language=lang",
        },
        url="{site_url}/{folder}/{page}",
        dialect="quarto",
        builds="output-dir",
        hides="_",
        leaves_out=("*.y*ml*:drafts", "render!", "*.qmd:contents!", "*/index.qmd:contents!"),  # the last are lists
        folders=("_metadata.y*ml",),
    ),
    Generator(
        "Jupyter Book", ("_toc.yml",), "_build/html",
        reads={"_config.yml": "title=title url=baseurl authors=author"}, articles=(), host=_SPHINX,
    ),
    Generator("MyST", ("myst.yml", "myst.yaml"), "_build/html", reads={"myst.y*ml": "title=title"}, articles=()),
    Generator(
        "Lume", ("_config.ts", "_config.js"), "_site", r"\blume\b",
        reads={"_config.*": "url=location", "_data.y*ml": "title=title url=url authors=author description=description language=lang"},
        url="{site_url}/{folder}/{undated_path}/", hides="_", leaves_out=("_config.*:ignore",), builds="dest", folders=("_data.*",),
        unless=r"(?m:^url[ \t]*:[ \t]*['\"]?\.\.?/)|\bignore\([^()]{0,999}(?:\(|=>)",
    ),
    Generator(
        "Lektor", ("*.lektorproject",), "build", reads={"*.lektorproject": "title=name url=url language=locale"}, articles=(), builds="output_path",
    ),
    Generator(
        "R Markdown", ("_site.yml",), "_site", r"^(?:navbar|output(?:_dir)?)[ \t]*:",
        reads={"_site.yml": "title=title url=base_url description=description"}, articles=(), builds="output_dir",
    ),
    Generator("Middleman", ("config.rb",), "build", articles=(), builds="build_dir"),
    Generator("Cecil", ("cecil.yml",), "_site", reads={"cecil.yml": "title=title url=baseurl description=description language=language"}, articles=()),
    Generator("nanoc", ("nanoc.yaml",), "output", reads={"nanoc.yaml": "url=base_url"}, articles=(), builds="output_dir"),
    Generator("Cobalt", ("_cobalt.yml",), "_site", reads={"_cobalt.yml": "title=title url=base_url description=description"}, articles=(), builds="destination"),
    Generator("Metalsmith", ("metalsmith.json",), "build", package="metalsmith", articles=(), builds="destination"),
    Generator("JBake", ("jbake.properties",), "output", reads={"jbake.properties": "title=site.title url=site.host"}, articles=(), builds="destination.folder"),
    Generator("Hakyll", ("site.hs",), "_site", **_OF_HAKYLL),  # type: ignore[arg-type]
    Generator("Hakyll", ("*.hs", "src/*.hs", "app/*.hs"), "_site", r"^import[ \t]+(?:qualified[ \t]+)?Hakyll\b", **_OF_HAKYLL),  # type: ignore[arg-type]
    Generator("Jigsaw", ("composer.json",), "build_production", "tightenco/jigsaw", articles=()),
    Generator("Sculpin", ("app/config/sculpin_site*.yml",), "output_prod", reads={"app/config/sculpin_site.yml": "title=title url=url"}, articles=()),
    Generator("Cryogen", ("content/config.edn",), "public", articles=()),
    Generator("Franklin", ("config.md",), "__site", r"\bwebsite_title[ \t]*=", articles=()),
    Generator("Marmite", ("marmite.yaml",), "site", reads={"marmite.yaml": "title=name url=url language=language"}, articles=()),
    Generator("Rspress", ("rspress.config.*",), "doc_build", package="@rspress/core", articles=()),
    Generator("Zine", ("zine.ziggy",), "public", articles=()),
    Generator("Zine", ("zine.toml",), "build", r"^\[site\]", reads={"zine.toml": "title=name url=url description=description"}, articles=()),
    Generator("mdBook", ("book.toml",), "book", reads={"book.toml": "title=title url=site-url language=language"}, articles=(), builds="build-dir"),
)  # fmt: skip

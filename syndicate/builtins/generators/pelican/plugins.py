"""What the plugins of a Pelican site mean for its feeds, as far as their names tell."""

from __future__ import annotations

from collections.abc import Mapping

from .configuration import Known

# Plugin, "-" as "_", e.g. of "pelican.plugins.yaml_metadata" -> the option of the source that it switches on.
_OPTIONS = {"yaml_metadata": "yaml_metadata", "liquid_tags": "liquid_tags"}
# They change pages around articles, or nothing that a feed shows.
_HARMLESS = frozenset(
    """
    assets webassets css_html_js_minify minify_html neighbors pelican_gist_embed post_stats read_more related_posts
    search section_number series seo share_post similar_posts simple_footnotes sitemap syndicate tag_cloud tipue_search thumbnailer
    gravatar gzip_cache pin_to_top read_time minify optimize_images feed_filter just_table pelican_alias page_hierarchy
    neighbours random_article githubactivity goodreads_activity google_embed representative_image extract_toc
    precompress image_process statistics webring tailwindcss render_math
    """.split()
)


def plugin_findings(known: Mapping[str, Known]) -> tuple[list[str], list[str]]:
    """Return the options that the site's plugins switch on, and notes about those that nobody here follows."""
    plugins = known.get("PLUGINS")
    if plugins is None or not isinstance(plugins.value, list):
        return [], []
    names = [str(plugin) for plugin in plugins.value if plugin]
    parts = {name: set(name.replace("-", "_").lower().split(".")) for name in names}
    options = [option for plugin, option in _OPTIONS.items() if any(plugin in part for part in parts.values())]
    unknown = [name for name, part in parts.items() if not part & (_HARMLESS | set(_OPTIONS))]
    if not unknown:
        return options, []
    listed = ", ".join(unknown)
    return options, [f"{plugins.path}:{plugins.line}: PLUGINS: what these change in articles is not followed: {listed}"]

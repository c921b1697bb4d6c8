"""A page that many others link to is read a few times, not once for each of them: for its digest, its head, its URL."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from syndicate import export
from syndicate.files import bytes as file_bytes

NOW = datetime(2026, 1, 1, tzinfo=UTC)
MANY = 30
YAML, TOML = "---\ntitle: {0}\ndate: 2024-01-01\n---\n", '+++\ntitle = "{0}"\ndate = 2024-01-01\n+++\n'
# Generator -> its configuration, where a post lies, its head, a link to a post, where that leads.
SITES = {
    "docusaurus": (
        ("docusaurus.config.js", "module.exports = {title: 'T', url: 'https://e.org', baseUrl: '/', presets: [['classic', {blog: {}}]]}\n"),
        "blog/2024-01-01-{0}.md", YAML, "./2024-01-01-{0}.md", "https://e.org/blog/2024/01/01/{0}",
    ),
    "hugo": (
        ("hugo.toml", 'title = "T"\nbaseURL = "https://e.org/"\n'),
        "content/posts/{0}.md", YAML, '{{{{< ref "{0}.md" >}}}}', "https://e.org/posts/{0}/",
    ),
    "jekyll": (
        ("_config.yml", "title: T\nurl: https://e.org\n"),
        "_posts/2024-01-01-{0}.md", YAML, "{{% post_url 2024-01-01-{0} %}}", "https://e.org/2024/01/01/{0}.html",
    ),
    "pelican": (
        ("pelicanconf.py", "SITENAME = 'T'\nSITEURL = 'https://e.org'\nPATH = 'content'\n"),
        "content/{0}.md", "Title: {0}\nDate: 2024-01-01\n\n", "{{filename}}{0}.md", "https://e.org/{0}.html",
    ),
    "zola": (
        ("config.toml", 'title = "T"\nbase_url = "https://e.org"\n'),
        "content/posts/{0}.md", TOML, "@/posts/{0}.md", "https://e.org/posts/{0}/",
    ),
}  # fmt: skip


@pytest.mark.parametrize("generator", SITES)
def test_a_page_that_many_link_to_is_not_read_for_each_of_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, generator: str
) -> None:
    (name, said), place, head, link, url = SITES[generator]
    (tmp_path / name).write_text(said)
    (tmp_path / "syndicate.yaml").write_text("feeds: [{format: json, path: f.json, content: full, limit: all}]\n")
    for title in ("target", *(f"post{number}" for number in range(MANY))):
        path = tmp_path / place.format(title)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"{head.format(title)}See [it]({link.format('target')}).\n")
    opened, plain = Counter[str](), file_bytes._opened

    def counted(root: str, key: str) -> Any:
        opened[key] += 1
        return plain(root, key)

    monkeypatch.setattr(file_bytes, "_opened", counted)
    export(tmp_path, now=NOW, output=tmp_path / "out", index=tmp_path / "index")
    assert (tmp_path / "out/f.json").read_text().count(f'href=\\"{url.format("target")}\\"') == MANY + 1
    assert opened[place.format("target")] < MANY / 2

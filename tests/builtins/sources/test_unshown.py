"""What authors write for themselves, or for another output than pages, is in no feed."""

from __future__ import annotations

import json
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from syndicate import Overrides, Registry, export
from syndicate.builtins.sources.front_matter.unshown import shown_by_quarto, without_comments

NOW = datetime(2026, 1, 1, tzinfo=UTC)
HEAD = "---\ntitle: Tide\ndate: 2024-02-01\n---\n"


def _text(folder: Path, files: dict[str, str]) -> str:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    overrides = Overrides(formats=(("json", None),), title="T", site_url="https://e.org", author="A", content="full")
    report = export(folder, now=NOW, overrides=overrides, registry=Registry(distributions=()))
    (item,) = json.loads(report.documents[0].body)["items"]
    return str(item["content_html"])


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a %%b%% c", "a  c"),
        ("a\n\n%%\nb\n\n%\n%%\n\nc", "a\n\n\n\n\n\n\n\nc"),
        ("a {/* b * c {d} */} e", "a  e"),
        ("a {::comment}b {c}{:/comment} d {::comment}\ne\n{:/} f", "a  d \n\n f"),
        (
            "5 % of it, `%%b%%`\n\n```mermaid\n%% c\n%% d\n```\n50%%",
            "5 % of it, `%%b%%`\n\n```mermaid\n%% c\n%% d\n```\n50%%",
        ),
        ("Use %%time or %%timeit.", "Use %%time or %%timeit."),
        ("50%% more, 60%% less", "50%% more, 60%% less"),
        ("a%%b%%c %% d %%", "ac "),
        ("a {/* b", "a {/* b"),
        ("a {::comment} b {::comment}c{:/}", "a {::comment} b "),
    ],
)
def test_comments_of_authors_are_taken_out(text: str, shown: str) -> None:
    assert without_comments(text) == shown


@pytest.mark.parametrize("mark", ["quartz.config.ts", "notes.txt"])
def test_notes_of_obsidian_have_no_comments_in_feeds(tmp_path: Path, mark: str) -> None:
    files = {mark: "", "content/hi.md": f"{HEAD}Ebb %%secret%% and\n\n%%\nsecret\n\nsecret\n%%\n\nflow.\n"}
    assert _text(tmp_path, files) == "<p>Ebb  and</p>\n<p>flow.</p>"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("::: {.content-hidden}\nb\n:::\nc", "c"),
        ('::: {.content-hidden when-format="html"}\nb\n\n::: {.x}\nb\n:::\n\n```\nb\n```\n:::\nc', "c"),
        ('::: {.content-hidden unless-format="pdf"}\nb\n:::\nc', "c"),
        ('::: {.content-hidden when-format="pdf"}\nb\n:::', '::: {.content-hidden when-format="pdf"}\nb\n:::'),
        ("::: {.content-visible when-format='pdf'}\nb\n:::\nc", "c"),
        ('::: {.content-visible unless-format="html"}\nb\n:::\nc', "c"),
        (
            '::: {.content-visible when-format="html:js"}\nb\n:::',
            '::: {.content-visible when-format="html:js"}\nb\n:::',
        ),
        ('::: {.content-visible when-profile="staff"}\nb\n:::\nc', "c"),
        ('::: {.content-hidden unless-meta="a.b"}\nb\n:::\nc', "c"),
        ("::: {.hidden}\n$$\\def\\x{y}$$\n:::\nc", "c"),
        ('a [b [c](d)]{.content-visible when-format="pdf"}[e]{.content-visible when-format="html"}', "a e"),
        ("```{python}\n#| label: a\nx = 1\n```", "```python\nx = 1\n```"),
        ("```{python}\n#| echo: false\nx = 1\n```\nc", "c"),
        ("```{r, include=FALSE}\nx <- 1\n```\n\n```{r a, echo=T}\nx <- 2\n```", "\n```r\nx <- 2\n```"),
        ("```{r echo = F}\nx\n```\nc", "c"),
        (
            "```{r}\nknitr::opts_chunk$set(\n  dpi = 3, echo = FALSE)\n```\n```{r}\nx\n```\n```{r echo=TRUE}\ny\n```",
            "```r\ny\n```",
        ),
        ('```{.python .content-hidden when-format="html"}\nx\n```\n```{.python}\ny\n```', "```python\ny\n```"),
        ("```{=html}\n<b>x</b>\n```\n```{=latex}\ny\n```", "<b>x</b>"),
        ("```python\n#| echo: false\n```\n```{{r}}\n```", "```python\n#| echo: false\n```\n```{{r}}\n```"),
        ("::: {.content-hidden}\nwhat nothing ends", ""),
    ],
)
def test_what_quarto_hides_from_pages_is_taken_out(text: str, shown: str) -> None:
    assert shown_by_quarto(text, shows_code=True) == shown


CELLS = "```{python}\nsecret\n```\n\n```{python}\n#| echo: true\ntide\n```\n"


@pytest.mark.parametrize(
    "files",
    [
        {"_quarto.yml": "", "posts/hi.qmd": HEAD.replace("date", "execute:\n  echo: false\ndate") + CELLS},
        {"_quarto.yml": "", "posts/hi.qmd": HEAD.replace("date", "execute: {warning: false, echo: no}\ndate") + CELLS},
        {"_quarto.yml": "execute:\n  echo: false\n", "posts/hi.qmd": HEAD + CELLS},
        {"_quarto.yml": "", "posts/_metadata.yml": "execute:\n  echo: false\n", "posts/hi.qmd": HEAD + CELLS},
        {"posts/hi.qmd": HEAD.replace("date", "execute:\n  echo: false\ndate") + CELLS},
    ],
)
def test_code_that_a_project_or_an_article_of_quarto_hides_stays_hidden(tmp_path: Path, files: dict[str, str]) -> None:
    assert _text(tmp_path, files) == '<pre><code class="language-python">tide\n</code></pre>'


def test_another_setting_of_the_project_counts_where_the_article_is_remembered(tmp_path: Path) -> None:
    article = {"posts/hi.qmd": HEAD + CELLS}
    assert "secret" in _text(tmp_path, {"_quarto.yml": "", **article})
    assert "secret" not in _text(tmp_path, {"_quarto.yml": "execute:\n  echo: false\n"})


@pytest.mark.parametrize(
    "unit",
    ["%", "%% ", "{/*", "{/", "{::comment}", "`", "```\n", "::: {.hidden}\n", "[a]{.hidden", "[[", "[a]", "```{r}\n"],
)
def test_a_text_of_beginnings_takes_no_longer_than_its_length(unit: str) -> None:
    text = unit * (100_000 // len(unit))
    begun = time.process_time()
    without_comments(text)
    shown_by_quarto(f".hidden {text}", shows_code=True)
    assert time.process_time() - begun < 5

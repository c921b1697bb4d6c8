"""What authors write for themselves, or for another output than pages, is in no feed."""

from __future__ import annotations

import json
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from syndicate.builtins.sources.front_matter.shortcodes import with_shortcodes
from syndicate.builtins.sources.front_matter.unshown import Quarto, shown_by_quarto, without_comments
from tests.conftest import json_report

NOW = datetime(2026, 1, 1, tzinfo=UTC)
HEAD = "---\ntitle: Tide\ndate: 2024-02-01\n---\n"


def _text(folder: Path, files: dict[str, str]) -> str:
    return str(_item(folder, files)[0]["content_html"])


def _item(folder: Path, files: dict[str, str]) -> tuple[dict[str, Any], tuple[str, ...]]:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    report = json_report(folder, now=NOW, title="T", site_url="https://e.org", author="A", content="full")
    (item,) = json.loads(report.documents[0].body)["items"]
    return item, tuple(map(str, report.warnings))


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
    assert shown_by_quarto(text, Quarto(runs_code=False)) == shown


CELLS = "```{python}\n#| eval: false\nsecret\n```\n\n```{python}\n#| echo: true\n#| output: false\ntide\n```\n"


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


RUNS = "```{python}\nplot()\n```"
CITED = {"_quarto.yml": "bibliography: works.bib\n"}


@pytest.mark.parametrize(
    ("files", "text", "line", "what"),
    [
        ({}, RUNS, 7, "```{python}"),
        ({}, "```{r a, fig.cap=b}\nplot()\n```", 7, "```{r a, fig.cap=b}"),
        ({}, "```{mermaid}\na --> b\n```", 7, "```{mermaid}"),
        ({}, f"::: {{.hidden}}\na\n:::\n\n{RUNS}", 11, "```{python}"),
        ({"posts/_metadata.yml": "execute: {eval: false}\n"}, "```{python}\n#| eval: true\na\n```", 7, "```{python}"),
        ({}, "Low\nat `{python} hour` or so", 8, "`{python} hour`"),
        ({}, "See `x` and @fig-low.", 7, "@fig-low"),
        (CITED, "Water rises [see @moon-99, p. 3].", 7, "@moon-99"),
    ],
)
def test_a_text_of_quarto_that_is_computed_is_left_out_but_for_what_stands_above(
    tmp_path: Path, files: dict[str, str], text: str, line: int, what: str
) -> None:
    files = {"_quarto.yml": "", **files, "posts/hi.qmd": f"{HEAD}The *ebb*.\n\n{text}\n"}
    item, warnings = _item(tmp_path, files)
    assert (item.get("content_html"), item["content_text"]) == (None, "The ebb.")
    (warning,) = [warning for warning in warnings if "left out" in warning]
    assert (
        f"posts/hi.qmd:{line}: holds '{what}', which only the site's generator computes; build the site, and set"
        in warning
    )


@pytest.mark.parametrize(
    ("files", "text"),
    [
        ({}, "```{python}\n#| output: false\na\n```"),
        ({}, "```{r, include=FALSE}\nlibrary(a)\n```"),
        ({"_quarto.yml": "execute:\n  eval: false\n"}, RUNS),
        ({}, "```{r, include=FALSE}\nopts_chunk$set(echo = T, eval = FALSE)\n```\n\n```{r}\na\n```"),
        ({}, "Write `` `{python} hour` `` for the hour."),
        ({}, f"````markdown\n{RUNS}\n````"),
        ({}, f"::: {{.content-hidden}}\n{RUNS}\n@fig-a\n:::"),
        ({}, "Write `@fig-a` or \\@fig-a to me@fig-a.org, https://e.org/@fig-a, [@moon99], @ann."),
        (CITED, "Write `@moon99` to me@e.org, https://e.org/@moon99."),
    ],
)
def test_a_text_of_quarto_that_says_itself_what_it_shows_stays(
    tmp_path: Path, files: dict[str, str], text: str
) -> None:
    item, warnings = _item(tmp_path, {"_quarto.yml": "", **files, "posts/hi.qmd": f"{HEAD}Ebb.\n\n{text}\n"})
    assert item["content_html"].startswith("<p>Ebb.</p>")
    assert not [warning for warning in warnings if "left out" in warning]


def test_no_cell_is_run_in_a_file_of_markdown(tmp_path: Path) -> None:
    assert "plot()" in _text(tmp_path, {"_quarto.yml": "", "posts/hi.md": f"{HEAD}{RUNS}"})


@pytest.mark.parametrize(
    "unit",
    [
        "%",
        "%% ",
        "{/*",
        "{/",
        "{::comment}",
        "`",
        "```\n",
        "::: {.hidden}\n",
        "[a]{.hidden",
        "[[",
        "[a]",
        "```{r}\n",
        "`{r} a",
        "`@fig-a` ",
        "-@",
        "opts_chunk$set(",
    ],
)
def test_a_text_of_beginnings_takes_no_longer_than_its_length(unit: str) -> None:
    text = unit * (100_000 // len(unit))
    begun = time.process_time()
    without_comments(text)
    shown_by_quarto(f".hidden {text}", Quarto(runs_code=False, cites=True))
    assert time.process_time() - begun < 5


@pytest.mark.parametrize(
    ("key", "said", "image"),
    [
        ("posts/hi/index.qmd", "image: sea.jpg", "https://e.org/posts/hi/sea.jpg"),
        (
            "posts/Of 2024/index.qmd",
            "image: './img/sea.jpg'  # from the shore",
            "https://e.org/posts/Of%202024/img/sea.jpg",
        ),
        ("posts/hi.qmd", 'image: "../img/sea.jpg"', "https://e.org/img/sea.jpg"),
        ("posts/hi/index.qmd", "image: /img/sea.jpg", "https://e.org/img/sea.jpg"),
        ("posts/hi/index.qmd", "image: https://f.org/sea.jpg", "https://f.org/sea.jpg"),
        ("posts/hi/index.qmd", "image: false", None),
    ],
)
def test_a_picture_of_quarto_lies_where_its_page_does(tmp_path: Path, key: str, said: str, image: str | None) -> None:
    item, _ = _item(tmp_path, {"_quarto.yml": "", key: HEAD.replace("date", f"{said}\ndate")})
    assert item.get("image") == image


def test_a_picture_beside_an_article_does_not_lie_at_the_root_of_the_site(tmp_path: Path) -> None:
    item, warnings = _item(tmp_path, {"posts/hi/index.md": HEAD.replace("date", "image: ./sea.jpg\ndate")})
    assert "image" not in item
    assert len(warnings) == 1


@pytest.mark.parametrize("said", ["last-modified", '"today"', "now"])
def test_the_day_of_the_build_is_no_date_of_a_change(tmp_path: Path, said: str) -> None:
    head = HEAD.replace("date", f"date-modified: {said}\ndate")
    item, warnings = _item(tmp_path, {"_quarto.yml": "", "posts/hi.qmd": head})
    assert ("date_modified" in item, warnings) == (False, ())


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("{{< video https://youtu.be/a-B_1 >}}", '<iframe src="https://www.youtube.com/embed/a-B_1"></iframe>'),
        (
            'a {{< video https://www.youtube.com/watch?t=1s&v=ab&x=y\n title="T" >}} b',
            'a <iframe\n src="https://www.youtube.com/embed/ab"></iframe> b',
        ),
        (
            "{{<video src='https://vimeo.com/12' width=\"3\">}}",
            '<iframe src="https://player.vimeo.com/video/12"></iframe>',
        ),
        ("{{< video a/b&c.mp4 other.mp4 >}}", '<video src="a/b&amp;c.mp4" controls></video>'),
        ("Press {{< kbd Shift-Ctrl-P mac=X >}}{{< br >}}b", "Press <kbd>Shift-Ctrl-P</kbd><br>b"),
        ("a {{< fa brands github >}} b\n\n{{< pagebreak >}}\n", "a  b\n\n\n"),
        ("a {{< fa\nx >}} b", "a <span\n></span> b"),
        *(
            (same, same)
            for same in (
                "{{< video >}} {{< video https://e.org/a >}} {{< kbd >}} {{< video-list a.mp4 >}}",
                "{{{< pagebreak >}}} `{{< pagebreak >}}`",
                "```\n{{< pagebreak >}}\n```\n{{< include a.qmd >}}",
            )
        ),
    ],
)
def test_shortcodes_of_quarto_that_say_what_they_show_are_filled_in(text: str, shown: str) -> None:
    assert with_shortcodes(text) == shown


def test_a_post_of_quarto_has_its_videos(tmp_path: Path) -> None:
    text = f"{HEAD}Ebb.\n\n{{{{< video https://youtu.be/a >}}}}\n\n{{{{< video b.mp4 >}}}}\n"
    item, warnings = _item(tmp_path, {"_quarto.yml": "", "posts/hi/index.qmd": text})
    assert item["content_html"] == (
        '<p>Ebb.</p>\n<iframe src="https://www.youtube.com/embed/a"></iframe>\n'
        '<p><video src="https://e.org/posts/hi/b.mp4" controls=""></video></p>'
    )
    assert warnings == ()


@pytest.mark.parametrize("unit", ["{{< video ", "{{< video a=", "{{<", "`", "```\n", "{{< kbd '"])
def test_shortcodes_of_quarto_take_no_time(unit: str) -> None:
    begin = time.perf_counter()
    with_shortcodes(unit * (100_000 // len(unit)))
    assert time.perf_counter() - begin < 2

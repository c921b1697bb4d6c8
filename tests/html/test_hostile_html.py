"""HTML that means to run: nothing of it does after cleaning, by the letter of the Standard and in a browser.

Vectors are made here: what runs in all that it may be hidden in. The tests of html5lib are not in the repository;
SYNDICATE_HTML5LIB_TESTS names a checkout of them (tree-construction of before its move to WPT, and tokenizer).
"""

from __future__ import annotations

import html
import json
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from functools import cache
from itertools import product
from pathlib import Path
from urllib.parse import urlsplit

import html5lib
import pytest

from syndicate.html.clean import clean_html
from syndicate.html.rules import ATTRIBUTES, GLOBAL_ATTRIBUTES, LINK_SCHEMES, TAGS, URL_ATTRIBUTES
from syndicate.model.errors import TooLargeError
from tests.conftest import require

BASE = "https://e.org/blog/post/"
RUN = "parent.ran(9)"
# "@" stands where a payload goes.
PAYLOADS = (
    *(f"<script>{RUN}</script>", f"<SCRIPT/x>{RUN}</script >", f"<script>/*<!--*/{RUN}//--></script>"),
    *(f"<img src=x onerror={RUN}>", f'<img/src="x"/onerror="{RUN}">', f"<img src onerror\n=\n{RUN} x"),
    *(f"<svg onload={RUN}>", f"<svg><script>{RUN}</script></svg>", f"<svg><animate onbegin={RUN} attributeName=x dur=1s>"),
    *(f"<iframe srcdoc='<script>parent.{RUN}</script>'></iframe>", f"<iframe src=javascript:{RUN}></iframe>"),
    *(f"<iframe onload={RUN}></iframe>", f"<object data=javascript:{RUN}></object>", f"<embed src=javascript:{RUN}>"),
    *(f"<details open ontoggle={RUN}>x", f"<input autofocus onfocus={RUN}>", f"<video><source onerror={RUN}></video>"),
    *(f"<audio src=x onerror={RUN}>", f"<body onload={RUN}>", f"<style onload={RUN}></style>", f"<x onfocus={RUN} tabindex=1 autofocus>"),
    *(f"<a href=javascript:{RUN}>x</a>", f"<a href='java&#10;script:{RUN}'>x</a>", f"<a href='&#1;javascript:{RUN}'>x</a>"),
    *(f"<math href=javascript:{RUN}>x</math>", f"<form action=javascript:{RUN}><button>x</button></form>", f"<link rel=stylesheet href=x onerror={RUN}>"),
    *(f"<base href=javascript:{RUN}//><a href=#x>x</a>", f"<meta http-equiv=refresh content='0;url=javascript:{RUN}'>"),
    *(f"<p style=animation-name:x onanimationstart={RUN}>x</p>", f"<marquee onstart={RUN}>x</marquee>", f"<table background=javascript:{RUN}>"),
    *(f"<svg><set onbegin={RUN} attributename=x>", f"<svg><a xlink:href=javascript:{RUN}><text>x</text></a>", f"<video poster=javascript:{RUN} autoplay>"),
)  # fmt: skip
CONTEXTS = (
    *("@", "<p>@</p>", "<table>@</table>", "<table><tr><td>@", "<select>@</select>", "<select><option>@", "<button>@</button>"),
    *("<svg>@</svg>", "<svg><desc>@", "<svg><foreignObject>@", "<svg><title>@", "<svg><style>@</style>", "<svg></p><style><a id='</style>@'>"),
    *("<math>@</math>", "<math><mtext>@", "<math><annotation-xml encoding=text/html>@", "<math><mi><mglyph><style>@", "<math><mtext><table><mglyph><style><!--</style>@"),
    *("<template>@</template>", "<noscript><p title='</noscript>@'>", "<noscript>@</noscript>", "<style>@", "<style><!--</style>@", "<title>@", "<title></title>@"),
    *("<textarea>@", "<textarea></textarea>@", "<xmp>@", "<xmp></xmp>@", "<noembed>@", "<noframes>@", "<plaintext>@", "<!--@", "<!-->@-->", "<!--><!--->@"),
    *("<!--x--!>@", "<![CDATA[@]]>", "<?x @?>", "</@", "<p title='@'>", '<img alt="`><p>`@">', "<a title=\"'>@\">", "<p title=&quot;>@&quot;", "<iframe>@</iframe>"),
    *("<form><math><mtext></form><form><mglyph><style></math>@", "<svg><![CDATA[</svg>@]]>", "<b><p></b>@", "<a><a>@", "<table><b><tr>@", "<frameset>@"),
    *("&lt;p&gt;@", "<li><pre>\n@", "<object>@</object>", "<ruby><rt>@", "<p id='\0'>@", "<svg><p><style><g title='</style>@'>", "<x-y>@</x-y>", "<head>@", "\ufdd0@", "<wbr>@"),
)  # fmt: skip


def vectors() -> list[str]:
    return [context.replace("@", payload) for context, payload in product(CONTEXTS, PAYLOADS)]


@cache
def cleaned(found: str) -> str | None:
    """Return *found* cleaned, None where it is refused."""
    try:
        return clean_html(found, BASE).html
    except TooLargeError:
        return None


def what_may_run(cleaned: str) -> list[str]:
    """Return what html5lib's parser finds in *cleaned* that no feed may carry."""
    found = []
    for node in html5lib.parseFragment(cleaned, namespaceHTMLElements=False).iter():
        if node.tag == "DOCUMENT_FRAGMENT":
            continue
        if node.tag not in TAGS:
            found.append(str(node.tag))
        for name, value in node.attrib.items():
            if name not in ATTRIBUTES.get(node.tag, frozenset()) and name not in GLOBAL_ATTRIBUTES:
                found.append(f"{node.tag} {name}")
            elif name in URL_ATTRIBUTES and urlsplit(value).scheme not in ("http", "https", *LINK_SCHEMES):
                found.append(f"{name}={value}")
    return found


def check(found: str) -> None:
    once = cleaned(found)
    if once is not None:
        assert what_may_run(once) == [], found
        assert clean_html(once, BASE).html == once, found


def test_there_are_vectors_by_the_thousand() -> None:
    assert len(set(vectors())) > 2000


@pytest.mark.parametrize("context", CONTEXTS)
def test_nothing_that_runs_is_left_and_cleaning_again_changes_nothing(context: str) -> None:
    for payload in PAYLOADS:
        check(context.replace("@", payload))


# In a browser

_PAGE = """<!DOCTYPE html><meta charset=utf-8><pre id=result>never ended</pre><script>
const ran = [], vectors = VECTORS;
let current = -1;
window.ran = () => ran.push(current);
window.alert = window.ran;
async function insert(text, written) {
  const frame = document.body.appendChild(document.createElement("iframe"));
  const inner = frame.contentDocument;
  inner.open();
  inner.write(written ? "<!DOCTYPE html><body>" + text : "<!DOCTYPE html><body>");
  inner.close();
  if (!written) inner.body.innerHTML = text;
  for (const link of inner.querySelectorAll("a[href^=javascript]")) link.click();
  await new Promise(resolve => setTimeout(resolve, WAIT));
  frame.remove();
}
(async () => {
  for (current = 0; current < vectors.length; current++)
    for (const written of [false, true]) await insert(vectors[current], written);
  document.getElementById("result").textContent = JSON.stringify([current, [...new Set(ran)]]);
  document.title = "ended";
})();
</script>"""


def ran_in_browser(texts: list[str], folder: Path, wait: int) -> list[int]:
    """Return the places of those of *texts* that ran in headless Chromium, inserted by innerHTML or document.write."""
    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    require(program, "Chromium is not installed")
    assert program
    page = folder / "page.html"
    data = json.dumps(texts).replace("<", "\\u003c")
    page.write_text(_PAGE.replace("VECTORS", data).replace("WAIT", str(wait)), encoding="utf-8")
    budget = str(1000 + len(texts) * (2 * wait + 20))
    command = [program, "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={folder / 'profile'}"]
    command += [f"--virtual-time-budget={budget}", "--host-resolver-rules=MAP * ~NOTFOUND", "--dump-dom", page.as_uri()]
    said = subprocess.run(command, capture_output=True, text=True, check=True, timeout=600).stdout
    result = re.search(r"<pre id=\"result\">(.*?)</pre>", said, re.DOTALL)
    assert result, said[:500]
    count, places = json.loads(html.unescape(result[1]))
    assert count == len(texts)
    return [int(place) for place in places]


def test_no_vector_runs_in_a_browser(tmp_path: Path) -> None:
    texts = list(dict.fromkeys(cleaned(vector) or "" for vector in vectors()))  # most are the same when they are clean
    several = ["<hr>".join(texts[start : start + 16]) for start in range(0, len(texts), 16)]
    alone = [f"<img src=x onerror={RUN}>", "<p>harmless</p>", f"<script>{RUN}</script>"]
    assert ran_in_browser(alone, tmp_path, 50) == [0, 2]  # what runs is seen to run
    assert ran_in_browser([*texts, *several], tmp_path, 1) == []


# The tests of html5lib


def _inputs(folder: Path) -> Iterator[str]:
    for path in sorted(folder.glob("tree-construction/**/*.dat")):
        text = path.read_bytes().decode("utf-8", "surrogateescape")
        yield from re.findall(r"(?:\A|\n)#data\n(.*?)\n#errors", text, re.DOTALL)
    for path in sorted(folder.glob("tokenizer/*.test")):
        for case in json.loads(path.read_text(encoding="utf-8")).get("tests", ()):
            yield case["input"]


def test_the_inputs_of_html5libs_tests_are_harmless_and_stay_as_they_were_cleaned() -> None:
    name = os.environ.get("SYNDICATE_HTML5LIB_TESTS", "")
    if not name:
        pytest.skip("SYNDICATE_HTML5LIB_TESTS names no checkout of html5lib-tests")
    inputs = list(_inputs(Path(name)))
    assert len(inputs) > 5000
    for found in inputs:
        check(found)

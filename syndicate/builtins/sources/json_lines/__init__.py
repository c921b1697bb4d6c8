"""Articles as JSON: one a line (JSON Lines, https://jsonlines.org), or in a document (RFC 8259); "-" is standard input.

An article is written in the model's own JSON, or by the names that front matter may have too. A line may name the page
that it was made from ("origin"): its faults are then reported at that page. URLs may be relative, ids may be any text,
and times may lack a zone: the site completes them.
"""

from syndicate import Source, hookimpl
from syndicate.builtins.sources.json_lines.source import JsonLines as JsonLines, JsonOptions as JsonOptions


@hookimpl
def syndicate_sources() -> list[Source]:
    return [Source(name="json-lines", open=JsonLines, options=JsonOptions, asks_for="article", reads_stores=True)]

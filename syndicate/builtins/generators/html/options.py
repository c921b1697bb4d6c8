"""What settings may say to the source `html`."""

# Without annotations from __future__: each start reads those below, and would compile the text of every one.

from typing import Annotated

import msgspec
from msgspec import Meta

HOME_PAGES = ("index.html", "index.htm", "index.xhtml")  # names, best first


class HtmlOptions(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where the pages lie."""

    home: Annotated[
        str, Meta(description="folder of the home page, relative to the site's, e.g. _site, or s3://bucket/site")
    ] = ""

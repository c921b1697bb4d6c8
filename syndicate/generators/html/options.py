"""What settings may say to the source `html`."""

from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import Meta

HOME_PAGES = ("index.html", "index.htm", "index.xhtml")  # names, best first


class HtmlOptions(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where the pages lie."""

    home: Annotated[str, Meta(description="folder of the home page, relative to the site's, e.g. _site")] = ""

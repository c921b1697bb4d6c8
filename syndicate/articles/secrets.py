"""Plain values without the members that nobody may see."""

from __future__ import annotations

import marshal
from typing import Any

from syndicate.articles.words import folded

# What no format may show and no index may hold: an encrypted blob of the publisher's own, and what opens something.
# A name stands for itself in any spelling.
SECRETS = frozenset(
    "secured password passwd passphrase postpassword passwordhash passwords pwd passcode pagepassword accesspassword "
    "accesscode secret clientsecret secretkey token accesstoken authtoken refreshtoken apikey privatekey "
    "credentials".split()
)
_KELVIN_SIGN = "\u212a".encode()  # the one other character that is a letter of ASCII in lower case


def public(value: Any, secrets: frozenset[str]) -> Any:
    """Return *value* without members of the names in *secrets*, in any spelling, however deep; itself if it has none.

    secrets  folded, ASCII
    """
    if not isinstance(value, dict | list):
        return value
    try:
        # The text of a name stands in the bytes as it stands in the value: what is not there need not be looked for.
        written = marshal.dumps(value, 0).replace(_KELVIN_SIGN, b"k").lower().translate(None, b"_- ")
    except ValueError:
        return _public(value, secrets)  # a value of another kind, or nested too deeply
    return _public(value, secrets) if any(name.encode() in written for name in secrets) else value


def _public(value: Any, secrets: frozenset[str]) -> Any:
    if isinstance(value, dict):
        return {key: _public(item, secrets) for key, item in value.items() if folded(key) not in secrets}
    return [_public(item, secrets) for item in value] if isinstance(value, list) else value

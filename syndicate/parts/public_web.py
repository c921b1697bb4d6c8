"""For parts that fetch or tell: connections that reach public addresses only. Nothing in syndicate itself opens one.

What a stranger writes, a redirect or a link on a page, must not reach servers of this machine or its network, which
answer whoever stands inside (CWE-918). The address that is checked is the one that is connected to, so that a name
whose owner answers in another way the second time is of no use.
"""

from __future__ import annotations

import ipaddress
import socket
from typing import Any

from syndicate.model.errors import SyndicateError, excerpt

_NAT64 = ipaddress.ip_network("64:ff9b::/96")


class PrivateAddressError(SyndicateError):
    """A host has an address that is not public; the text continues what leads there."""


def public_addresses(host: str, port: int | None) -> list[str]:
    """Return the addresses of *host*. Raises PrivateAddressError if one of them is not public, OSError for none."""
    found = list(dict.fromkeys(str(info[4][0]) for info in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)))
    for text in found:
        if not _is_public(text):
            raise PrivateAddressError(
                f"leads to {excerpt(host)}, which is {text}, an address of this machine or its network; "
                "write it into the settings itself, if it is meant"
            )
    return found


def _is_public(text: str) -> bool:
    address = ipaddress.ip_address(text.partition("%")[0])
    if isinstance(address, ipaddress.IPv6Address):
        # IPv4 in IPv6: mapped (RFC 4291 section 2.5.5.2), by 6to4 (RFC 3056) or by NAT64 (RFC 6052).
        inner = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF) if address in _NAT64 else None
        address = address.ipv4_mapped or address.sixtofour or inner or address
    return address.is_global and not address.is_multicast


def connect_in_public(address: tuple[str, int], *given: Any) -> socket.socket:
    """Return a connection to *address*, as socket.create_connection() does with *given*; its host is looked up once.

    Raises what public_addresses() raises.
    """
    failure: OSError | None = None
    for found in public_addresses(*address):
        try:
            return socket.create_connection((found, address[1]), *given)
        except OSError as error:
            failure = error
    raise failure or OSError("has no address")

"""For parts that fetch or tell: connections that reach public addresses only. Nothing in syndicate itself opens one.

What a stranger writes, a redirect or a link on a page, must not reach servers of this machine or its network, which
answer whoever stands inside (CWE-918). The address that is checked is the one that is connected to, so that a name
whose owner answers in another way the second time is of no use.
"""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Callable
from http.client import HTTPConnection, HTTPResponse, HTTPSConnection
from ssl import SSLContext
from typing import Any
from urllib.request import HTTPHandler, HTTPSHandler, Request

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


def _connect_in_public(address: tuple[str, int], *given: Any) -> socket.socket:
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


def public_web_handlers(
    may_be_private: Callable[[Request], bool] = lambda _: False, context: SSLContext | None = None
) -> tuple[HTTPHandler, HTTPSHandler]:
    """Return what an opener of urllib speaks http and https with, to public addresses.

    may_be_private  whether what is asked, or the proxy that it is asked of, may have any other
    context         of https; None: the standard library's
    """
    return _Http(may_be_private), _Https(may_be_private, context)


class _Http(HTTPHandler):
    def __init__(self, may_be_private: Callable[[Request], bool]) -> None:
        super().__init__()
        self._may_be_private = may_be_private

    def http_open(self, req: Request) -> HTTPResponse:
        return self.do_open(_connection(HTTPConnection, self._may_be_private(req)), req)


class _Https(HTTPSHandler):
    def __init__(self, may_be_private: Callable[[Request], bool], context: SSLContext | None) -> None:
        super().__init__(context=context)
        self._may_be_private = may_be_private

    def https_open(self, req: Request) -> HTTPResponse:
        made = _connection(HTTPSConnection, self._may_be_private(req))
        return self.do_open(made, req, context=self._context)  # type: ignore[attr-defined]


def _connection(kind: type[HTTPConnection], may_be_private: bool) -> Callable[..., HTTPConnection]:  # noqa: FBT001
    def make(*given: Any, **named: Any) -> HTTPConnection:
        made = kind(*given, **named)
        if not may_be_private:
            made._create_connection = _connect_in_public  # type: ignore[attr-defined]  # noqa: SLF001  its only hook
        return made

    return make

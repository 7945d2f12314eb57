"""Where a message to another system may go: the open internet, and the networks that a setting names.

Source: IANA's registries of special-purpose addresses (RFC 6890), and the clouds' own addresses for a machine's secrets.
"""

from collections.abc import Iterable, Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

_NEVER: tuple[Network, ...] = tuple(
    ip_network(text)
    for text in (
        "100.64.0.0/10",  # CGNAT; Alibaba's metadata
        "168.63.129.16/32",  # Azure's, though it is a public address
        "192.0.0.0/24",
        "192.88.99.0/24",  # the old 6to4 relays
        "::/96",  # IPv4-compatible
        "64:ff9b:1::/48",  # NAT64 of a network's own
        "fec0::/10",
    )
)
_NAT64, _SIX_TO_FOUR, _TEREDO = (IPv6Network(text) for text in ("64:ff9b::/96", "2002::/16", "2001::/32"))


def read_networks(text: str) -> tuple[Network, ...]:
    """From commas or blanks between them. Raises `ValueError`."""
    return tuple(ip_network(part) for part in text.replace(",", " ").split())


def may_reach(host: str, networks: Sequence[Network], *, https: bool) -> bool:
    """`host` is an address as numbers, also in a form that carries an IPv4 address. Without https only what is named."""
    found = ip_address(host.partition("%")[0])
    if all(_named(address, networks) for address in _meant(found)):
        return True
    return https and all(_is_open(address) for address in (found, *_meant(found)) if not _carrier(address))


def is_this_machine(host: str) -> bool:
    """`localhost` or a loopback address; any other name may lead anywhere."""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def _named(address: Address, networks: Iterable[Network]) -> bool:
    return any(address.version == network.version and address in network for network in networks)


def _carrier(address: Address) -> bool:
    return isinstance(address, IPv6Address) and (address.ipv4_mapped is not None or address in _NAT64)


def _meant(address: Address) -> tuple[Address, ...]:
    """The addresses that a packet ends at."""
    if isinstance(address, IPv4Address):
        return (address,)
    if address.ipv4_mapped is not None:
        return (address.ipv4_mapped,)
    if address in _NAT64:
        return (IPv4Address(int(address) & 0xFFFF_FFFF),)
    if address in _SIX_TO_FOUR and address.sixtofour is not None:
        return (address, address.sixtofour)
    if address in _TEREDO and address.teredo is not None:
        return (address, *address.teredo)
    return (address,)


def _is_open(address: Address) -> bool:
    if address.is_multicast or address.is_unspecified or address.is_loopback or address.is_link_local:
        return False
    return address.is_global and not _named(address, _NEVER)

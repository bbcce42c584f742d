"""Only public addresses are connected to, and those the user allows."""

from ipaddress import ip_address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.net.address import AddressRefusedError, checked, literal, not_global

NOBODY = frozenset()


@pytest.mark.parametrize(
    ("address", "kind"),
    [
        ("127.0.0.1", "a loopback"),
        ("127.255.255.254", "a loopback"),
        ("0.0.0.0", "a loopback"),  # connecting to it reaches this machine
        ("10.0.0.5", "a private"),
        ("172.16.0.1", "a private"),
        ("192.168.1.1", "a private"),
        ("100.64.0.1", "a private"),
        ("100.100.100.200", "a private"),  # Alibaba Cloud's metadata
        ("169.254.169.254", "a link-local"),  # most clouds' metadata
        ("192.0.0.192", "a reserved"),  # Oracle Cloud's
        ("168.63.129.16", "a reserved"),  # Azure's
        ("192.88.99.1", "a reserved"),
        ("198.18.0.1", "a private"),
        ("224.0.0.251", "a multicast"),
        ("240.0.0.1", "a reserved"),
        ("255.255.255.255", "a reserved"),
        ("::", "a loopback"),
        ("::1", "a loopback"),
        ("fe80::1", "a link-local"),
        ("fe80::1%eth0", "a link-local"),
        ("fc00::1", "a private"),
        ("fd00:ec2::254", "a private"),  # AWS's metadata
        ("fec0::1", "a reserved"),  # site-local, long deprecated, still routed by some
        ("ff02::1", "a multicast"),
        ("2001:db8::1", "a private"),
        ("::127.0.0.1", "a reserved"),  # IPv4-compatible
        ("::ffff:127.0.0.1", "a loopback"),  # IPv4-mapped
        ("::ffff:10.0.0.5", "a private"),
        ("::ffff:169.254.169.254", "a link-local"),
        ("64:ff9b::127.0.0.1", "a loopback"),  # NAT64
        ("64:ff9b::a00:5", "a private"),
        ("64:ff9b:1::1", "a reserved"),  # NAT64 for local use
        ("2002:7f00:1::", "a loopback"),  # 6to4 of 127.0.0.1
        ("2002:a9fe:a9fe::1", "a link-local"),
    ],
)
def test_an_address_that_is_not_public_is_refused(address, kind):
    assert not_global(ip_address(address)) == kind
    with pytest.raises(AddressRefusedError):
        checked("feeds.example", 443, [address], NOBODY)


@pytest.mark.parametrize(
    "address",
    [
        "93.184.216.34",
        "8.8.8.8",
        "2606:2800:220:1:248:1893:25c8:1946",
        "::ffff:8.8.8.8",
        "64:ff9b::8.8.8.8",  # how an IPv6-only network reaches 8.8.8.8
        "2002:808:808::1",
    ],
)
def test_a_public_address_may_be_connected_to(address):
    assert not_global(ip_address(address)) == ""
    assert checked("feeds.example", 443, [address], NOBODY) == (address,)


def test_of_a_mixed_answer_only_the_public_addresses_are_left():
    found = ["10.0.0.5", "93.184.216.34", "::1", "8.8.8.8"]
    assert checked("feeds.example", 80, found, NOBODY) == ("93.184.216.34", "8.8.8.8")


def test_the_refusal_names_host_address_and_cure():
    with pytest.raises(AddressRefusedError) as refusal:
        checked("intranet.example", 80, ["10.0.0.5"], NOBODY)
    assert str(refusal.value) == (
        "refused: intranet.example is a private address (10.0.0.5); "
        "to allow it add 'intranet.example' to allow_private"
    )


@pytest.mark.parametrize(
    ("host", "port", "allowed"),
    [
        ("intranet.example", 80, "intranet.example"),
        ("intranet.example.", 80, "Intranet.Example"),
        ("intranet.example", 8080, "intranet.example:8080"),
        ("10.0.0.5", 80, "10.0.0.5"),
        ("intranet.example", 80, "10.0.0.5"),
        ("intranet.example", 80, "10.0.0.0/8"),
        ("intranet.example", 80, "10.0.0.7/8"),  # not the network's first address, but clear
    ],
)
def test_the_user_may_allow_a_host_a_port_an_address_or_a_network(host, port, allowed):
    assert checked(host, port, ["10.0.0.5"], frozenset({allowed})) == ("10.0.0.5",)


@pytest.mark.parametrize(
    ("host", "address", "allowed"),
    [
        ("other.example", "10.0.0.5", "intranet.example"),
        ("intranet.example", "10.0.0.5", "intranet.example:8080"),
        ("sub.intranet.example", "10.0.0.5", "intranet.example"),
        ("intranet.example", "192.168.0.1", "10.0.0.0/8"),
        ("intranet.example", "::1", "10.0.0.0/8"),
    ],
)
def test_what_is_allowed_allows_nothing_else(host, address, allowed):
    with pytest.raises(AddressRefusedError):
        checked(host, 80, [address], frozenset({allowed}))


def test_an_ipv6_address_may_be_allowed_with_and_without_brackets():
    for allowed in ("::1", "[::1]", "[::1]:8080", "::/64"):
        assert checked("::1", 8080, ["::1"], frozenset({allowed})) == ("::1",)


def test_a_mapped_address_is_in_the_allowed_network_of_what_it_maps():
    assert checked("x.example", 80, ["::ffff:10.0.0.5"], frozenset({"10.0.0.0/8"}))


def test_a_name_without_addresses_leaves_nothing_to_connect_to():
    assert checked("feeds.example", 80, [], NOBODY) == ()


@pytest.mark.parametrize(
    "host",
    ["2130706433", "0x7f000001", "0x7F.1", "0177.0.0.1", "127.1", "127.0.1", "017700000001"],
)
def test_the_notations_of_inet_aton_are_addresses_too(host):
    assert literal(host) == ip_address("127.0.0.1")


@pytest.mark.parametrize(
    "host",
    ["feeds.example", "1.2.3.4.5", "256.1.1.1", "1.2.3.256", "4294967296", "0x", "", "1..2", "٣"],
)
def test_a_name_is_no_address(host):
    assert literal(host) is None


@given(st.ip_addresses(v=4))
def test_every_notation_of_an_address_is_read_as_that_address(address):
    number = int(address)
    first, rest = number >> 24, number & 0xFFFFFF
    for notation in (f"{number}", f"{number:#x}", f"0{number:o}", f"{first}.{rest}"):
        assert literal(notation) == address


@given(st.ip_addresses(v=4))
def test_an_embedded_ipv4_address_is_as_good_as_itself(address):
    expected = bool(not_global(address))
    assert bool(not_global(ip_address(f"::ffff:{address}"))) == expected
    assert bool(not_global(ip_address(f"64:ff9b::{address}"))) == expected
    high, low = int(address) >> 16, int(address) & 0xFFFF
    assert bool(not_global(ip_address(f"2002:{high:x}:{low:x}::1"))) == expected

import pytest

from monitor.feeds.cluster.address import (
    AddressError,
    Cluster,
    is_plain,
    read_address,
    read_engine,
    read_listen,
)


def test_an_address_without_a_port_has_that_of_dask():
    assert read_address("tls://scheduler.example") == "tls://scheduler.example:8786"


def test_an_address_may_be_of_either_version_of_ip():
    assert Cluster(read_address("tls://[2001:db8::5]:99"), None).host == "2001:db8::5"
    assert Cluster(read_address("tls://10.0.0.5:99"), None).port == 99


@pytest.mark.parametrize(
    "text",
    ["", "10.0.0.5", "https://a.example", "tls://", "tls://u@h", "tls://h:0", "tls://h:70000"],
)
def test_what_is_no_address_is_refused_with_an_example(text):
    with pytest.raises(AddressError):
        read_address(text)


def test_where_to_listen_is_a_host_a_port_both_or_neither():
    assert read_listen("") == ("", 0)
    assert read_listen("10.0.0.7") == ("10.0.0.7", 0)
    assert read_listen("10.0.0.7:9000") == ("10.0.0.7", 9000)
    assert read_listen(":9000") == ("", 9000)
    assert read_listen("[2001:db8::5]:9000") == ("2001:db8::5", 9000)


@pytest.mark.parametrize("text", ["host:port", "tls://h:1", "h:70000", "2001:db8::5", "a b"])
def test_what_nobody_can_listen_at_is_refused_with_an_example(text):
    with pytest.raises(AddressError, match=r"such as 10\.0\.0\.7:9000"):
        read_listen(text)


def test_the_engine_is_this_process_or_a_cluster():
    assert read_engine("local") is None
    assert read_engine("dask:tls://h:1") == "tls://h:1"
    with pytest.raises(AddressError, match=r"must be .local. or, for a cluster, .dask:tls"):
        read_engine("ray://h:1")


def test_only_tcp_is_plain():
    assert is_plain("tcp://h:1")
    assert not is_plain("tls://h:1")

import pytest

from ticketapp.core.actor import Actor, Origin


@pytest.mark.parametrize(
    ("address", "client"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:0:7:1:2:3:4", "2001:db8:0:7::/64"),
        ("2001:DB8:0:7::9", "2001:db8:0:7::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("", "unknown"),
        ("nonsense", "unknown"),
    ],
)
def test_limits_count_an_ipv6_client_by_the_net_it_has_to_itself(address, client):
    assert Origin(address=address).client == client


@pytest.mark.parametrize(
    ("actor", "subject"),
    [
        (Actor(user_id="u1", origin=Origin(address="192.0.2.1")), "user:u1"),
        (Actor(origin=Origin(address="192.0.2.1")), "address:192.0.2.1"),
        (Actor(origin=Origin(address="2001:db8:1:2:3::4")), "address:2001:db8:1:2::/64"),
        (Actor(), "address:unknown"),
    ],
)
def test_a_person_is_counted_wherever_they_are_and_a_stranger_by_their_address(actor, subject):
    assert actor.subject == subject

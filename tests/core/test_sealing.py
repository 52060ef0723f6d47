"""Sealed texts open for their purpose and owner alone."""

import pytest
from pydantic import SecretStr

from ticketapp.core.sealing import Unreadable, seal, unseal

TEXT = "JBSWY3DPEHPK3PXP – geheim"


def test_what_was_sealed_opens_again(settings):
    sealed = seal(settings, TEXT, purpose="totp", owner="u1")
    assert TEXT.encode() not in sealed
    assert unseal(settings, sealed, purpose="totp", owner="u1") == TEXT


def test_sealing_the_same_text_twice_looks_different(settings):
    first, second = (seal(settings, TEXT, purpose="totp", owner="u1") for _ in range(2))
    assert first != second


@pytest.mark.parametrize(("purpose", "owner"), [("outbox", "u1"), ("totp", "u2")])
def test_it_opens_for_no_other_purpose_or_owner(settings, purpose, owner):
    sealed = seal(settings, TEXT, purpose="totp", owner="u1")
    with pytest.raises(Unreadable):
        unseal(settings, sealed, purpose=purpose, owner=owner)


def test_it_does_not_open_under_another_secret(settings):
    sealed = seal(settings, TEXT, purpose="totp", owner="u1")
    other = settings.model_copy(update={"jwt_secret": SecretStr("y" * 40)})
    with pytest.raises(Unreadable):
        unseal(other, sealed, purpose="totp", owner="u1")


@pytest.mark.parametrize("position", [0, 1, 13, -1])
def test_a_changed_byte_is_noticed(settings, position):
    sealed = bytearray(seal(settings, TEXT, purpose="totp", owner="u1"))
    sealed[position] ^= 1
    with pytest.raises(Unreadable):
        unseal(settings, bytes(sealed), purpose="totp", owner="u1")


@pytest.mark.parametrize("sealed", [b"", b"\x01", b"\x01" + b"n" * 12, b"plain text"])
def test_what_was_never_sealed_is_unreadable(settings, sealed):
    with pytest.raises(Unreadable):
        unseal(settings, sealed, purpose="totp", owner="u1")

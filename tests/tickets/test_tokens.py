import base64

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from ticketapp.tickets.tokens import LENGTH, TicketSigner

KEY = Ed25519PrivateKey.from_private_bytes(b"\x07" * 32)
OTHER_KEY = Ed25519PrivateKey.from_private_bytes(b"\x08" * 32)
SIGNER = TicketSigner(KEY)
TICKET = "abcdefghijklmnop"
TOKEN = SIGNER.token("event-1", TICKET, 1)


def test_a_token_names_its_ticket_version_and_event():
    token = SIGNER.read(TOKEN)
    assert (token.ticket_id, token.version) == (TICKET, 1)
    assert token.is_for("event-1")
    assert not token.is_for("event-2")


def test_a_token_suits_the_dense_mode_of_qr_codes():
    assert len(TOKEN) == LENGTH
    assert TOKEN.isalnum()
    assert TOKEN.upper() == TOKEN


def test_a_token_is_the_same_whenever_it_is_made():
    assert SIGNER.token("event-1", TICKET, 1) == TOKEN
    assert SIGNER.token("event-1", TICKET, 2) != TOKEN


def test_case_and_stray_white_space_do_not_matter():
    assert SIGNER.read(f" {TOKEN[:60].lower()}\n{TOKEN[60:]} ")


@given(st.integers(0, 80 * 8 - 1))
def test_any_flipped_bit_is_noticed(bit):
    raw = bytearray(base64.b32decode(TOKEN))
    raw[bit // 8] ^= 1 << bit % 8
    assert SIGNER.read(base64.b32encode(bytes(raw)).decode()) is None


@pytest.mark.parametrize(
    "text", ["", "A", TOKEN[:-8], TOKEN + "AAAAAAAA", TOKEN * 4, "é" * 128, "=" * 128, "0" * 128]
)
def test_what_is_no_token_is_none(text):
    assert SIGNER.read(text) is None


@given(st.text(max_size=200))
def test_no_text_makes_reading_fail(text):
    assert SIGNER.read(text) is None


def test_a_token_signed_with_another_key_is_refused():
    assert SIGNER.read(TicketSigner(OTHER_KEY).token("event-1", TICKET, 1)) is None


def test_tickets_issued_under_a_former_key_still_work():
    rotated = TicketSigner(OTHER_KEY, former=(KEY.public_key(),))
    assert rotated.read(TOKEN)
    assert rotated.read(rotated.token("event-1", TICKET, 1))
    assert len(rotated.public_keys) == 2

"""Which variety of a language a reader is answered in."""

import pytest

from ticketapp.core.i18n import variety_of


@pytest.mark.parametrize(
    ("accepted", "english", "german"),
    [
        ("en-GB,en;q=0.9,de;q=0.5", "en_GB", "de"),
        ("de-AT, en-AU;q=0.3", "en_AU", "de_AT"),
        ("en;q=0.2,en-IE", "en_IE", "de"),
        ("en,en-GB", "en", "de"),
        ("fr,*;q=0.1", "en", "de"),
        ("en-XX;q=nonsense,en_\x00,en-GB-oed-x-y", "en", "de"),
        ("en-Shaw-GB", "en", "de"),  # its letters are in no font here
        ("en-GB@calendar=x", "en_GB", "de"),
        ("", "en", "de"),
        (None, "en", "de"),
    ],
)
def test_dates_are_written_as_the_reader_does_as_far_as_that_is_known(accepted, english, german):
    assert (variety_of("en", accepted), variety_of("de", accepted)) == (english, german)

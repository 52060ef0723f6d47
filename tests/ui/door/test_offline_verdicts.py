"""The scanner's own verdicts, without the server: the same rules by another hand."""

import base64
import random
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tests.drivers.scripts import run_script
from ticketapp.door.snapshot import record_of
from ticketapp.events.models import EventStatus
from ticketapp.tickets.codes import ALPHABET, new_code, typed_code
from ticketapp.tickets.tokens import TicketSigner, fingerprint_of

EVENT, OTHER = "01jd0000000000000000000001", "01jd0000000000000000000002"
VALID, VOID, INSIDE, NEWER, PASSED_ON = (f"{letter * 16}" for letter in "abcde")
SIGNER = TicketSigner(Ed25519PrivateKey.generate())
NOW = datetime(2027, 6, 18, 19, 0, tzinfo=UTC)
CODE = new_code()
JUDGE = """
  const { keys, asOf, seen, scans } = given;
  const entries = new Map(Object.entries(given.entries));
  const list = {
    ...given, entry: (ticket) => entries.get(ticket),
    keys: new Map(keys.map(([id, key]) => [id, Uint8Array.from(key)])),
    ticketOf: async (code) => given.codes[code] ?? null,
  };
  const facts = { list: given.none ? null : list, at: given.at, seenOf: async (id) => seen[id] };
  return Promise.all(scans.map((scan) => m.judge({ direction: "in", ...scan }, facts)));
"""


def milliseconds(moment: datetime) -> float:
    return moment.timestamp() * 1000


def verdicts(*codes: str, at: datetime = NOW, **changes) -> list[dict]:
    how = changes.pop("scan", {})
    scans = [{"code": code, **how} for code in codes]
    given = {
        "keys": [[number, list(key)] for number, key in SIGNER.public_keys.items()],
        "fingerprint": fingerprint_of(EVENT).hex(),
        "entries": {
            VALID: {"version": 1}, VOID: {"version": 1, "void": True},
            INSIDE: {"version": 1, "inside": True, "admitted": True},
            PASSED_ON: {"version": 2},
        },
        "codes": {CODE: VALID},
        "asOf": NOW.isoformat(),
        "opensAt": milliseconds(NOW - timedelta(hours=1)),
        "endsAt": milliseconds(NOW + timedelta(hours=30)),
        "reentry": False, "seen": {}, "at": milliseconds(at), "scans": scans,
    }  # fmt: skip
    return run_script("door/judge.js", JUDGE, given | changes)


def results(*codes: str, **changes) -> list[str]:
    return [verdict["result"] for verdict in verdicts(*codes, **changes)]


def token(ticket: str, version: int = 1, event: str = EVENT) -> str:
    return SIGNER.token(event, ticket, version)


def test_each_ticket_gets_the_verdict_that_the_list_gives_it():
    codes = [token(each) for each in (VALID, VOID, INSIDE, NEWER, PASSED_ON)]
    expected = ["ok", "void", "already_in", "ok", "void"]
    assert results(*codes) == expected
    assert results(token(PASSED_ON, 2), token(VALID).lower(), CODE, f"{CODE[:4]}-{CODE[4:]}") == (
        ["ok"] * 4
    )


def test_nothing_but_a_genuine_token_of_this_event_passes():
    genuine = token(VALID)
    forged = TicketSigner(Ed25519PrivateKey.generate()).token(EVENT, VALID, 1)
    chance = random.Random(7)
    flipped = []
    for _ in range(40):
        place = chance.randrange(len(genuine))
        other = chance.choice([sign for sign in "ABCDEFGH234567" if sign != genuine[place]])
        flipped.append(genuine[:place] + other + genuine[place + 1 :])
    bad = [forged, genuine[:-1], genuine + "A", genuine * 4, "", "ticket", "🎟" * 32, new_code()]
    assert set(results(*bad, *flipped)) == {"invalid"}
    assert results(token(VALID, event=OTHER)) == ["wrong_event"]


def test_doors_have_their_hours():
    assert results(token(VALID), at=NOW - timedelta(hours=2)) == ["not_open"]
    assert results(token(VALID), at=NOW + timedelta(hours=30)) == ["over"]
    assert results(token(VOID), at=NOW - timedelta(hours=2)) == ["void"]


def test_what_this_device_saw_counts_more_than_an_older_list():
    later = (NOW + timedelta(minutes=1)).isoformat()
    seen = {VALID: {"at": later, "since": later, "gate": "North", "inside": True, "admitted": True}}
    [verdict] = verdicts(token(VALID), seen=seen)
    assert (verdict["result"], verdict["first"]["gate"]) == ("already_in", "North")
    earlier = (NOW - timedelta(minutes=1)).isoformat()
    seen[VALID] |= {"at": earlier}
    assert results(token(VALID), seen=seen) == ["ok"]
    seen[VALID] |= {"waiting": True}
    assert results(token(VALID), seen=seen) == ["already_in"]


def test_only_where_people_go_in_and_out_may_one_come_back():
    left = {"at": (NOW + timedelta(minutes=1)).isoformat(), "inside": False, "admitted": True}
    assert results(token(INSIDE), seen={INSIDE: left}) == ["already_in"]
    assert results(token(INSIDE), seen={INSIDE: left}, reentry=True) == ["ok"]
    out = {"direction": "out"}
    assert results(token(INSIDE), scan=out) == ["ok"]
    assert results(token(VALID), scan=out) == ["not_inside"]


def test_who_is_inside_may_leave_after_the_end_too():
    late = {"at": NOW + timedelta(hours=30), "scan": {"direction": "out"}}
    assert results(token(INSIDE), token(VALID), **late) == ["ok", "over"]
    seen = {VOID: {"at": NOW.isoformat(), "inside": True, "admitted": True}}
    assert results(token(VOID), seen=seen, **late) == ["ok"]
    assert results(token(PASSED_ON), seen={PASSED_ON: seen[VOID]}, **late) == ["void"]


def test_a_list_of_yesterday_admits_nobody_unless_somebody_says_so():
    assert results(token(VALID), at=NOW + timedelta(hours=23)) == ["ok"]
    assert results(token(VALID), at=NOW + timedelta(hours=25)) == ["stale"]
    assert results(token(VALID), at=NOW + timedelta(hours=25), scan={"overridden": True}) == ["ok"]
    assert results(token(VOID), at=NOW + timedelta(hours=25), scan={"overridden": True}) == ["void"]
    assert results(token(VALID), none=True) == ["no_list"]


def test_the_list_is_read_as_the_server_writes_it():
    chance, event = random.Random(3), SimpleNamespace(id=EVENT, status=EventStatus.upcoming)
    states = [
        {"status": "valid", "inside": False, "checked_in_at": None},
        {"status": "valid", "inside": True, "checked_in_at": NOW},
        {"status": "valid", "inside": False, "checked_in_at": NOW},
        {"status": "void", "inside": False, "checked_in_at": None},
    ]
    tickets = [
        {
            "id": base64.b32encode(chance.randbytes(10)).decode().lower(),
            "code": new_code(), "version": chance.randrange(1, 200), **states[number % 4],
        }
        for number in range(301)
    ]  # fmt: skip
    records = [record_of(event, ticket) for ticket in tickets]
    times = {"doors_open_at": NOW.isoformat(), "ends_at": NOW.isoformat()}
    said = {
        "as_of": NOW.isoformat(), "reentry": True, "event": {"id": EVENT, **times},
        "fingerprint": base64.b64encode(fingerprint_of(EVENT)).decode(),
        "keys": [{"id": 7, "key": base64.b64encode(bytes(32)).decode()}],
        "tickets": base64.b64encode(b"".join(sorted(records))).decode(),
    }  # fmt: skip
    read = """
      const list = m.readList(m.listIn(given.said, "tag"));
      const ids = await Promise.all(given.codes.map((code) => list.ticketOf(code)));
      return { ids, entries: given.ids.map((id) => list.entry(id) ?? null) };
    """
    ids = [ticket["id"] for ticket in tickets]
    given = {
        "said": said, "codes": [*(ticket["code"] for ticket in tickets), new_code()],
        "ids": [*ids, "a" * 16, "7" * 16, "m2" * 8],
    }  # fmt: skip
    answer = run_script("door/list.js", read, given)
    assert answer["ids"] == [*ids, None]
    told = [{}, {"inside": True, "admitted": True}, {"admitted": True}, {"void": True}]
    expected = [{"version": t["version"], **told[n % 4]} for n, t in enumerate(tickets)]
    assert answer["entries"] == [*expected, None, None, None]


@pytest.mark.parametrize("seed", range(3))
def test_typed_codes_are_read_as_the_server_reads_them(seed):
    chance = random.Random(seed)
    typed = []
    for _ in range(200):
        code = list(new_code())
        if chance.random() < 0.6:
            code[chance.randrange(12)] = chance.choice(f"{ALPHABET}OILU-")
        text = "".join(code)
        if chance.random() < 0.5:
            text = f" {text[:4].lower()}-{text[4:8]} {text[8:]}."
        typed.append(text)
    read = run_script("door/codes.js", "return given.map((text) => m.typedCode(text));", typed)
    assert read == [typed_code(text) for text in typed]
    assert 0 < sum(code is None for code in read) < len(read)

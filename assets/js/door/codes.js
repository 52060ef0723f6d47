// What stands on a ticket: the token in its QR code, and the short code that people type. The rules
// are those of ticketapp/tickets (tokens.py, codes.py), for a device that can't ask the server.

const BASE_32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
const CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const MEANT = { O: "0", I: "1", L: "1" };
const CODE_LENGTH = 12;
const TOKEN_LENGTH = 128;
const SIGNED = 16;

/** The longest text that can be a ticket's; what is longer is none, and its beginning says so. */
export const LONGEST = 400;

/** The code that somebody typed, in any case and grouping; null if that is no code. */
export function typedCode(text) {
  if (text.length > CODE_LENGTH * 4) return null;
  const code = text
    .toUpperCase()
    .replace(/[^\p{L}\p{N}]/gu, "")
    .replace(/[OIL]/g, (sign) => MEANT[sign]);
  if (code.length !== CODE_LENGTH || [...code].some((sign) => !CROCKFORD.includes(sign))) return null;
  return checkCharacter(code.slice(0, -1)) === code.at(-1) ? code : null;
}

function checkCharacter(body) {
  const total = [...body].reduceRight((sum, sign) => timesX(sum ^ CROCKFORD.indexOf(sign)), 0);
  return CROCKFORD[total];
}

function timesX(value) {
  const doubled = value << 1;
  return doubled & 0b100000 ? doubled ^ 0b100101 : doubled;
}

/** What a token says, its signature not yet checked; null if it is none. */
export function readToken(text) {
  const signs = text.replace(/\s/g, "").toUpperCase();
  if (text.length > LONGEST || signs.length !== TOKEN_LENGTH) return null;
  const raw = bytesOf(signs);
  return (
    raw && {
      key: raw[0],
      event: hex(raw.subarray(1, 5)),
      ticket: signsOf(raw.subarray(5, 15)).toLowerCase(),
      version: raw[15],
      body: raw.subarray(0, SIGNED),
      signature: raw.subarray(SIGNED),
    }
  );
}

function bytesOf(signs) {
  const bytes = new Uint8Array((signs.length * 5) / 8);
  let [bits, kept, at] = [0, 0, 0];
  for (const sign of signs) {
    const value = BASE_32.indexOf(sign);
    if (value < 0) return null;
    bits = ((bits << 5) | value) & 0xfff;
    kept += 5;
    if (kept >= 8) {
      kept -= 8;
      bytes[at++] = bits >> kept;
    }
  }
  return bytes;
}

/** Bytes in base 32; a ticket's id is ten of them, in small letters. */
export function signsOf(bytes) {
  let [bits, kept, signs] = [0, 0, ""];
  for (const byte of bytes) {
    bits = ((bits << 8) | byte) & 0xffff;
    kept += 8;
    while (kept >= 5) {
      kept -= 5;
      signs += BASE_32[(bits >> kept) & 31];
    }
  }
  return signs;
}

export function hex(bytes) {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

// Whether a token was signed by this installation. The browser's own Ed25519 where it has one, else
// @noble/ed25519, which is loaded only then.

const SOME_KEY = new Uint8Array(32).fill(0x66).fill(0x58, 0, 1); // the curve's base point
let browsersOwn; // a promise: whether the browser can do it

/** `key` and the token's parts are bytes. */
export async function isGenuine({ body, signature }, key) {
  const ours = await prepareSignatures();
  if (ours) return ours.verifyAsync(signature, body, key, { zip215: false });
  const imported = await publicKey(key);
  return crypto.subtle.verify("Ed25519", imported, signature, body);
}

/** Have at hand what checking takes, before there is no network to get it from. */
export async function prepareSignatures() {
  browsersOwn ??= publicKey(SOME_KEY).then(() => true, () => false);
  return (await browsersOwn) ? null : import("@noble/ed25519");
}

function publicKey(key) {
  return crypto.subtle.importKey("raw", key, "Ed25519", false, ["verify"]);
}

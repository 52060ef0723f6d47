// Whether a token was signed by this installation. The browser's own Ed25519 where it has one, else
// @noble/ed25519, which is loaded only then.

let browsersOwn; // a promise: whether the browser can do it

/** `key` and the token's parts are bytes. */
export async function isGenuine({ body, signature }, key) {
  browsersOwn ??= hasEd25519(key);
  if (await browsersOwn) {
    const imported = await crypto.subtle.importKey("raw", key, "Ed25519", false, ["verify"]);
    return crypto.subtle.verify("Ed25519", imported, signature, body);
  }
  const { verifyAsync } = await import("@noble/ed25519");
  return verifyAsync(signature, body, key, { zip215: false });
}

async function hasEd25519(key) {
  try {
    await crypto.subtle.importKey("raw", key, "Ed25519", false, ["verify"]);
    return true;
  } catch {
    return false;
  }
}

// Scanners that type: a burst of keys too fast for fingers, and Enter, anywhere on the page.

const PAUSE = 100; // milliseconds between two keys of one burst
const SHORTEST = 8;

/** Calls `onCode` with each burst until the answer is called. */
export function watchForBursts(onCode) {
  let [typed, last, field, before] = ["", 0, null, ""];

  const pressed = (event) => {
    const { key, timeStamp, target } = event;
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (timeStamp - last > PAUSE) {
      typed = "";
      field = "value" in target ? target : null;
      before = field?.value;
    }
    last = timeStamp;
    if (key.length === 1) typed += key;
    if (key !== "Enter" || typed.length < SHORTEST) return;
    event.preventDefault(); // it would press the button or send the form that has the focus
    event.stopPropagation();
    if (field) field.value = before;
    const code = typed;
    typed = "";
    onCode(code);
  };
  window.addEventListener("keydown", pressed, { capture: true });
  return () => window.removeEventListener("keydown", pressed, { capture: true });
}

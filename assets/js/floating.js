// What floats above everything and can always be pressed: an open dialog makes all else of the page
// deaf, so the messages are then part of that dialog.
import { useEffect, useState } from "react";
import { createPortal } from "react-dom";

export function Floating({ children }) {
  const [layer, setLayer] = useState(null);

  useEffect(() => {
    const made = document.createElement("div");
    made.className = "floating";
    made.popover = "manual"; // in the top layer: no edge of the dialog cuts it off
    const stop = keptInFront(made);
    setLayer(made);
    return () => {
      stop();
      made.remove();
    };
  }, []);

  return layer && createPortal(children, layer);
}

/** Keep `layer` in the dialog that was opened last, or else in the page. */
function keptInFront(layer) {
  let open = [...document.querySelectorAll("dialog:modal")];
  const place = () => {
    const front = open.at(-1) ?? document.body;
    if (layer.parentElement === front && layer.isConnected) return;
    front.append(layer);
    layer.showPopover();
  };
  const observer = new MutationObserver((changes) => {
    const opened = changes.map(({ target }) => target).filter((target) => !open.includes(target));
    open = [...open, ...new Set(opened)].filter((element) => element.matches("dialog:modal"));
    place();
  });
  // Also what is taken off the page: a dialog may go while it is open.
  observer.observe(document.body, { subtree: true, childList: true, attributeFilter: ["open"] });
  place();
  return () => observer.disconnect();
}

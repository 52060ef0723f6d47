// The browser's own modal dialog, open while the state says so.
import { createElement as h, useEffect, useRef } from "react";

export function ModalDialog({ open, labelledBy, onDismiss, children }) {
  const dialog = useRef(null);

  useEffect(() => {
    const shown = dialog.current;
    if (open && !shown.open) shown.showModal();
    if (!open && shown.open) shown.close();
  }, [open]);

  const dismissed = (event) => {
    event.preventDefault(); // the state closes it, so that both agree
    onDismiss?.();
  };
  const pressed = (event) => {
    if (event.target === dialog.current && outside(dialog.current, event)) onDismiss?.();
  };
  return h(
    "dialog",
    { ref: dialog, className: "dialog", "aria-labelledby": labelledBy, onCancel: dismissed, onPointerDown: pressed },
    children,
  );
}

function outside(element, { clientX: x, clientY: y }) {
  const { left, right, top, bottom } = element.getBoundingClientRect();
  return x < left || x > right || y < top || y > bottom;
}

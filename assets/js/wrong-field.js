// Takes a person to the first field that was refused, in the form this stands in.
import { createElement as h, useEffect, useRef } from "react";

export function WrongField({ errors }) {
  const here = useRef(null);

  useEffect(() => {
    if (Object.keys(errors ?? {}).length === 0) return;
    here.current.closest("form")?.querySelector("[aria-invalid=true]")?.focus();
  }, [errors]);

  return h("span", { ref: here, hidden: true });
}

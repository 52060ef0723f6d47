// A password field whose text can be shown to check it.
import { createElement as h, useState } from "react";

export function PasswordInput({ show, hide, className = "input", ...rest }) {
  const [shown, setShown] = useState(false);
  return h(
    "div",
    { className: "password" },
    h("input", {
      ...rest,
      className,
      type: shown ? "text" : "password",
      autoCapitalize: "none",
      spellCheck: false,
    }),
    h(
      "button",
      { type: "button", "aria-pressed": shown, "aria-controls": rest.id, onClick: () => setShown(!shown) },
      shown ? hide : show,
    ),
  );
}

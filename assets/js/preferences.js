// The visitor's language and colours, changed in place and kept for the next visit.
import { createElement as h, useContext, useId, useState } from "react";
import { ColorModeContext } from "$/utils/context-registry";
import { speak, useLanguage } from "$/public/js/catalogue.js";

const YEAR = 60 * 60 * 24 * 365;

export function LanguageChoice({ label, languages, onChoose }) {
  const language = useLanguage();
  const [wanted, setWanted] = useState("");
  const choose = async (tag) => {
    const secure = location.protocol === "https:" ? "; Secure" : "";
    document.cookie = `lang=${tag}; Path=/; Max-Age=${YEAR}; SameSite=Lax${secure}`;
    onChoose?.(tag);
    setWanted(tag);
    await speak(tag);
    setWanted("");
  };
  return h(Choice, {
    label,
    chosen: wanted || language.tag,
    choose,
    options: languages.map(([tag, name]) => ({ value: tag, lang: tag, face: name })),
  });
}

export function ThemeChoice({ label, themes }) {
  const { rawColorMode, setColorMode } = useContext(ColorModeContext);
  return h(Choice, {
    label,
    chosen: rawColorMode,
    choose: setColorMode,
    options: themes.map(([value, name]) => ({ value, face: name })),
  });
}

function Choice({ label, options, chosen, choose }) {
  const name = useId();
  return h(
    "fieldset",
    { className: "choice" },
    h("legend", { className: "visually-hidden" }, label),
    options.map(({ value, face, lang }) =>
      h(
        "label",
        { key: value, lang },
        h("input", {
          type: "radio",
          name,
          value,
          checked: chosen === value,
          onChange: () => choose(value),
        }),
        face,
      ),
    ),
  );
}

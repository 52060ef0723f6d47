// What is done by hand: typing a code, finding somebody by name, looking at what could not be uploaded.
import { createElement as h, useEffect, useId, useRef, useState } from "react";
import { useLanguage } from "$/public/js/catalogue.js";
import { ModalDialog } from "$/public/js/dialog.js";
import { LONGEST, readToken, typedCode } from "./codes.js";
import { Icon } from "./icons.js";

const CODE_LENGTH = 12;
const SHORTEST_SEARCH = 2;
const TYPING = 250;
const CLOCK = { hour: "numeric", minute: "2-digit" };

function Panel({ open, title, close, onClose, children }) {
  const id = useId();
  return h(
    ModalDialog,
    { open, labelledBy: id, onDismiss: onClose },
    h("header", { className: "scanner-panel-head" }, h("h2", { id }, title), h("button", { type: "button", className: "button quiet", onClick: onClose }, close)),
    open && children,
  );
}

export function EnterCode({ open, words, onCode, onClose }) {
  const say = useLanguage();
  const id = useId();
  const field = useRef(null);
  const [problem, setProblem] = useState("");
  useEffect(() => {
    setProblem("");
    if (open) field.current?.focus();
  }, [open]);

  const sent = (event) => {
    event.preventDefault();
    const text = field.current.value;
    const signs = text.replace(/[^\p{L}\p{N}]/gu, "").length;
    if (readToken(text) || typedCode(text)) return onCode(text);
    setProblem(signs === CODE_LENGTH ? "mistyped" : "wrong_length");
    field.current.focus();
  };
  return h(
    Panel,
    { open, title: say(words.type_code), close: say(words.close), onClose },
    h(
      "form",
      { className: "form", onSubmit: sent, noValidate: true },
      h(
        "div",
        { className: "field" },
        h("label", { htmlFor: id }, say(words.code)),
        h("input", {
          id,
          ref: field,
          className: "input code",
          placeholder: "7K3M-9XQT-2VHD",
          maxLength: LONGEST,
          autoComplete: "off",
          autoCapitalize: "characters",
          spellCheck: false,
          enterKeyHint: "done",
          "aria-invalid": Boolean(problem),
          "aria-describedby": `${id}-help`,
        }),
        problem
          ? h("p", { id: `${id}-help`, className: "field-error", role: "alert" }, say(words[problem]))
          : h("p", { id: `${id}-help`, className: "field-help" }, say(words.code_help)),
      ),
      h("button", { className: "button primary" }, say(words.check_code)),
    ),
  );
}

export function Search({ open, words, desk, online, onAdmit, onClose }) {
  const say = useLanguage();
  const id = useId();
  const field = useRef(null);
  const [asked, setAsked] = useState("");
  const [found, setFound] = useState(null);
  const enough = asked.trim().length >= SHORTEST_SEARCH;

  useEffect(() => {
    if (open) field.current?.focus();
    else setAsked("");
  }, [open]);
  useEffect(() => {
    setFound(null);
    if (!enough || !online) return;
    let late = false;
    const timer = setTimeout(() => {
      desk.search(asked.trim()).then(
        (rows) => late || setFound(rows),
        (error) => late || setFound(desk.failed(error) ?? "failed"),
      );
    }, TYPING);
    return () => {
      late = true;
      clearTimeout(timer);
    };
  }, [asked, online]);

  const words_ = !online ? words.search_offline : !enough ? words.search_help : found === "failed" ? words.search_failed : null;
  const rows = Array.isArray(found) ? found : [];
  return h(
    Panel,
    { open, title: say(words.search), close: say(words.close), onClose },
    h(
      "div",
      { className: "field" },
      h("label", { htmlFor: id }, say(words.search_what)),
      h("input", {
        id,
        ref: field,
        type: "search",
        className: "input",
        value: asked,
        autoComplete: "off",
        onChange: ({ target }) => setAsked(target.value),
      }),
    ),
    h(
      "div",
      { role: "status", className: "scanner-found" },
      words_ && h("p", null, say(words_)),
      Array.isArray(found) && !rows.length && h("p", null, say(words.nobody)),
    ),
    h(
      "ul",
      { className: "scanner-rows" },
      rows.map((row) => h(Found, { key: row.id, row, say, words, onAdmit })),
    ),
  );
}

function Found({ row, say, words, onAdmit }) {
  const { id, name, email, reference, number, of, inside, admitted } = row;
  const which = of > 1 && say(words.ticket_of, { number, of });
  return h(
    "li",
    null,
    h(
      "div",
      null,
      h("strong", null, name),
      h("span", null, email),
      which && h("span", null, which),
      h("code", null, reference),
    ),
    inside && h("span", { className: "badge wait" }, say(words.already_in)),
    !inside && admitted && h("span", { className: "badge" }, say(words.was_in)),
    !inside &&
      h("button", { type: "button", className: "button", onClick: () => onAdmit(id) }, say(words.admit)),
  );
}

/** What the server would not take: shown until it does, or somebody has written it down. */
export function Stuck({ open, words, desk, stuck, zone, onClose }) {
  const say = useLanguage();
  const [kept, setKept] = useState(null);
  useEffect(() => {
    let isLatest = true;
    if (open) desk.stuck().then((found) => isLatest && setKept(found));
    return () => (isLatest = false);
  }, [open, stuck]);
  return h(
    Panel,
    { open, title: say(words.stuck_title), close: say(words.close), onClose },
    h("p", { role: "status" }, kept && say(kept.length ? words.stuck_what : words.stuck_none)),
    h(
      "ul",
      { className: "scanner-rows" },
      (kept ?? []).map((scan) => h(StuckScan, { key: scan.number, scan, say, words, desk, zone })),
    ),
  );
}

function StuckScan({ scan, say, words, desk, zone }) {
  const [sure, setSure] = useState(false);
  const { wire, undoes, ticket, problem } = scan;
  const at = say.when(wire?.scanned_at ?? scan.at, { ...CLOCK, timeZone: zone });
  const which = undoes ? ticket : (readToken(wire.code)?.ticket ?? wire.code);
  const key = (word, onClick, kind = "") =>
    h("button", { type: "button", className: `button ${kind}`, onClick }, say(word));
  return h(
    "li",
    { className: "scanner-stuck" },
    h(
      "div",
      null,
      h("strong", null, `${at} · ${say(undoes ? words.undo : words.scan)}`),
      h("code", null, which),
      h("span", null, problem || say(words.unknown_scan)),
    ),
    h(
      "div",
      { className: "scanner-stuck-keys" },
      key(words.try_again, () => desk.again(scan)),
      sure ? key(words.let_go_sure, () => desk.letGo(scan), "danger") : key(words.let_go, () => setSure(true)),
    ),
  );
}

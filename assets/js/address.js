// What a list shows stands in the page's address: filters, page, and the open row. These parts of a
// list change the address and nothing else; the page's state follows it. So Back works, and an
// address can be kept or sent to somebody.
import { createElement as h, useEffect, useRef } from "react";
import { Link, useLocation, useNavigate, useSearchParams } from "react-router";

const TYPING_PAUSE = 250;
const PLACE = { cursor: "", n: "" }; // where in the list; another list begins at its start

/** The present query with `changes`; what becomes empty is left out. */
export function changed(query, changes) {
  const next = new URLSearchParams(query);
  for (const [name, value] of Object.entries(changes)) {
    if (value) next.set(name, value);
    else next.delete(name);
  }
  return next.toString();
}

/** A link to this page with other parameters. */
export function QueryLink({ change, stay = false, children, ...rest }) {
  const [query] = useSearchParams();
  const { pathname } = useLocation();
  const search = changed(query, change);
  return h(Link, { ...rest, to: { pathname, search }, preventScrollReset: stay }, children);
}

/** The filters of a list: each field is the parameter of its name. */
export function FilterForm({ children, ...rest }) {
  const [query] = useSearchParams();
  const { pathname } = useLocation();
  const navigate = useNavigate();
  const form = useRef(null);
  const typing = useRef(0);
  const latest = useRef(query);
  latest.current = query;

  useEffect(() => {
    if (typing.current) return; // what is being typed is newer than any address
    for (const field of fieldsOf(form.current)) {
      const value = query.get(field.name) ?? "";
      if (field.type === "checkbox") field.checked = value !== "";
      else if (field !== document.activeElement && field.value !== value) field.value = value;
    }
  }, [query]);

  useEffect(() => () => clearTimeout(typing.current), []);

  const apply = ({ replace }) => {
    clearTimeout(typing.current);
    typing.current = 0;
    const filters = Object.fromEntries(fieldsOf(form.current).map((field) => [field.name, wanted(field)]));
    const hasDays = fieldsOf(form.current).some(({ type, value }) => type === "date" && value);
    const zone = hasDays ? Intl.DateTimeFormat().resolvedOptions().timeZone : "";
    const search = changed(latest.current, { ...filters, zone, ...PLACE });
    if (search !== latest.current.toString()) navigate({ pathname, search }, { replace, preventScrollReset: true });
  };
  const typed = ({ target }) => {
    if (target.tagName === "SELECT" || target.type === "checkbox") return apply({ replace: false });
    clearTimeout(typing.current);
    typing.current = setTimeout(apply, TYPING_PAUSE, { replace: true });
  };
  const submitted = (event) => {
    event.preventDefault();
    apply({ replace: false });
  };
  return h("form", { ...rest, ref: form, role: "search", onInput: typed, onSubmit: submitted }, children);
}

function wanted({ type, checked, value }) {
  return type === "checkbox" && !checked ? "" : value.trim();
}

function fieldsOf(form) {
  return [...form.elements].filter((field) => field.name);
}

/** A sheet over the page's edge, open while the address has `param`; `waiting` until it is loaded. */
export function SidePanel({ param, shown, label, close, waiting, children }) {
  const [query] = useSearchParams();
  const { pathname } = useLocation();
  const navigate = useNavigate();
  const dialog = useRef(null);
  const wanted = query.get(param) ?? "";

  useEffect(() => {
    const panel = dialog.current;
    if (wanted && !panel.open) {
      panel.showModal();
      panel.focus(); // the sheet as a whole: what is in it is read from its beginning
    }
    if (!wanted && panel.open) panel.close();
  }, [wanted]);

  useEffect(() => {
    if (dialog.current.open) dialog.current.scrollTop = 0;
  }, [wanted]);

  const leave = () =>
    navigate({ pathname, search: changed(query, { [param]: "" }) }, { preventScrollReset: true });
  const cancelled = (event) => {
    if (event.target !== dialog.current) return; // a dialog on top of this one
    event.preventDefault();
    leave();
  };
  const pressed = (event) => {
    if (event.target === dialog.current && event.clientX < dialog.current.getBoundingClientRect().left) leave();
  };
  return h(
    "dialog",
    { ref: dialog, className: "panel", tabIndex: -1, "aria-label": label, onCancel: cancelled, onPointerDown: pressed },
    h(
      "div",
      { className: "panel-bar" },
      h("button", { type: "button", className: "button quiet", onClick: leave }, close),
    ),
    wanted && (shown === wanted ? children : waiting),
  );
}

// The scanner's icons, on the grid of ui/components/icons.py.
import { createElement as h } from "react";

const PATHS = {
  back: ["M19 12H5", "m11 6-6 6 6 6"],
  on: ["M5 12h14", "m13 6 6 6-6 6"],
  keys: ["M3 6.5h18v11H3v-11Z", "M7 10v.01M11 10v.01M15 10v.01M7 14h10"],
  search: ["M11 17.5a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13Z", "m16 16 4.5 4.5"],
  light: ["M9 3h6l-1 6h3l-6 12 1.5-9H9l0-9Z"],
  turn: ["M4 8.5h3l1.5-2.5h7L17 8.5h3V19H4V8.5Z", "M9 14a3 3 0 0 1 5.5-1.6M15 13.5a3 3 0 0 1-5.5 1.8"],
  undo: ["M9 7 4.5 11.5 9 16", "M5 11.5h9a5 5 0 0 1 0 10h-2"],
  away: ["M3 3l18 18", "M5 12.5a10 10 0 0 1 4-2.4m5.2.2a10 10 0 0 1 4.8 2.2", "M8.5 16a5 5 0 0 1 6.5-.3", "M12 20v.01"],
  go: ["M12 1.5a10.5 10.5 0 1 0 0 21 10.5 10.5 0 0 0 0-21Z", "m6.8 12.6 3.7 3.7 6.9-7.8"],
  wait: ["M12 7v7", "M12 18v.01", "M12 1.8 1.2 21.4h21.6L12 1.8Z"],
  stop: ["M6.5 6.5l11 11M17.5 6.5l-11 11", "M8 1.5h8L22.5 8v8L16 22.5H8L1.5 16V8L8 1.5Z"],
};

export function Icon({ name, className = "icon" }) {
  return h(
    "svg",
    { className, viewBox: "0 0 24 24", "aria-hidden": true },
    PATHS[name].map((path) => h("path", { key: path, d: path })),
  );
}

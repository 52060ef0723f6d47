// Ways in one line, which scrolls where it is too long for the screen: the current one is in view.
import { createElement as h, useEffect, useRef } from "react";

export function Tabs({ children, ...rest }) {
  const line = useRef(null);

  useEffect(() => {
    const list = line.current;
    const show = () => {
      const current = list.querySelector('[aria-current="page"], [aria-current="true"]');
      if (!current) return;
      const [box, tab] = [list.getBoundingClientRect(), current.getBoundingClientRect()];
      list.scrollLeft += (tab.left + tab.right - box.left - box.right) / 2;
    };
    const observer = new MutationObserver(show);
    observer.observe(list, { subtree: true, attributeFilter: ["aria-current"] });
    show();
    return () => observer.disconnect();
  }, []);

  return h("ul", { ...rest, ref: line }, children);
}

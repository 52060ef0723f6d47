// What the document says about itself while the app runs in it: for the stylesheet, which keeps a
// page in the wrong language out of sight, for tests, and for people who don't see a page change.
import { useEffect, useRef } from "react";
import { useLocation } from "react-router";
import { useLanguage } from "$/public/js/catalogue.js";

export function PageSignals({ live }) {
  const language = useLanguage();
  const { pathname } = useLocation();
  const shown = useRef(pathname);

  useEffect(() => {
    const root = document.documentElement;
    if (language.tag === root.lang) root.dataset.spoken = language.tag;
  }, [language]);

  useEffect(() => {
    document.documentElement.toggleAttribute("data-live", live);
  }, [live]);

  useEffect(() => {
    if (shown.current === pathname) return;
    shown.current = pathname;
    document.querySelector("main")?.focus({ preventScroll: true });
  }, [pathname]);

  return null;
}

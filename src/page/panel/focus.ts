import { useEffect, useRef } from "preact/hooks";

/** What had the focus before the panel opened gets it back. If it is gone, the unit's row gets it. */
export function useFocusBack(unit: string): void {
  useEffect(() => {
    const before = document.activeElement;
    const scroll = window.scrollY;
    // After the page took the panel away, and shows again what the panel hid.
    return () => requestAnimationFrame(() => giveBack(before, unit, scroll));
  }, []);
}

function giveBack(before: Element | null, unit: string, scroll: number): void {
  if (document.querySelector(".panel")) return;
  window.scrollTo(0, scroll);
  const row = document.querySelector<HTMLElement>(`[data-unit="${CSS.escape(unit)}"] a`);
  const target = before instanceof HTMLElement && before !== document.body && before.isConnected ? before : row;
  target?.focus();
}

/** A panel begins at its top, however far down the table its row was: in a narrow window they scroll together. */
export function useTop(unit: string): void {
  useEffect(() => {
    const panel = document.querySelector(".panel");
    if (!panel) return;
    panel.scrollTo(0, 0);
    if (getComputedStyle(panel).position !== "fixed") panel.scrollIntoView();
  }, [unit]);
}

/** A title that gets the focus whenever it is of something else. */
export function useFocus<T extends HTMLElement>(of: string) {
  const title = useRef<T>(null);
  useEffect(() => title.current?.focus(), [of]);
  return title;
}

/** The focus goes back to the button that began a comparison. */
export function focusCompare(publication: string | undefined): void {
  focusNext("data-compare", publication);
}

/** The focus goes to a publication that the time line is about to show. */
export function focusPublication(publication: string | undefined): void {
  focusNext("data-publication", publication);
}

function focusNext(attribute: string, value: string | undefined): void {
  if (value === undefined) return;
  requestAnimationFrame(() => document.querySelector<HTMLElement>(`[${attribute}="${CSS.escape(value)}"]`)?.focus());
}

import { useEffect, useRef } from "preact/hooks";

/** What had the focus before the panel opened: it gets it back, however many units the panel shows meanwhile. */
export function useFocusBack(unit: string): void {
  const current = useRef(unit);
  current.current = unit;
  useEffect(() => {
    const before = document.activeElement;
    const scroll = window.scrollY;
    return () => {
      // After the page took the panel away, and shows again what the panel hid.
      requestAnimationFrame(() => giveBack(before, current.current, scroll));
    };
  }, []);
}

function giveBack(before: Element | null, unit: string, scroll: number): void {
  window.scrollTo(0, scroll);
  const name = `[data-unit="${CSS.escape(unit)}"]`;
  const row = document.querySelector<HTMLElement>(`a${name}, button${name}, ${name} a, ${name} button`);
  const target = before instanceof HTMLElement && before !== document.body && before.isConnected ? before : row;
  target?.focus({ preventScroll: false });
}

/** A title that gets the focus whenever it is of something else. */
export function useFocus<T extends HTMLElement>(of: string) {
  const title = useRef<T>(null);
  useEffect(() => title.current?.focus(), [of]);
  return title;
}

/** Escape closes, unless it serves a field or what has the focus used it. */
export function useEscape(close: () => void): void {
  useEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      const isField = event.target instanceof HTMLElement && event.target.matches("input, select, textarea");
      if (event.key === "Escape" && !event.defaultPrevented && !isField) close();
    };
    addEventListener("keydown", pressed);
    return () => removeEventListener("keydown", pressed);
  }, [close]);
}

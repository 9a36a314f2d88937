import { useEffect, useRef, useState } from "preact/hooks";
import { printView, readView, type View } from "./address.ts";

export type { View } from "./address.ts";

/** Changes parts of the view; `undefined` removes a part. */
export type Change = (parts: { [key in keyof View]?: View[key] | undefined }) => void;

/**
 * The view of the address, and how to change it. Each change is a step back in the browser's history,
 * but for the search: what people type goes to the address when they pause.
 */
export function useView(): [View, Change] {
  const [view, setView] = useState(() => readView(location.hash));
  const latest = useRef(view);
  latest.current = view;
  const typing = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => {
    const read = () => {
      // Whoever followed a link took along what was in the field.
      clearTimeout(typing.current);
      setView((before) => (printView(before) === location.hash ? before : readView(location.hash)));
    };
    addEventListener("hashchange", read);
    return () => removeEventListener("hashchange", read);
  }, []);
  const change = useRef<Change>((parts) => {
    // A publication is one of a unit.
    const other = "unit" in parts ? { since: undefined } : {};
    const next = { ...latest.current, ...other, ...parts } as View;
    latest.current = next;
    setView(next);
    clearTimeout(typing.current);
    if ("query" in parts) typing.current = setTimeout(() => go(next, "replaceState"), 300);
    else go(next, "pushState");
  });
  return [view, change.current];
}

/** Writes a view into the address. Unlike a link to `#`, this does not scroll to the page's top. */
function go(view: View, how: "pushState" | "replaceState"): void {
  const address = printView(view);
  if (address === (location.hash || "#")) return;
  try {
    history[how](null, "", address);
  } catch {
    // Inside a frame without an address of its own.
    location.assign(address);
  }
}

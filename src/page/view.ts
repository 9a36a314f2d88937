import { useEffect, useState } from "preact/hooks";

/** What the page shows: its address after `#` has all of it, so that people can send it on. */
export interface View {
  /** The unit whose panel is open. */
  unit?: string;
  /** `2026-11-12`: the page shows what streams showed then. Absent: now. */
  day?: string;
  /** The text of the search field. */
  query?: string;
  /** The state that units must have: a name of `states` in `core/status/state.ts`. */
  filter?: string;
}

const keys = ["unit", "day", "query", "filter"] as const satisfies readonly (keyof View)[];

/** The view in the page's address: `#unit=squid%3Arelease&day=2026-11-12`. Empty values count as absent. */
export function readView(hash: string): View {
  const parameters = new URLSearchParams(hash.replace(/^#/, ""));
  const given = keys.map((key) => [key, parameters.get(key) ?? ""] as const).filter(([, value]) => value !== "");
  const view: View = Object.fromEntries(given);
  return /^\d{4}-\d{2}-\d{2}$/.test(view.day ?? "") ? view : without(view, "day");
}

/** The address of a view, from `#`. */
export function printView(view: View): string {
  const parameters = new URLSearchParams(keys.flatMap((key) => (view[key] ? [[key, view[key]]] : [])));
  return `#${parameters}`;
}

function without(view: View, key: keyof View): View {
  const { [key]: _, ...rest } = view;
  return rest;
}

/** Changes parts of the view; `undefined` removes a part. */
export type Change = (parts: { [key in keyof View]?: View[key] | undefined }) => void;

/** The view of the address, and how to change it. */
export function useView(): [View, Change] {
  const [view, setView] = useState(() => readView(location.hash));
  useEffect(() => {
    const read = () => setView(readView(location.hash));
    addEventListener("hashchange", read);
    return () => removeEventListener("hashchange", read);
  }, []);
  return [view, (change) => location.assign(printView({ ...view, ...change } as View))];
}

import { useEffect, useRef } from "preact/hooks";
import type { Change, View } from "../view.ts";
import type { Filter } from "./filters.ts";

interface Props {
  view: View;
  change: Change;
  filters: readonly Filter[];
  /** How many units there are. */
  all: number;
}

/** The filters, each with the number of its rows, and the search. */
export function Toolbar({ view, change, filters, all }: Props) {
  return (
    <search class="toolbar">
      <fieldset class="filters">
        <legend class="for-screen-readers">Streams in one state</legend>
        <button type="button" aria-pressed={view.filter === undefined} onClick={() => change({ filter: undefined })}>
          all <span class="count">{all}</span>
        </button>
        {filters.map(({ name, count }) => (
          <button
            key={name}
            type="button"
            data-filter={name}
            aria-pressed={view.filter === name}
            disabled={count === 0 && view.filter !== name}
            onClick={() => change({ filter: view.filter === name ? undefined : name })}
          >
            {name} <span class="count">{count}</span>
          </button>
        ))}
      </fieldset>
      <SearchField query={view.query ?? ""} change={change} />
    </search>
  );
}

/** The search field. `/` anywhere on the page puts the cursor into it. */
function SearchField({ query, change }: { query: string; change: Change }) {
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    const focus = (event: KeyboardEvent) => {
      const isTyping = event.target instanceof Element && event.target.closest("input, textarea, select") !== null;
      if (event.key !== "/" || isTyping || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      field.current?.select();
    };
    addEventListener("keydown", focus);
    return () => removeEventListener("keydown", focus);
  }, []);
  return (
    <label class="search">
      <span class="for-screen-readers">Search</span>
      <input
        ref={field}
        type="search"
        name="query"
        placeholder="Tag, digest, commit, #123, package, person …"
        aria-keyshortcuts="/"
        autocomplete="off"
        spellcheck={false}
        value={query}
        onInput={({ currentTarget }) => change({ query: currentTarget.value })}
      />
      <span class="key" aria-hidden="true">
        /
      </span>
    </label>
  );
}

import { useEffect } from "preact/hooks";
import type { Status } from "../core/status/status.ts";
import { Overview } from "./overview/overview.tsx";
import { Panel } from "./panel/panel.tsx";
import { useNow } from "./use-now.ts";
import { useView } from "./view.ts";

/** The whole page. */
export function App({ status }: { status: Status }) {
  const [view, change] = useView();
  const clock = useNow();
  const unit = status.units.find(({ unit: name }) => name === view.unit);
  useEffect(() => {
    const close = (event: KeyboardEvent) => {
      // In a field, Escape empties the field.
      const isInField = event.target instanceof HTMLInputElement && event.target.value !== "";
      if (event.key === "Escape" && !event.defaultPrevented && !isInField && view.unit !== undefined) change({ unit: undefined });
    };
    addEventListener("keydown", close);
    return () => removeEventListener("keydown", close);
  }, [view.unit, change]);
  return (
    <>
      <button type="button" class="skip" onClick={skip}>
        Skip to the streams
      </button>
      <Overview status={status} view={view} change={change} clock={clock} />
      {unit && <Panel key={unit.unit} status={status} unit={unit} view={view} change={change} />}
    </>
  );
}

/** A link would change the address, which says what the page shows. */
function skip(): void {
  document.getElementById("streams")?.focus();
}

import type { Status } from "../core/status/status.ts";
import { Overview } from "./overview/overview.tsx";
import { Panel } from "./panel/panel.tsx";
import { useView } from "./view.ts";

/** The whole page. */
export function App({ status }: { status: Status }) {
  const [view, change] = useView();
  const unit = status.units.find(({ unit: name }) => name === view.unit);
  return (
    <>
      <Overview status={status} view={view} change={change} />
      {unit && <Panel status={status} unit={unit} view={view} change={change} />}
    </>
  );
}

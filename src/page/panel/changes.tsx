import type { Status, UnitStatus } from "../../core/status/status.ts";

export function Changes(_: { status: Status; unit: UnitStatus; from: string }) {
  return <p>changes</p>;
}

import type { ScanSpec } from "../../unit/unit.ts";
import type { ScanModel } from "../scan-model.ts";
import type { TextOf } from "./build-paths.ts";
import type { Paths } from "./paths.ts";
import { programOf } from "./tests.ts";

/** The scan of one unit. `textOf` substitutes its placeholders. */
export function scanOf({ script: [program, ...args], fail }: ScanModel, textOf: TextOf, paths: Paths): ScanSpec {
  const path = program ? programOf(program, "script", textOf, paths) : "";
  return { script: [path, ...args.map((arg) => textOf(arg) ?? "")], ...(fail ? { fail } : {}) };
}

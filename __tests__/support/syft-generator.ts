import { existsSync } from "node:fs";
import path from "node:path";
import { pushGenerator } from "./push-generator.ts";

let made: Promise<string> | undefined;

/** Whether `script/engine tools syft` has built syft. */
export function hasSyft(): boolean {
  return existsSync(syftProgram());
}

/**
 * A generator of package lists that runs the real syft, in the first test registry, for
 * `packages.generator`. Its platform is the builder's own. The build's log tells the time and the
 * memory of each scan.
 * @throws Error if `script/engine tools syft` has not built syft
 */
export function syftGenerator(): Promise<string> {
  if (!hasSyft()) throw new Error("syft is not built: script/engine tools syft");
  // Provenance makes it an index: of an image for one platform alone, buildx prints the wrong digest.
  made ??= pushGenerator("syft-generator", ["--provenance=true", `--build-context=tools=${path.dirname(syftProgram())}`]);
  return made;
}

function syftProgram(): string {
  return process.env["TAGSTREAM_SYFT"] ?? "";
}

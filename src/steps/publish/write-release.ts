import type { Log } from "../../ports/log.ts";
import type { Converged } from "../reconcile/stream.ts";
import type { VersionConverged } from "../reconcile/version.ts";
import type { TagWriter, Written } from "./published.ts";

/**
 * Writes what a git tag asks for: the unit's stream, then its version. A fault of one does not stop
 * the other.
 */
export function createReleaseWriter(writeStream: TagWriter, writeVersion: TagWriter): TagWriter {
  return (unit, tested) => {
    const { purposes = [] } = unit;
    const stream = purposes.includes("publish") ? writeStream(unit, tested) : undefined;
    const version = purposes.includes("versions") ? writeVersion(unit, tested) : undefined;
    if (!stream || !version) return stream ?? version;
    return async (log: Log): Promise<Written> => {
      const { converged: first } = await stream(log);
      const { converged: second } = await version(log);
      return first && second ? { converged: together(first, second) } : {};
    };
  };
}

/** The end of the stream, with all that the version adds to the result. */
function together(stream: Converged | VersionConverged, version: VersionConverged): Converged | VersionConverged {
  const problems = [...new Set([stream.problem, version.problem])].filter((problem) => problem !== undefined);
  const code = stream.code ?? version.code;
  return {
    ...stream,
    effects: [...stream.effects, ...version.effects],
    ...(problems.length === 0 ? {} : { problem: problems.join("; ") }),
    ...(code === undefined ? {} : { code }),
    warnings: [...new Set([...stream.warnings, ...version.warnings])],
  };
}

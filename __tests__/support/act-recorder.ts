import { existsSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { writeAction } from "./act-actions.ts";
import { makeFolder } from "./git.ts";

/** The inputs that a recorded step shows; of paths it shows nothing. */
const shownInputs = ["only", "to", "reason", "expires", "dry-run", "job", "config"];

/**
 * Writes a stand-in of our action that does nothing but record each step: the job, the registries that it
 * logged in to, the command and its inputs. It plans one build.
 */
export function writeRecorder(): { standIn: string; steps: () => string[] } {
  const folder = makeFolder();
  const log = path.join(folder, "steps");
  const shown = shownInputs.map((name) => {
    const variable = `INPUT_${name.toUpperCase().replaceAll("-", "_")}`;
    return `\${${variable}:+ ${name}=$${variable}}`;
  });
  const standIn = writeAction(path.join(folder, "tagstream"), {
    inputs: ["command", "plan", "records", ...shownInputs],
    outputs: ["plan", "matrix", "revision"],
    script: `
      logins=
      if [ -e "$RUNNER_TEMP/logins" ]; then logins="$(tr '\\n' ' ' < "$RUNNER_TEMP/logins")"; fi
      printf '%s\\n' "$GITHUB_JOB [\${logins% }]: \${INPUT_COMMAND:-run}${shown.join("")}" >> '${log}'
      case "$INPUT_COMMAND" in
        plan)
          touch "$INPUT_PLAN"
          printf '%s\\n' "plan=$INPUT_PLAN" "revision=$(git rev-parse HEAD)" 'matrix={"include":[{"job":"unit"}]}' >> "$GITHUB_OUTPUT";;
        build) mkdir -p "$INPUT_RECORDS" && touch "$INPUT_RECORDS/record-$INPUT_JOB.json";;
      esac`,
  });
  /** The steps since the last time. */
  const steps = (): string[] => {
    const lines = existsSync(log) ? readFileSync(log, "utf8").trimEnd().split("\n") : [];
    rmSync(log, { force: true });
    return lines;
  };
  return { standIn, steps };
}

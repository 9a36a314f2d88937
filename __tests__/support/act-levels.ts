import { readFileSync } from "node:fs";
import path from "node:path";
import { writeAction } from "./act-actions.ts";
import { makeFolder } from "./git.ts";

interface Entry {
  job: string;
  runner?: string | string[];
}

/** What a stand-in of our action does in the jobs of a workflow. */
export interface LevelledRun {
  /** The matrices of the plan, one for each level; undefined: planning fails. */
  levels?: [Entry[], Entry[], Entry[]];
  /** Jobs whose build fails: after its record, as that of a red image, or before, as that of a plan that it cannot use. */
  red?: Record<string, "with a record" | "without a record">;
}

/** One step of the action: `plan`, `build base.release` or `publish`, and the jobs whose records it found. */
export interface LevelledStep {
  step: string;
  found: string[];
}

/** Writes a stand-in of our action that plans these levels, and builds nothing. */
export function writeLevels({ levels, red = {} }: LevelledRun): { standIn: string; steps: () => LevelledStep[] } {
  const folder = makeFolder();
  const log = path.join(folder, "steps");
  const matrices = (levels ?? []).map(
    (include, index) => `matrix${index === 0 ? "" : `-${index + 1}`}=${JSON.stringify({ include })}`,
  );
  const failing = Object.entries(red).map(([job, how]) => `${job}) ${how === "with a record" ? "write; exit 1" : "exit 1"};;`);
  const standIn = writeAction(path.join(folder, "tagstream"), {
    inputs: ["command", "plan", "job", "records", "only", "changed-only", "dry-run"],
    outputs: ["plan", "matrix", "matrix-2", "matrix-3", "revision"],
    script: `
      write() { mkdir -p "$INPUT_RECORDS" && touch "$INPUT_RECORDS/record-$INPUT_JOB.json"; }
      found=
      if [ -d "$INPUT_RECORDS" ]; then found="$(ls "$INPUT_RECORDS" | tr '\\n' ' ')"; fi
      printf '%s:%s\\n' "$INPUT_COMMAND\${INPUT_JOB:+ $INPUT_JOB}" "$found" >> '${log}'
      [ "$INPUT_COMMAND" = plan ] || [ -e "$INPUT_PLAN" ]
      case "$INPUT_COMMAND" in
        plan)
          ${levels ? "" : "exit 1"}
          touch "$INPUT_PLAN"
          printf '%s\\n' "plan=$INPUT_PLAN" "revision=$(git rev-parse HEAD)" '${matrices.join("' '")}' >> "$GITHUB_OUTPUT";;
        build) case "$INPUT_JOB" in ${failing.join(" ")} *) write;; esac;;
      esac`,
  });
  const steps = () =>
    readFileSync(log, "utf8")
      .trim()
      .split("\n")
      .map((line) => {
        const [step = "", found = ""] = line.split(":");
        return { step, found: found.split(" ").flatMap((file) => /^record-(.*)\.json$/.exec(file)?.[1] ?? []) };
      });
  return { standIn, steps };
}

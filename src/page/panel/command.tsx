import { oneLine } from "../../core/lib/text/clean.ts";
import { CopyButton } from "../parts/copy-button.tsx";
import { Said } from "../parts/said.tsx";

/** A command, or another text for a terminal, to copy. */
export function Command({ command, what = "command" }: { command: string; what?: string }) {
  return (
    <span class="command">
      <code>
        <Said text={command} />
      </code>
      <CopyButton text={oneLine(command)} what={`${what} ${oneLine(command)}`} />
    </span>
  );
}

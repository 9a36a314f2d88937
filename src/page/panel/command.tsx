import { oneLine } from "../../core/lib/text/clean.ts";
import { CopyButton } from "../parts/copy-button.tsx";
import { Said } from "./said.tsx";

/** A command to copy. */
export function Command({ command }: { command: string }) {
  return (
    <span class="command">
      <code>
        <Said text={command} />
      </code>
      <CopyButton text={oneLine(command)} what={`command ${oneLine(command)}`} />
    </span>
  );
}

import { oneLine } from "../../core/lib/text/clean.ts";

/** What a stranger may have written: a name, a reason. It cannot change the order of the text around it. */
export function Said({ text }: { text: string }) {
  return <bdi class="said">{oneLine(text)}</bdi>;
}

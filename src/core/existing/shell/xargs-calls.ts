import { readOptions } from "./commands/options.ts";
import { knownText, knownValue, splitText, type Text, unknownText } from "./text.ts";

/** The commands that `xargs COMMAND…` runs: one for each item with `-n1`, `-L1` or `-I`; none for another command. */
export function xargsCalls(words: readonly Text[], stdin: Text | undefined): readonly (readonly Text[])[] {
  const [name, ...args] = words;
  if (knownValue(name ?? []) !== "xargs") return [];
  const start = args.findIndex((arg) => /^(docker|podman|buildah|skopeo|crane)$/.test(knownValue(arg) ?? ""));
  if (start === -1) return [];
  const call = args.slice(start);
  const options = readOptions(args.slice(0, start), ["n", "L", "I", "P", "d"]);
  const items = splitText(stdin ?? unknownText("xargs"), /\s+/).filter((item) => item.length > 0);
  const mark = options?.values["I"];
  if (mark !== undefined) return items.map((item) => call.map((word) => replaceMark(word, mark, item)));
  const isSingle = options?.values["n"] === "1" || options?.values["L"] === "1";
  return isSingle ? items.map((item) => [...call, item]) : [[...call, ...items]];
}

function replaceMark(word: Text, mark: string, item: Text): Text {
  const pieces = knownValue(word)?.split(mark);
  return pieces?.flatMap((piece, index) => (index === 0 ? knownText(piece) : [...item, ...knownText(piece)])) ?? word;
}

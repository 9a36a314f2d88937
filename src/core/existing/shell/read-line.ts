import type { Shell } from "./shell.ts";
import { knownText, knownValue, originOf, type Text, unknownText } from "./text.ts";

/** `read`: gives the fields of a line to variables; the last one gets the rest. */
export function readLine(shell: Shell, args: readonly Text[], line: Text): void {
  const words = args.map((arg) => knownValue(arg) ?? "");
  const isArray = words.some((word) => /^-\w*a$/.test(word));
  const names = words.filter((word) => /^[A-Za-z_]\w*$/.test(word));
  const value = knownValue(line);
  const separators = knownValue(shell.variables.get("IFS")?.items[0] ?? []) ?? "";
  const set = (name: string, items: readonly Text[], array = false) =>
    shell.variables.set(name, { items, isArray: array, exported: false });
  if (value === undefined) {
    for (const name of names) set(name, [unknownText(`$${name}`)]);
    return;
  }
  const origin = originOf(line);
  const trimmed = value.replace(/\n[\s\S]*$/, "").trim();
  const separator = separators === "" ? /\s+/ : new RegExp(`[${separators.replaceAll(/[\\\]^-]/g, "\\$&")}]`);
  const fields = trimmed.split(separator);
  if (isArray) {
    set(
      names[0] ?? "",
      fields.map((field) => knownText(field, origin)),
      true,
    );
    return;
  }
  for (const [index, name] of names.entries()) {
    const isLast = index === names.length - 1;
    const joint = separators === "" ? " " : separators.slice(0, 1);
    set(name, [knownText((isLast ? fields.slice(index) : fields.slice(index, index + 1)).join(joint), origin)]);
  }
}

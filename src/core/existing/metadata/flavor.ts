import { type Fault, type Field, fieldsOf, isFault, type ListItem, listItems } from "./list-input.ts";

/** What the input `flavor` does to all tags. */
export interface Flavor {
  latest: "auto" | "true" | "false";
  prefix: string;
  suffix: string;
  /** Whether they also apply to `latest`. */
  prefixLatest: boolean;
  suffixLatest: boolean;
}

/** Reads the input `flavor`. */
export function readFlavor(text: string): { flavor: Flavor; faults: (ListItem & Fault)[] } {
  const flavor: Flavor = { latest: "auto", prefix: "", suffix: "", prefixLatest: false, suffixLatest: false };
  const faults: (ListItem & Fault)[] = [];
  for (const item of listItems(text)) {
    const fields = fieldsOf(item.text);
    const fault = isFault(fields) ? fields : applyFields(flavor, fields);
    if (fault !== undefined) faults.push({ ...item, ...fault });
  }
  return { flavor, faults };
}

function applyFields(flavor: Flavor, fields: readonly Field[]): Fault | undefined {
  let affix: "prefix" | "suffix" | undefined;
  for (const { key, value } of fields) {
    switch (key) {
      case "latest":
        if (value !== "auto" && value !== "true" && value !== "false")
          return { why: "`latest` is not `auto`, `true` or `false`" };
        flavor.latest = value;
        break;
      case "prefix":
      case "suffix":
        flavor[key] = value;
        affix = key;
        break;
      case "onlatest":
        if (value !== "true" && value !== "false") return { why: "`onlatest` is neither `true` nor `false`" };
        if (affix !== undefined) flavor[`${affix}Latest`] = value === "true";
        break;
      default:
        return { why: `metadata-action has no flavor "${key ?? value}"` };
    }
  }
  return undefined;
}

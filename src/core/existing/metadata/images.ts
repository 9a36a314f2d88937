import { type Fault, fieldsOf, isFault, type ListItem, listItems } from "./list-input.ts";

/** Reads the input `images`: the enabled names in lower case, and what it refuses. */
export function readImages(text: string): { names: string[]; faults: (ListItem & Fault)[] } {
  const items = listItems(text);
  const names: string[] = [];
  const faults: (ListItem & Fault)[] = [];
  for (const item of items) {
    const read = namesOf(item.text, items.length === 1);
    if (isFault(read)) faults.push({ ...item, ...read });
    else names.push(...read);
  }
  return { names: names.map((name) => name.toLowerCase()), faults };
}

/** One name a line. A single line may also list names: the form of version 1 of the action. */
function namesOf(item: string, alone: boolean): string[] | Fault {
  const fields = fieldsOf(item);
  if (isFault(fields)) return fields;
  if (alone && fields.every(({ key }) => key === undefined)) return fields.map(({ value }) => value);
  let name = "";
  let enable = true;
  for (const { key, value } of fields) {
    if (key === undefined || key === "name") name = value;
    else if (key !== "enable") return { why: `metadata-action has no image attribute "${key}"` };
    else if (value === "true" || value === "false") enable = value === "true";
    else return { why: "`enable` is neither `true` nor `false`" };
  }
  if (name === "") return { why: "the image has no name" };
  return enable ? [name] : [];
}

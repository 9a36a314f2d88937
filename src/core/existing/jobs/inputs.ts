import type { data } from "@actions/expressions";
import { toData } from "../expressions/data.ts";
import { unknownData } from "../expressions/open-mapping.ts";
import type { Unknowns } from "../expressions/unknowns.ts";
import { at, entriesOf, itemsOf, type Located, plainOf, textAt } from "../yaml/located.ts";

/** The inputs of a workflow without what a person or a caller gives: their defaults. */
export function inputsOf(
  node: Located | undefined,
  event: "workflow_call" | "workflow_dispatch",
  unknowns: Unknowns,
): (readonly [string, data.ExpressionData])[] {
  return entriesOf(node).map(([name, input]) => [name, defaultOf(name, input, event, unknowns)] as const);
}

function defaultOf(name: string, input: Located, event: string, unknowns: Unknowns): data.ExpressionData {
  const given = at(input, "default");
  const type = textAt(input, "type");
  if (given !== undefined) return toData(type === "boolean" ? textAt(given) === "true" : plainOf(given));
  if (textAt(input, "required") === "true" && type !== "boolean") {
    const why =
      event === "workflow_call" ? "the workflow that calls this one gives it" : "the person who starts the run gives it";
    return unknownData(unknowns, `inputs.${name}`, why);
  }
  if (type === "boolean") return toData(false);
  if (type === "number") return toData(0);
  const [first] = type === "choice" ? itemsOf(at(input, "options")) : [];
  return toData(first === undefined ? "" : plainOf(first));
}

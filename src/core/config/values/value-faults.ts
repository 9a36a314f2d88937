import type { Code } from "../../lib/problems/problem.ts";
import { describe } from "../checks/missing-values.ts";
import type { Path, Position } from "../document/document.ts";
import type { Problems } from "../document/problems.ts";
import type { Combination } from "../matrix/matrix.ts";
import type { ImageModel } from "../model.ts";
import type { ValueModel } from "./value-model.ts";

/** Why a unit has no text for a value. */
interface ValueFault {
  value: ValueModel;
  image: ImageModel;
  combination: Combination;
  code: Code;
  at: "file" | "match";
  fault: string;
}

/** The faults of values at one place of the file, with the units that have them. */
interface Group {
  position: Position;
  code: Code;
  path: Path;
  /** The units of each message, as people name them. */
  messages: Map<string, Map<Combination, string>>;
}

const mostMessages = 3;

/** Collects why units lack values: one message for each place and code. */
export class ValueFaults {
  readonly #problems: Problems;
  readonly #groups = new Map<string, Group>();

  constructor(problems: Problems) {
    this.#problems = problems;
  }

  add({ value, image, combination, code, at, fault }: ValueFault): void {
    if (this.#problems.hasErrorBelow(...value.path)) return; // reported for all units
    // A common value whose file depends on the image is right for others.
    const isOfImage = value.path[0] === "values" && ![value.file, value.match].every(isConstant);
    const path = isOfImage ? image.path : [...value.path, at === "match" && !value.match ? "file" : at];
    const id = JSON.stringify([path, code]);
    const subject = isOfImage
      ? `value "${value.name}" on line ${this.#problems.keyAt(value.path).line}`
      : `value "${value.name}"`;
    const message = `${subject}: ${fault}`;
    const group = this.#groups.get(id) ?? {
      position: isOfImage ? this.#problems.keyAt(path) : this.#problems.positionOf(path),
      code,
      path,
      messages: new Map<string, Map<Combination, string>>(),
    };
    this.#groups.set(id, group);
    const users = group.messages.get(message) ?? new Map<Combination, string>();
    group.messages.set(message, users.set(combination, describe(image.name, combination)));
  }

  /** @param absent units that do not exist at their source: nothing of theirs is a fault */
  report(absent: ReadonlySet<Combination> = new Set()): void {
    for (const { position, code, path, messages } of this.#groups.values()) {
      leaveOut(absent, messages);
      if (messages.size === 0) continue;
      const texts = [...messages].slice(0, mostMessages).map(([message, users]) => {
        const [first = ""] = users.values();
        return `${message}, for ${first}${users.size === 1 ? "" : ` and ${users.size - 1} more`}`;
      });
      const others = messages.size > mostMessages ? `; and ${messages.size - mostMessages} more` : "";
      this.#problems.addAt(position, code, `${texts.join("; ")}${others}`, path);
    }
  }
}

function leaveOut(absent: ReadonlySet<Combination>, messages: Group["messages"]): void {
  for (const [message, users] of messages) {
    for (const one of users.keys()) if (absent.has(one)) users.delete(one);
    if (users.size === 0) messages.delete(message);
  }
}

function isConstant(field: ValueModel["match"]): boolean {
  return field === undefined || field.template.names.length === 0;
}

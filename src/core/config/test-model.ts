import type { TestConfig } from "../tests/config-schema.ts";
import { type AnyTestKind, testKinds } from "../tests/kinds.ts";
import { lasts } from "../tests/waiver.ts";
import type { Path } from "./document/document.ts";
import { type Field, fieldOf, fieldsOf, type NamedFields } from "./document/field.ts";

/** A test of the configuration, its texts parsed. */
export interface TestModel {
  config: TestConfig;
  path: Path;
  /** Undefined if the configuration has none or several. Then there is no test. */
  kind: AnyTestKind | undefined;
  command: readonly Field[];
  env: NamedFields;
  /** Whether it is the same for every unit. */
  constant: boolean;
  /** Whether its waiver lasts or has ended. Undefined without one. */
  waiver: "lasts" | "ended" | undefined;
}

/** @param today the day that waivers are judged by; without it, none lasts, and none has ended */
export function testModelOf(config: TestConfig, path: Path, today: string | undefined): TestModel {
  const given = kindsIn(config);
  const kind = given.length === 1 ? given[0] : undefined;
  const command = given.flatMap((each) => commandOf(each, config[each.name] ?? [], [...path, each.name]));
  const env = fieldsOf(config.env, [...path, "env"]);
  const constant = [...command, ...env.map(([, field]) => field)].every(({ template }) => template.names.length === 0);
  const waiver = today === undefined || !config.waived ? undefined : lasts(config.waived, today) ? "lasts" : "ended";
  return { config, path, kind, command, env, constant, waiver };
}

/** The kinds that a test's keys select. */
export function kindsIn(config: TestConfig): AnyTestKind[] {
  return testKinds.filter(({ name }) => config[name] !== undefined);
}

function commandOf(kind: AnyTestKind, value: string | string[], path: Path): Field[] {
  if (typeof value === "string") return kind.words(value).map((word) => fieldOf(word, path));
  return value.map((word, index) => fieldOf(word, [...path, index]));
}

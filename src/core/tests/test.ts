import type { TextOf } from "../config/build-paths.ts";
import type { Path } from "../config/document.ts";
import { type Field, fieldOf, fieldsOf, type NamedFields } from "../config/field.ts";
import type { Paths } from "../config/paths.ts";
import type { Problems } from "../config/problems.ts";
import type { TestConfig } from "../config/schema.ts";
import { parseDuration } from "../lib/duration.ts";
import { listed } from "../lib/nearest.ts";
import type { Test } from "../unit/unit.ts";

const kinds = ["run", "exec", "script"] as const;

const defaultTimeout = parseDuration("5m");
const defaultWithin = parseDuration("60s");

/** Node's timers end at 2^31 milliseconds, and a job of GitHub's own runners long before. */
const maximumTimeout = parseDuration("1d");

/** The longest name that is made from a command. */
const maximumNameLength = 60;

export interface TestModel {
  config: TestConfig;
  path: Path;
  /** Undefined when the configuration has none or several: no test then. */
  kind: Test["kind"] | undefined;
  command: readonly Field[];
  env: NamedFields;
  /** Whether it is the same for every unit. */
  constant: boolean;
}

/** Text as a command is `sh -c TEXT`; as a script, the path alone. */
export function testModelOf(config: TestConfig, path: Path): TestModel {
  const given = kinds.filter((kind) => config[kind] !== undefined);
  const kind = given.length === 1 ? given[0] : undefined;
  const command: Field[] = given.flatMap((name) => {
    const value = config[name] ?? [];
    if (typeof value !== "string") return value.map((word, index) => fieldOf(word, [...path, name, index]));
    const field = fieldOf(value, [...path, name]);
    return name === "script" ? [field] : [fieldOf("sh", []), fieldOf("-c", []), field];
  });
  const env = fieldsOf(config.env, [...path, "env"]);
  const constant = [...command, ...env.map(([, field]) => field)].every(({ template }) => template.names.length === 0);
  return { config, path, kind, command, env, constant };
}

/** Reports what is wrong with an image's tests whatever the unit. */
export function checkTests(tests: readonly TestModel[], platforms: readonly string[] | undefined, problems: Problems): void {
  const names = new Map<string, Path>();
  for (const { config, path, kind } of tests) {
    if (kind === undefined) {
      const given = kinds.filter((name) => config[name] !== undefined);
      const found = given.length === 0 ? "does nothing" : `has ${listed(given.map((name) => `\`${name}\``))}`;
      if (!kinds.some((name) => problems.blames(...path, name))) {
        problems.add(
          "config-test",
          `a test has exactly one of \`run\`, \`exec\` and \`script\`, and this one ${found}`,
          path,
          "value",
        );
      }
    } else {
      if (config.within !== undefined && kind !== "exec")
        problems.add("config-test", "`within` is for `exec`: use `timeout`", [...path, "within"], "key");
      if (config.files !== undefined && kind !== "script")
        problems.add("config-test", "`files` is for `script`", [...path, "files"], "key");
    }
    checkTimes(config, path, problems);
    if (config.name !== undefined) {
      const first = names.get(config.name);
      if (first)
        problems.add(
          "config-test",
          `two tests of this image have the name "${config.name}": the first is on line ${problems.lineOf(first)}`,
          [...path, "name"],
        );
      else names.set(config.name, [...path, "name"]);
    }
    config.platforms?.forEach((platform, index) => {
      if (!platforms || platforms.includes(platform)) return;
      problems.add("config-test", `the image is not built for ${platform}, only for ${listed(platforms)}`, [
        ...path,
        "platforms",
        index,
      ]);
    });
  }
}

function checkTimes(config: TestConfig, path: Path, problems: Problems): void {
  for (const key of ["timeout", "within"] as const) {
    const given = config[key];
    if (given !== undefined && parseDuration(given) > maximumTimeout)
      problems.add("config-test", `a test may take a day at most, not ${given}`, [...path, key]);
  }
}

/** The tests of one unit; `textOf` substitutes its placeholders. Tests that are the same for every unit are shared. */
export function testsOf(models: readonly TestModel[], platforms: readonly string[], textOf: TextOf, paths: Paths): Test[] {
  const taken = new Set(models.flatMap(({ config }) => config.name ?? []));
  return models.flatMap((model) => {
    const test = testOf(model, platforms, textOf, paths);
    if (!test) return [];
    if (model.config.name === undefined) test.name = unused(test.name, taken);
    return [test];
  });
}

function testOf(
  { config, path, kind, command, env }: TestModel,
  platforms: readonly string[],
  textOf: TextOf,
  paths: Paths,
): Test | undefined {
  const words = command.map((field) => textOf(field) ?? "");
  const within = config.within === undefined ? defaultWithin : parseDuration(config.within);
  const common = {
    name: config.name ?? nameOf(typeof config[kind ?? "run"] === "string" ? (words.at(-1) ?? "") : words.join(" ")),
    command: words,
    timeout:
      config.timeout === undefined ? Math.max(defaultTimeout, kind === "exec" ? within : 0) : parseDuration(config.timeout),
    env: Object.fromEntries(env.map(([name, field]) => [name, textOf(field) ?? ""])),
    platforms: platforms.filter((platform) => config.platforms?.includes(platform) ?? true),
  };
  switch (kind) {
    case undefined:
      return undefined;
    case "run":
      return { kind, ...common };
    case "exec":
      return { kind, ...common, within };
    case "script": {
      const [script = "", ...args] = words;
      const known = command[0] !== undefined && textOf(command[0]) !== undefined;
      const found = known ? paths.require(script, "file", "script", command[0]?.path ?? path) : undefined;
      const files = (config.files ?? []).map(
        (file, index) => paths.require(file, "any", "file", [...path, "files", index]) ?? file,
      );
      return { kind, ...common, command: [found ?? script, ...args], files };
    }
  }
}

function nameOf(command: string): string {
  const line = command.replaceAll(/\s+/g, " ").trim();
  return line.length <= maximumNameLength ? line : `${line.slice(0, maximumNameLength - 1)}…`;
}

function unused(name: string, taken: Set<string>): string {
  let free = name;
  for (let n = 2; taken.has(free); n++) free = `${name} (${n})`;
  taken.add(free);
  return free;
}

import { parseDuration } from "../../lib/time/duration.ts";
import { defaultTimeout, type RepositoryFiles } from "../../tests/kind.ts";
import type { Test } from "../../tests/kinds.ts";
import type { Field } from "../document/field.ts";
import type { TestModel } from "../test-model.ts";
import type { TextOf } from "./build-paths.ts";
import type { Paths } from "./paths.ts";

/** The longest name that comes from a command. */
const maximumNameLength = 60;

/**
 * The tests of one unit. `textOf` substitutes its placeholders.
 * @param others the names of its other tests
 */
export function testsOf(
  models: readonly TestModel[],
  platforms: readonly string[],
  textOf: TextOf,
  paths: Paths,
  others: readonly string[] = [],
): Test[] {
  const taken = new Set([...others, ...models.flatMap(({ config }) => config.name ?? [])]);
  return models.flatMap((model) => {
    const test = testOf(model, platforms, textOf, paths);
    if (!test) return [];
    if (model.config.name === undefined) test.name = unused(test.name, taken);
    return [test];
  });
}

function testOf(model: TestModel, platforms: readonly string[], textOf: TextOf, paths: Paths): Test | undefined {
  const { config, kind, env } = model;
  const own = platforms.filter((platform) => config.platforms?.includes(platform) ?? true);
  // No unit has a test that runs nowhere. Without platforms, only the test's paths matter.
  if (!kind || (own.length === 0 && platforms.length > 0)) return undefined;
  const command = model.command.map((field) => textOf(field) ?? "");
  const common = {
    name: config.name ?? nameOf(typeof config[kind.name] === "string" ? (command.at(-1) ?? "") : command.join(" ")),
    command,
    timeout: config.timeout === undefined ? defaultTimeout : parseDuration(config.timeout),
    env: Object.fromEntries(env.map(([name, field]) => [name, textOf(field) ?? ""])),
    platforms: own,
    ...(config.waived && model.waiver === "lasts" ? { waived: config.waived } : {}),
  };
  return kind.make(common, config, filesOf(model, textOf, paths));
}

function filesOf({ path, command: [program] }: TestModel, textOf: TextOf, paths: Paths): RepositoryFiles {
  return {
    program: (subject) => {
      return program ? programOf(program, subject, textOf, paths) : "";
    },
    paths: (key, texts, subject) =>
      texts.map((text, index) => paths.require(text, "any", subject, [...path, key, index]) ?? text),
  };
}

/**
 * The normal form of the path of a program in the repository. Empty for a placeholder without a
 * value, which is reported as that.
 */
export function programOf(program: Field, subject: string, textOf: TextOf, paths: Paths): string {
  const text = textOf(program);
  return text === undefined ? "" : (paths.require(text, "file", subject, program.path) ?? text);
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

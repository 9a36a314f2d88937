import { parse } from "yaml";
import { findProblems } from "../workflow-validation.ts";
import { stepFaults } from "./given.ts";
import type { ExampleKind } from "./kind.ts";
import { callFaults } from "./shell/commands.ts";
import { keysOf, yamlOf } from "./yaml.ts";

/** A workflow, or steps of one. GitHub's own language service checks it, against `action.yml`, too. */
export const workflow: ExampleKind = {
  name: "workflow",
  is: (example) => {
    const content = yamlOf(example);
    const keys = keysOf(content);
    return Array.isArray(content) || (keys.includes("on") && keys.includes("jobs"));
  },
  faults: async ({ text }) => {
    const whole = /^jobs:/m.test(text) ? text : aroundSteps(text);
    const { jobs } = parse(whole) as { jobs: Record<string, { steps?: Step[] }> };
    return [
      ...(await findProblems({ path: "README.yml", text: whole.replaceAll("OWNER/", "octo/") })),
      ...Object.values(jobs).flatMap(({ steps = [] }) => steps.flatMap(faultsOfStep)),
    ];
  },
};

interface Step {
  uses?: string;
  with?: Readonly<Record<string, unknown>>;
  run?: string;
}

/** What is wrong with the inputs of our action, whose expressions count as empty, and with the calls of a script. */
function faultsOfStep({ uses = "", with: given = {}, run = "" }: Step): string[] {
  const texts = Object.entries(given).map(([name, value]) => [name, String(value).includes("${{") ? "" : String(value)]);
  return [...callFaults(run), ...(uses.startsWith("OWNER/tagstream@") ? stepFaults(Object.fromEntries(texts)) : [])];
}

/** The least workflow that has these steps. */
function aroundSteps(steps: string): string {
  const indented = steps.replace(/^/gm, "      ");
  return `on: push\npermissions: {}\njobs:\n  publish:\n    runs-on: ubuntu-24.04\n    timeout-minutes: 5\n    steps:\n${indented}`;
}

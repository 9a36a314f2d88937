import { parse } from "yaml";
import { writeWorkflow } from "../../../../src/core/workflow/write-workflow.ts";
import { templates } from "../../workflow-files.ts";
import { configurationOf, settingsOf } from "../../written-workflows.ts";
import { stepFaults } from "../given.ts";
import type { Program } from "./program.ts";

/** An input of a form of GitHub's. */
interface FormInput {
  type: string;
  required?: boolean;
  default?: unknown;
  options?: readonly string[];
}

/** `gh workflow run FILE -f name=value`: the form has that input, and the action can do what it then gets. */
export const gh: Program = {
  is: (name) => name === "gh",
  faults(words) {
    const [noun, verb, file = "", ...options] = words;
    if (noun !== "workflow" || verb !== "run") return [`no example of \`gh ${noun} ${verb}\` is known`];
    const form = formOf(file);
    if (!form) return [`${file} is neither a template nor the workflow of \`init\``];
    const given = fieldsIn(options);
    return typeof given === "string" ? [given] : formFaults(form, given);
  },
};

interface Form {
  inputs: Readonly<Record<string, FormInput>>;
  /** The command that the form gives the action, if people do not choose it. */
  command?: string;
}

function formOf(file: string): Form | undefined {
  const text = file === "images.yml" ? writtenByInit() : templates.find(({ path }) => path === `workflows/${file}`)?.text;
  if (text === undefined) return undefined;
  const { on, jobs } = parse(text) as {
    on: { workflow_dispatch?: { inputs?: Form["inputs"] } };
    jobs: Record<string, { steps?: { with?: Record<string, unknown> }[] }>;
  };
  const inputs = on.workflow_dispatch?.inputs ?? {};
  const commands = Object.values(jobs).flatMap(({ steps = [] }) => steps.flatMap((step) => step.with?.["command"] ?? []));
  const [command] = commands.filter((one) => typeof one === "string" && !one.includes("{"));
  return { inputs, ...(inputs["command"] || typeof command !== "string" ? {} : { command }) };
}

function writtenByInit(): string {
  const written = configurationOf("images: { squid: { context: . } }");
  return writeWorkflow(written, settingsOf(written));
}

function fieldsIn(options: readonly string[]): Record<string, string> | string {
  const fields: Record<string, string> = {};
  for (let at = 0; at < options.length; at += 2) {
    if (options[at] === "--ref") continue;
    const [, name, value] = /^([\w-]+)=(.*)$/s.exec(options[at + 1] ?? "") ?? [];
    if (options[at] !== "-f" || name === undefined || value === undefined) return `not \`-f name=value\`: ${options[at]}`;
    fields[name] = value;
  }
  return fields;
}

function formFaults({ inputs, command }: Form, given: Readonly<Record<string, string>>): string[] {
  const faults = [
    ...Object.entries(given).flatMap(([name, value]) => valueFaults(name, value, inputs[name])),
    ...Object.entries(inputs).flatMap(([name, { required }]) =>
      required && given[name] === undefined ? [`the form needs ${name}`] : [],
    ),
  ];
  if (faults.length > 0) return faults;
  const defaults = Object.entries(inputs).map(([name, { default: value }]) => [name, value === undefined ? "" : String(value)]);
  const handed: Record<string, string> = {
    ...Object.fromEntries(defaults),
    ...given,
    ...(command === undefined ? {} : { command }),
  };
  return stepFaults(withoutForeign(handed, given));
}

/** A form hands all its fields to the action, which ignores those that the command does not take. */
function withoutForeign(
  handed: Readonly<Record<string, string>>,
  given: Readonly<Record<string, string>>,
): Record<string, string> {
  const meant = new Set(["command", ...Object.keys(given)]);
  return Object.fromEntries(Object.entries(handed).filter(([name]) => meant.has(name)));
}

function valueFaults(name: string, value: string, input: FormInput | undefined): string[] {
  if (!input) return [`the form has no input ${name}`];
  if (input.type === "choice" && !input.options?.includes(value)) return [`${name} cannot be ${value}`];
  return input.type === "boolean" && !["true", "false"].includes(value) ? [`${name} is true or false, not ${value}`] : [];
}

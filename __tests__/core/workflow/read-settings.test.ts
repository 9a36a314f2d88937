import { describe, expect, test } from "@jest/globals";
import { readSettings } from "../../../src/core/workflow/read-settings.ts";
import { writeWorkflow } from "../../../src/core/workflow/write-workflow.ts";
import { configurationOf, expectedWorkflow, forms, settingsOf } from "../../support/written-workflows.ts";

const configuration = configurationOf(forms["releases"] ?? "");
const secret = (name: string): string => `\${{ secrets.${name} }}`;
const usual = settingsOf(configuration);
/** Where the configuration's jobs log in. */
const pulls = ["ghcr.io", "docker.io"];

describe("the settings of a written workflow", () => {
  test("are those that it was written with", () => {
    const changed = settingsOf(configuration, {
      uses: "octo/tagstream@0123456789012345678901234567890123456789 # v1.2.3",
      actions: { "actions/checkout": "1234567890123456789012345678901234567890 # v8.0.0" },
      name: "on: images # 1",
      cron: "7 2 * * 4",
      runner: ["self-hosted", "linux"],
      runners: { publish: "ubuntu-24.04-16-cores" },
      timeouts: { publish: 300 },
      logins: [{ registry: "docker.io", username: "octo # bot", password: secret("HUB") }],
      config: "images/tagstream.yml",
    });
    expect(readSettings(writeWorkflow(configuration, usual))).toEqual({ ...usual, pulls });
    expect(readSettings(writeWorkflow(configuration, changed))).toEqual({ ...changed, pulls });
    const more = settingsOf(configuration, { pulls: ["quay.io"] });
    const all = ["ghcr.io", "quay.io", "docker.io"]; // proposed changes do not log in to docker.io
    expect(readSettings(writeWorkflow(configuration, more))).toEqual({ ...more, pulls: all });
  });

  test("a list of labels, and a label of one build job", () => {
    const spread = configurationOf(forms["chain"] ?? "");
    const settings = settingsOf(spread, { runner: ["self-hosted", "it's"], runners: { "build-2": "large" } });
    expect(readSettings(writeWorkflow(spread, settings))).toEqual({ ...settings, pulls: ["ghcr.io"] });
  });

  test("a schedule that removes", () => {
    const pruning = configurationOf(forms["everything"] ?? "");
    const settings = settingsOf(pruning, { prunes: true });
    expect(readSettings(writeWorkflow(pruning, settings))).toEqual({ ...settings, pulls: ["quay.io"] });
  });

  const unreadable: [what: string, text: string, fault: string][] = [
    [
      "no YAML",
      "a: [",
      "it is no YAML: Flow sequence in block collection must be sufficiently indented and end with a ] at line 1, column 5",
    ],
    ["no workflow", "a: b\n", "it is no workflow with `on` and `jobs`"],
    ["a workflow of others", "on: { push: {} }\njobs: { a: { steps: [{ run: make }] } }\n", "no step of it uses Tagstream"],
  ];
  test.each(unreadable)("%s", (_, text, fault) => {
    expect(readSettings(text)).toEqual({ fault });
  });

  test("the action is found after a step that a person added", () => {
    const text = expectedWorkflow("releases").replace(/( +)- uses: actions\/checkout/, "$1- uses: octo/setup@v1\n$&");
    expect(readSettings(text)).toEqual({ ...usual, pulls });
  });
});

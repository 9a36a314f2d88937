import { readdirSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "@jest/globals";
import { checks } from "../../../src/core/doctor/checks/list.ts";
import { diagnose, willFail } from "../../../src/core/doctor/diagnose.ts";
import { healthyFacts } from "../../support/doctor-facts.ts";
import { root } from "../../support/workflow-files.ts";

describe("diagnose", () => {
  test("finds nothing in a healthy repository: each check is in order", () => {
    const findings = diagnose(healthyFacts);
    expect(findings).toEqual(checks.map(({ name, title }) => ({ level: "ok", check: name, subject: title, what: "in order" })));
    expect(willFail(findings)).toBe(false);
  });

  test("names what is in order first, then the worst", () => {
    const findings = diagnose({
      ...healthyFacts,
      isShallow: { known: true },
      holds: { unknown: "GitHub does not answer" },
      configuration: { known: { problems: [{ code: "config-yaml", severity: "error", message: "no YAML" }] } },
    });
    const others = findings.filter(({ level }) => level !== "ok");
    expect(others.map(({ level, check }) => [level, check])).toEqual([
      ["fails", "configuration"],
      ["risk", "checkout-depth"],
      ...checks.flatMap(({ name, ofUnits }) => (ofUnits || name === "holds" ? [["unknown", name]] : [])),
    ]);
    expect(findings.slice(-others.length)).toEqual(others);
    expect(willFail(findings)).toBe(true);
  });

  test("has each file of src/core/doctor/checks once, and no name twice", () => {
    const files = readdirSync(path.join(root, "src/core/doctor/checks")).map((file) => file.replace(/\.ts$/, ""));
    expect(checks.map(({ name }) => name).sort()).toEqual(files.filter((file) => file !== "list").sort());
  });
});

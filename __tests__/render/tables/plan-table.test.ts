import { expect, test } from "@jest/globals";
import { clean } from "../../../src/core/lib/text/clean.ts";
import { ansiStyle } from "../../../src/core/lib/text/style.ts";
import { planTable } from "../../../src/render/tables/plan-table.ts";
import { makePlan, makePlanned } from "../../support/documents.ts";
import { osgPlan, osgUnits } from "../../support/osg.ts";

test("a weekly rebuild", () => {
  expect(`\n${planTable(osgPlan(), { commandLine: true }).join("\n")}\n`).toBe(`
tagstream plan · rebuild · schedule · main@8d2f31c · 20261123-0617

  unit                           decision  why
  software-base:25-el9-release   build     scheduled rebuild
  software-base:25-el9-testing   build     scheduled rebuild
  frontier-squid:25-el9-release  build     scheduled rebuild, on software-base:25-el9-release
  frontier-squid:25-el9-testing  build     scheduled rebuild, on software-base:25-el9-testing
  xcache:25-el9-release          build     scheduled rebuild, on software-base:25-el9-release
  xcache:25-el9-testing          build     scheduled rebuild, on software-base:25-el9-testing

  6 to build in 2 jobs
  tags: 25-el9-release, 25-release, latest, 25-el9-release-20261123-0617 … (--tags shows all 9)
  registries: hub.example.org/osg, docker.io/osg (optional)
  not tested on arm64: "answers on 8000" of xcache
  without tests: software-base
`);
});

test("all tags, when they are asked for", () => {
  const text = planTable(osgPlan(), { allTags: true }).join("\n");
  expect(text).toContain(`
  tags:
    software-base:25-el9-release   25-el9-release, 25-release, latest, 25-el9-release-20261123-0617, 25-release-20261123-0617
    software-base:25-el9-testing   25-el9-testing, 25-testing, 25-el9-testing-20261123-0617, 25-testing-20261123-0617
`);
});

test("a proposed change: what is left as it is, what may fail, what has no inputs hash, and notes", () => {
  const units = [
    ...osgUnits("leave", "its inputs and tests are unchanged").slice(0, 3),
    makePlanned("xcache:25-el9-release", {
      reason: "changed",
      inputs: { none: "xcache/a.conf is not committed" },
      required: false,
      tags: [],
      references: [],
    }),
    makePlanned("origin:25-el9-release", { decision: "test", reason: "its tests changed" }),
  ];
  const plan = makePlan(units, {
    intent: "candidate",
    event: "pull_request",
    pullRequest: 123,
    revision: "9c1e44d".padEnd(40, "0"),
    notes: ["the registries\nwere not asked"],
  });
  expect(`\n${planTable(plan).join("\n")}\n`).toBe(`
tagstream plan · candidate · pull_request · #123@9c1e44d into main · 20261123-0617

  unit                           decision  why
  software-base:25-el9-release   leave     its inputs and tests are unchanged
  software-base:25-el9-testing   leave     its inputs and tests are unchanged
  frontier-squid:25-el9-release  leave     its inputs and tests are unchanged
  xcache:25-el9-release          build     changed
  origin:25-el9-release          test      its tests changed

  1 to build and 1 to test again in 2 jobs, 3 unchanged
  without tests: software-base, xcache, origin
  may fail without making the run red: xcache
  without an inputs hash, so always built: xcache (xcache/a.conf is not committed)
  note: the registries were not asked
`);
});

test.each([
  [makePlan([]), "tagstream plan · rebuild · schedule · main@8d2f31c · 20261123-0617\n\n  nothing to do"],
  [makePlan(osgUnits("leave", "up to date"), { intent: "publish" }), "\n  nothing to do: all 6 unchanged\n"],
  [makePlan(osgUnits("repair", "a tag is missing"), { intent: "publish" }), "\n  6 to repair\n"],
  [
    makePlan([makePlanned("squid:release", { platforms: ["linux/amd64", "linux/arm64"] })], {
      jobs: [
        { id: "a", units: ["squid:release"], platform: "linux/amd64", runner: "ubuntu-24.04" },
        { id: "b", units: ["squid:release"], platform: "linux/arm64", runner: ["self-hosted", "arm64"], level: 2 },
      ],
    }),
    "\n  1 to build in 2 jobs (amd64 on ubuntu-24.04, arm64 on self-hosted arm64, 2 levels of 1 and 1 images)\n",
  ],
  [makePlan(osgUnits(), { intent: "check" }), "\n  6 to build in 2 jobs · nothing leaves this machine\n"],
])("counts %#", (plan, text) => {
  expect(planTable(plan).join("\n")).toContain(text);
});

test("registries that only some units are published to are marked", () => {
  const legacy = { repository: "hub.example.org/legacy/old-xcache", required: true };
  const [unit] = osgUnits();
  const plan = makePlan([
    ...osgUnits(),
    makePlanned("xcache:24-release", { destinations: [legacy, ...(unit?.destinations ?? [])] }),
  ]);
  expect(planTable(plan).join("\n")).toContain(
    "registries: hub.example.org/osg (6 of 7 units), docker.io/osg (optional, 6 of 7 units), hub.example.org/legacy/old-xcache (1 of 7 units), hub.example.org/osg/software-base (1 of 7 units), docker.io/osg/software-base (optional, 1 of 7 units)",
  );
});

test("a long plan stays readable: what something happens to is shown first", () => {
  const units = Array.from({ length: 6000 }, (_, n) =>
    makePlanned(`image-${n}:release`, n % 2000 === 1999 ? {} : { decision: "leave", reason: "up to date" }),
  );
  const lines = planTable(makePlan(units), { maxRows: 5, commandLine: true });
  expect(lines.slice(2, 10)).toEqual([
    "  unit                decision  why",
    "  image-0:release     leave     up to date",
    "  image-1:release     leave     up to date",
    "  image-1999:release  build     scheduled rebuild",
    "  image-3999:release  build     scheduled rebuild",
    "  image-5999:release  build     scheduled rebuild",
    "  … and 5,995 more (--json lists all)",
    "",
  ]);
  expect(planTable(makePlan(units)).join("\n")).toContain("… and 5,900 more (the plan file lists all)");
  expect(planTable(makePlan(units)).length).toBeLessThan(120);
});

test("colour says nothing that the words do not", () => {
  const styled = planTable(osgPlan(), { style: ansiStyle }).join("\n");
  expect(styled.split("\u001b").length).toBeGreaterThan(10);
  expect(clean(styled)).toBe(planTable(osgPlan()).join("\n"));
});

test("what people wrote stays on its line", () => {
  const unit = makePlanned("squid:release", { reason: "changed\n::error::x\u001b[2J" });
  const lines = planTable(makePlan([unit], { branch: "a\n::error::b", notes: ["c\n::error::d"] }));
  expect(lines.every((line) => !line.includes("\n") && !line.includes("\u001b") && !line.trimStart().startsWith("::"))).toBe(
    true,
  );
});

test("a proposed change whose candidates go elsewhere, or nowhere", () => {
  const tags = ["rc.release.pr-7"];
  const elsewhere = makePlanned("squid:release", { candidates: "quay.io/team/squid", tags });
  const nowhere = makePlanned("xcache:release", { candidates: false, tags: [] });
  const table = (units: (typeof elsewhere)[]) => planTable(makePlan(units, { intent: "candidate" })).join("\n");
  expect(table([elsewhere, nowhere])).toContain("registries: quay.io/team");
  expect(table([elsewhere, nowhere])).toContain("pushed nowhere (`candidates: false`), so a merge builds it again: xcache");
  expect(table([elsewhere])).not.toMatch(/nowhere|one\.example\.org|leaves this machine/);
  expect(table([nowhere])).toContain("1 to build in 1 job · nothing leaves this machine");
  expect(planTable(makePlan([nowhere], { intent: "publish" })).join("\n")).not.toContain("nowhere");
});

test("the run of a git tag: the headline has the commit of the tag, not that of the configuration", () => {
  const source = { ref: "refs/tags/v1.4.2", commit: "77aa01b".padEnd(40, "0"), version: "1.4.2" };
  const plan = makePlan([makePlanned("app:release", { source })], { intent: "release", event: "push", gitTag: "v1.4.2" });
  expect(planTable(plan)[0]).toBe("tagstream plan · release · push · v1.4.2@77aa01b · 20261123-0617");
});

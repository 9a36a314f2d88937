import { readFileSync, writeFileSync } from "node:fs";
import { afterAll, describe, expect, test } from "@jest/globals";
import { plan as planCommand } from "../../src/commands/plan.ts";
import { run as runCommand } from "../../src/commands/run.ts";
import type { Digest } from "../../src/core/lib/digest.ts";
import type { Plan } from "../../src/core/plan/plan.ts";
import { removeFolders } from "../support/git.ts";
import { MemoryJobs } from "../support/memory-jobs.ts";
import type { RegistryCall } from "../support/memory-registry.ts";
import { defaultRequest, type Shown } from "../support/memory-run.ts";
import { annotations, day, hub, moveBase, place, project, run } from "../support/rebuild-project.ts";

afterAll(removeFolders);

const about = (calls: readonly RegistryCall[], image: string) =>
  calls.filter(({ repository }) => repository === `${hub}/${image}`).map(({ verb }) => verb);
/** Reads of indexes by digest, and of attestations. */
const provenanceReads = (calls: readonly RegistryCall[]) =>
  calls.filter(
    ({ verb, repository, reference }) =>
      repository.startsWith(place) && (verb === "blob" || (verb === "manifest" && reference.startsWith("sha256:"))),
  ).length;
/** Replaces the published `alone` by an image whose bases BuildKit resolved by itself. */
function resolveBases(made: ReturnType<typeof project>): void {
  const old = made.registry.shown(`${hub}/ten`)["10"] as Digest;
  const on = [
    { uri: `pkg:docker/${hub}/nine@9?platform=linux%2Famd64`, digest: made.registry.shown(`${hub}/nine`)["9"] as Digest },
    { uri: `pkg:docker/${hub}/ten@10?platform=linux%2Famd64`, digest: old },
  ];
  const { "org.opencontainers.image.created": _, ...rest } = annotations(made, "alone");
  const digest = made.registry.push(`${place}/alone`, rest, on, { platforms: ["linux/amd64", "linux/arm64"] });
  const [stamp = ""] = Object.keys(made.registry.shown(`${place}/alone`)).filter((tag) => tag.startsWith("release-"));
  for (const tag of ["release", stamp]) made.registry.setTag(`${place}/alone`, tag, digest);
}
const notes = ({ groups }: Shown) => (groups.get("") ?? []).join("\n");

describe("scheduled runs with `rebuild: { every: 7d }`", () => {
  test("rebuild what is due, on the digests that the plan saw, and say when nothing is", async () => {
    const made = project();
    const nine = made.registry.shown(`${hub}/nine`)["9"];
    const first = await run(made, 0);
    expect(first).toMatchObject({ status: 0, reasons: { base: "due", child: "due", alone: "due" } });
    expect(first.shown.outputs["to-publish"]).toBe("base:release\nchild:release\nalone:release");
    expect(annotations(made, "base")).toMatchObject({
      "io.github.tagstream.reason": "due",
      "io.github.tagstream.bases": `${hub}/nine:9@${nine}`,
    });
    const second = await run(made, 1);
    expect(second).toMatchObject({ status: 0, built: [], reasons: { base: "fresh: 1 day old", alone: "fresh: 1 day old" } });
    expect(notes(second.shown)).toContain("nothing is due: the oldest image is 1 day old");
    expect(second.shown.outputs["to-publish"]).toBe("");
    expect(second.shown.summaries.join("")).toContain("nothing is due: the oldest image is 1 day old");
    // What a build recorded needs no provenance: one HEAD for each distinct base is all.
    expect([about(second.calls, "nine"), about(second.calls, "ten"), provenanceReads(second.calls)]).toEqual([
      ["resolve"],
      ["resolve"],
      0,
    ]);
    expect((await run(made, 6)).built.toSorted()).toEqual(["alone", "base", "child"]);
  });

  test("rebuild within a day what is built on a moved base, with its children, and on that digest", async () => {
    const made = project();
    await run(made, 0);
    const moved = moveBase(made, "nine", "9");
    const next = await run(made, 1);
    expect(next.reasons).toEqual({ base: "base", child: "base", alone: "base" });
    expect(next.built.toSorted()).toEqual(["alone", "base", "child"]);
    expect(annotations(made, "base")["io.github.tagstream.bases"]).toBe(`${hub}/nine:9@${moved}`);
    moveBase(made, "ten", "10");
    expect((await run(made, 1)).built).toEqual(["alone"]);
    expect((await run(made, 1)).built).toEqual([]);
  });

  test("wait for a base that may move again within ten minutes", async () => {
    const made = project();
    await run(made, 0);
    moveBase(made, "ten", "10", new Date(made.now.getTime() + day - 60_000));
    moveBase(made, "ten", "10", new Date(made.now.getTime() + day));
    const next = await run(made, 1);
    expect(next.built).toEqual([]);
    expect(next.reasons["alone"]).toMatch(
      /^fresh: 1 day old; base hub\.example\.org\/os\/ten:10 .* moved less than 10 minutes ago/,
    );
    expect((await run(made, 1)).built).toEqual(["alone"]);
  });

  test("read provenance once for an image that a push built, one platform of it", async () => {
    const made = project();
    await run(made, 0, "push");
    expect(annotations(made, "base")).not.toHaveProperty(["io.github.tagstream.bases"]);
    resolveBases(made);
    const still = await run(made, 1, "schedule", planCommand);
    expect(still.reasons["alone"]).toBe("fresh: 1 day old");
    expect(still.calls.filter(({ verb, repository }) => verb === "blob" && repository === `${place}/alone`)).toHaveLength(1);
    moveBase(made, "ten", "10");
    expect((await run(made, 1)).built).toEqual(["alone"]);
  });

  test("leave what is built on a base that is gone, or that cannot be read, and say so", async () => {
    const made = project();
    await run(made, 0);
    made.registry.removeTag(`${hub}/nine`, "9");
    made.registry.refuse = ({ repository }) => (repository === `${hub}/ten` ? `${hub}/ten: 403` : undefined);
    const next = await run(made, 1);
    expect(next).toMatchObject({ status: 0, built: [] });
    expect(next.reasons["base"]).toBe("fresh: 1 day old; its base hub.example.org/os/nine:9 is gone");
    expect(notes(next.shown)).toContain(
      `The base ${hub}/nine:9 is gone: its registry has no such tag. base:release, alone:release`,
    );
    expect(notes(next.shown)).toContain(`its base ${hub}/ten:10 cannot be read`);
  });
});

test.each([false, true])("a merge publishes a rebuild again only if its base has not moved: %s", async (hasMoved) => {
  const made = project();
  await run(made, 0);
  const [before, after] = ["ten:10\nCOPY --from=build / /\n", "ten:10\nCOPY --from=build / /other\n"];
  const land = (text: string) => {
    made.repository.commit({ "alone/Dockerfile": `FROM ${hub}/nine:9 AS build\nFROM ${hub}/${text}` });
    return run(made, 0.1, "push");
  };
  expect((await land(after)).built).toEqual(["alone"]);
  if (hasMoved) moveBase(made, "ten", "10");
  const again = await land(before);
  expect(again.built).toEqual(hasMoved ? ["alone"] : []);
  expect(again.units.find(({ image }) => image === "alone")?.reason).toMatch(
    hasMoved ? /base moved: .*ten:10/ : /publishing that image again/,
  );
});

describe("a hint", () => {
  test("rebuilds what is built on a moved base, at once", async () => {
    const made = project();
    await run(made, 0);
    const moved = moveBase(made, "nine", "9", made.now);
    const hinted = await run(made, 0.001, "tagstream-published");
    expect(hinted).toMatchObject({ status: 0, reasons: { base: "base", child: "base", alone: "base" } });
    expect(annotations(made, "base")["io.github.tagstream.bases"]).toBe(`${hub}/nine:9@${moved}`);
  });

  test("that is false builds nothing, also after a week", async () => {
    const made = project("{ bases: true }");
    await run(made, 0);
    const hinted = await run(made, 8, "tagstream-published");
    expect(hinted).toMatchObject({ status: 0, built: [] });
    expect(notes(hinted.shown)).toContain("nothing to rebuild: no base has moved");
    expect((await run(made, 0)).built).toHaveLength(3);
  });

  test.each(["{ stale: 10d }", "{ every: 7d, bases: false }"])("looks without %s, too", async (rebuild) => {
    const made = project(rebuild);
    await run(made, 0);
    expect(annotations(made, "base")["io.github.tagstream.bases"]).toBeUndefined();
    resolveBases(made);
    expect((await run(made, 1, "tagstream-published")).built).toEqual([]);
    moveBase(made, "ten", "10", made.now);
    expect(await run(made, 1, "tagstream-published")).toMatchObject({ status: 0, built: ["alone"], reasons: { alone: "base" } });
  });
});

test("a build that did not use the digest that the plan saw fails", async () => {
  const made = project();
  const other = moveBase(made, "ten", "10");
  moveBase(made, "ten", "10");
  const { session, shown } = await made.session("schedule");
  const { builder } = session.ports;
  const bake: typeof builder.bake = async (request, ...rest) => {
    const { target } = request.definition as { target: { unit: { output: { name: string }[]; annotations: string[] } } };
    const { output, annotations: texts } = target.unit;
    const [repository = ""] = output.map(({ name }) => name);
    if (repository !== `${place}/alone`) return builder.bake(request, ...rest);
    const own = Object.fromEntries(texts.map((text) => text.replace("index,manifest:", "").split(/=(.*)/s).slice(0, 2)));
    return made.registry.push(repository, own, [{ uri: `pkg:docker/${hub}/ten@10`, digest: other }]);
  };
  const status = await runCommand(defaultRequest, { ...session, ports: { ...session.ports, builder: { ...builder, bake } } });
  expect(status).toBe(1);
  expect(shown.problems.map(({ code, message }) => `${code} ${message}`).join("\n")).toMatch(
    /build-not-on-base .*did not use the base that the plan saw: hub\.example\.org\/os\/ten:10 is sha256:/,
  );
});

describe("a plan of several jobs", () => {
  test("gives each job the bases that it saw", async () => {
    const { status, built } = await MemoryJobs.run(project(), "schedule");
    expect([status, built.map((one) => one.status)]).toEqual([0, [0, 0]]);
  });

  test("is refused if it would replace a stage of the Dockerfile, or a base that is not there", async () => {
    const jobs = await MemoryJobs.plan(project(), "schedule");
    const file = jobs.shown.outputs["plan"] ?? "";
    const plan = JSON.parse(readFileSync(file, "utf8")) as Plan;
    const alone = plan.units.find(({ image }) => image === "alone");
    alone?.seenBases?.push({ reference: "docker.io/library/build:latest", digest: alone.seenBases[0]?.digest ?? ("" as Digest) });
    writeFileSync(file, JSON.stringify(plan));
    for (const end of [...(await jobs.buildAll()), await jobs.publish()]) {
      expect([end.status, end.words]).toEqual(["threw", expect.stringContaining("the unit's Dockerfile has no base")]);
    }
  });
});

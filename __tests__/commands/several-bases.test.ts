import { afterAll, describe, expect, test } from "@jest/globals";
import { rollback } from "../../src/commands/rollback.ts";
import { run as runCommand } from "../../src/commands/run.ts";
import type { Digest } from "../../src/core/lib/digest.ts";
import { parseIndex } from "../../src/core/oci/image-index.ts";
import { imagesResolved } from "../../src/steps/observe/provenance.ts";
import { removeFolders } from "../support/git.ts";
import { defaultRequest, type MemoryRun, memoryRun, type Shown } from "../support/memory-run.ts";

afterAll(removeFolders);

const place = "one.example.org/osg";
const minute = 60_000;

/** `child` is built on `base` and `tools`; its Dockerfile alone says so. */
function project(): MemoryRun {
  return memoryRun({
    ".github/tagstream.yml": `registries: [${place}]
images:
  child: { context: child }
  base: { context: base }
  tools: { context: tools }
  alone: { context: alone }
`,
    "child/Dockerfile": `FROM ${place}/base:release\nCOPY --from=${place}/tools:release / /\n`,
    ...Object.fromEntries(["base", "tools", "alone"].map((image) => [`${image}/Dockerfile`, `FROM scratch\n# ${image}\n`])),
  });
}

async function run(made: MemoryRun, event: string, only: string[] = []): Promise<{ status: number; shown: Shown }> {
  made.now = new Date(made.now.getTime() + 10 * minute);
  const { session, shown } = await made.session(event);
  const status = await runCommand({ ...defaultRequest, only }, session);
  return { status, shown };
}

const digestOf = (made: MemoryRun, image: string): Digest | undefined => made.registry.shown(`${place}/${image}`)["release"];

/** What the provenance of the published child names. */
async function builtOn({ registry }: MemoryRun): Promise<Digest[]> {
  const repository = `${place}/child`;
  const source = {
    manifest: (digest: Digest) => registry.manifest(repository, digest),
    blob: (digest: Digest) => registry.blob(repository, digest),
  };
  const index = await source.manifest(registry.shown(repository)["release"] ?? "sha256:");
  const [platform] = index ? parseIndex(index.bytes).platforms : [];
  return ((platform && (await imagesResolved(source, platform)))?.images ?? []).map(({ digest }) => digest);
}

const reasons = async (made: MemoryRun, shown: Shown) =>
  Object.fromEntries((await made.plan(shown)).units.map(({ name, decision, reason }) => [name, `${decision}: ${reason}`]));

describe("an image on two bases", () => {
  test("is built after both, in their job, on both digests", async () => {
    const made = project();
    const { status, shown } = await run(made, "schedule");
    expect(status).toBe(0);
    const plan = await made.plan(shown);
    expect(plan.jobs.map(({ units }) => units)).toEqual([["base:release", "tools:release", "child:release"], ["alone:release"]]);
    expect((await reasons(made, shown))["child:release"]).toBe("build: scheduled rebuild, on base:release and tools:release");
    expect(await builtOn(made)).toEqual([digestOf(made, "base"), digestOf(made, "tools")]);
  });

  test.each(["base", "tools"])("is not built if %s fails; the others are", async (failing) => {
    const made = project();
    made.registry.refuse = ({ verb, repository }) =>
      verb === "assertCanPush" && repository === `${place}/${failing}` ? "403" : undefined;
    const { status, shown } = await run(made, "schedule");
    expect({ status, child: digestOf(made, "child") }).toEqual({ status: 1, child: undefined });
    expect(digestOf(made, failing === "base" ? "tools" : "base")).toBeDefined();
    expect((shown.groups.get("") ?? []).join("\n")).toContain(`not built: its base ${failing}:release failed`);
  });

  test("selected alone, is built on the published ones", async () => {
    const made = project();
    await run(made, "schedule");
    const before = [digestOf(made, "base"), digestOf(made, "tools")];
    const { shown } = await run(made, "schedule", ["child"]);
    expect((await reasons(made, shown))["child:release"]).toBe(
      "build: scheduled rebuild, on the published base:release and the published tools:release",
    );
    expect(await builtOn(made)).toEqual(before);
  });

  test("selected alone before its second base was ever published, is blocked", async () => {
    const made = project();
    await run(made, "schedule", ["base"]);
    await expect(run(made, "schedule", ["child"])).rejects.toThrow(/its base tools:release is not published and not selected/);
  });

  test("uses the digest of the one that is held, and the new digest of the other", async () => {
    const made = project();
    await run(made, "schedule");
    const held = digestOf(made, "tools");
    await run(made, "schedule");
    const { session } = await made.session("workflow_dispatch");
    made.now = new Date(made.now.getTime() + 10 * minute);
    expect(await rollback({ ...defaultRequest, command: "rollback", only: ["tools"], reason: "it broke" }, session)).toBe(0);
    const old = digestOf(made, "base");
    const { status, shown } = await run(made, "schedule");
    expect(status).toBe(0);
    expect((await reasons(made, shown))["child:release"]).toBe(
      "build: scheduled rebuild, on base:release and the held tools:release",
    );
    expect(digestOf(made, "base")).not.toBe(old);
    expect(await builtOn(made)).toEqual([digestOf(made, "base"), held]);
  });
});

describe("a candidate on two bases", () => {
  /** Publishes all, proposes a change of the images, and lands it. */
  async function proposed(images: readonly string[]) {
    const made = project();
    await run(made, "schedule");
    const change = Object.fromEntries(images.map((image) => [`${image}/more`, "1"]));
    made.repository.commit(change);
    await run(made, "pull_request");
    return made;
  }

  test("is published with both, byte for byte", async () => {
    const made = await proposed(["base", "tools"]);
    const built = made.built.length;
    const { status, shown } = await run(made, "push");
    expect(status).toBe(0);
    expect(made.built.length).toBe(built);
    const plan = await made.plan(shown);
    expect(plan.units.map(({ image, decision }) => `${image} ${decision}`)).toEqual([
      "base promote",
      "tools promote",
      "child promote",
      "alone leave",
    ]);
    expect(await builtOn(made)).toEqual([digestOf(made, "base"), digestOf(made, "tools")]);
  });

  test("is built again if one of them was rebuilt since", async () => {
    const made = await proposed(["child"]);
    await run(made, "schedule", ["tools"]);
    const { shown } = await run(made, "push");
    const child = (await made.plan(shown)).units.find(({ image }) => image === "child");
    expect(child).toMatchObject({ decision: "build" });
    expect(child?.candidate?.conditions.filter(({ holds }) => !holds)).toEqual([
      {
        name: "base",
        holds: false,
        evidence: expect.stringMatching(/^its candidate was not built on the current tools:release sha256:/),
      },
    ]);
    expect(await builtOn(made)).toEqual([digestOf(made, "base"), digestOf(made, "tools")]);
  });
});

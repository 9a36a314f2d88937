import { afterAll, describe, expect, test } from "@jest/globals";
import { removeFolders } from "../../support/git.ts";
import type { MemoryRun } from "../../support/memory-run.ts";
import { one, stampBefore, stampsIn, startPrune, two, weeklyWorld } from "../../support/prune-world.ts";
import { makeManifest } from "../../support/registry.ts";

afterAll(removeFolders);

const rules = "{ all: 30d, untagged: 7d }";
const long = Date.UTC(2026, 5, 1);

/** A world whose first registry keeps images without a tag; all of its manifests are old. */
async function keepingWorld(retention = rules): Promise<MemoryRun> {
  const made = weeklyWorld(8, retention);
  made.registry.freesNothing = (repository) => repository === one;
  made.registry.push(one, { content: "a build that nobody tagged" });
  for (const { digest } of (await made.registry.manifests(one)) ?? []) made.registry.pushedAt.set(digest, long);
  return made;
}

const manifests = async (made: MemoryRun) => ((await made.registry.manifests(one)) ?? []).length;

describe("images without a tag", () => {
  test("go with their parts where a registry keeps them, and nowhere else", async () => {
    const made = await keepingWorld();
    expect(await manifests(made)).toBe(9 * 3);
    const look = await startPrune(made, { dryRun: true });
    expect(look.writes).toEqual([]);
    expect(look.lines).toContainEqual(expect.stringContaining(`${one}: would remove 12 images without a tag`));
    const { status, lines, writes } = await startPrune(made);
    expect(status).toBe(0);
    expect(lines).toContainEqual(
      expect.stringContaining(`${one}: removed 12 images without a tag; to restore the first: restore sha256:`),
    );
    expect(await manifests(made)).toBe(5 * 3);
    expect(writes.filter((call) => call.startsWith("removeManifests"))).toHaveLength(1);
    expect((await startPrune(made)).writes).toEqual([]);
    for (const repository of [one, two]) {
      const shown = await made.registry.manifest(repository, "release");
      const { manifests: parts } = JSON.parse(Buffer.from(shown?.bytes ?? []).toString()) as { manifests: { digest: string }[] };
      for (const { digest } of parts) expect(await made.registry.manifest(repository, digest)).toBeDefined();
    }
  });

  test("stay without the key", async () => {
    const made = await keepingWorld("{ all: 30d }");
    await startPrune(made);
    expect(await manifests(made)).toBe(9 * 3);
  });

  test("stay while they are young: a run may be about to tag them", async () => {
    const made = await keepingWorld();
    const digest = made.registry.push(one, { content: "just built" });
    for (const { digest: part } of (await made.registry.manifests(one)) ?? [])
      if (!made.registry.pushedAt.has(part)) made.registry.pushedAt.set(part, made.now.getTime() - 86_400_000);
    await startPrune(made);
    expect(await made.registry.manifest(one, digest)).toBeDefined();
  });

  test("stay if a pin names them", async () => {
    const made = await keepingWorld("{ all: 30d, untagged: 7d, keep-file: keep.txt }");
    const digest = made.registry.push(one, { content: "pinned by digest alone" });
    for (const { digest: part } of (await made.registry.manifests(one)) ?? []) made.registry.pushedAt.set(part, long);
    made.repository.commit({ "keep.txt": `${digest}\n` });
    await startPrune(made);
    expect(await made.registry.manifest(one, digest)).toBeDefined();
  });

  test("go where a registry lists none: those that lost their last tag now", async () => {
    const made = await keepingWorld();
    const digest = made.registry.shown(one)[`release-${stampBefore(49)}`] ?? "";
    const orphans = (await manifests(made)) - 8 * 3;
    made.registry.listsManifests = () => false;
    const look = await startPrune(made, { dryRun: true });
    expect(look.lines.join("\n")).not.toContain("without a tag");
    expect((await startPrune(made)).status).toBe(0);
    expect(await made.registry.manifest(one, digest)).toBeUndefined();
    made.registry.listsManifests = () => true;
    expect(await manifests(made)).toBe(5 * 3 + orphans);
  });

  test("all stay if one cannot be read, and the run says so", async () => {
    const made = await keepingWorld();
    const before = await manifests(made);
    made.registry.refuse = ({ verb }) => (verb === "manifests" ? "page 2 is missing" : undefined);
    const { status, problems } = await startPrune(made);
    expect(status).toBe(1);
    expect(problems).toEqual([
      expect.objectContaining({
        code: "retention-unknown",
        message: `No image without a tag is removed from ${one}: page 2 is missing.`,
      }),
    ]);
    made.registry.refuse = () => undefined;
    expect(await manifests(made)).toBe(before);
    expect(stampsIn(made)).toEqual([28, 21, 14, 7, 0].map(stampBefore));
  });

  test("stay if something that had to stay is gone after the tags", async () => {
    const made = await keepingWorld();
    const before = await manifests(made);
    let begun = false;
    made.registry.keeps = () => {
      if (!begun) made.registry.removeTag(one, `release-${stampBefore(7)}`);
      begun = true;
      return undefined;
    };
    expect((await startPrune(made)).status).toBe(1);
    expect(await manifests(made)).toBe(before);
  });

  test("stay if a build that began meanwhile needs them, or a list lacks what does", async () => {
    const made = await keepingWorld();
    const old = made.registry.push(one, { content: "an old build" });
    const index = await made.registry.manifest(one, old);
    const parts = JSON.parse(Buffer.from(index?.bytes ?? []).toString()) as { manifests: { digest: string }[] };
    for (const { digest } of [{ digest: old }, ...parts.manifests]) made.registry.pushedAt.set(digest, long);
    const list = made.registry.manifests;
    let lists = 0;
    let built = "";
    Object.assign(made.registry, {
      manifests: async (repository: string) => {
        const manifests = await list(repository);
        // The same images in a new index, which nobody tagged yet.
        if (++lists === 1) {
          const again = makeManifest("application/vnd.oci.image.index.v1+json", { ...parts, annotations: { build: "2" } });
          built = again.digest;
          await made.registry.putManifest(one, built, again);
          made.registry.pushedAt.set(built, made.now.getTime());
        }
        return manifests;
      },
    });
    expect((await startPrune(made)).status).toBe(0);
    expect(lists).toBe(2);
    expect(await made.registry.manifest(one, old)).toBeUndefined();
    for (const { digest } of [{ digest: built }, ...parts.manifests])
      expect(await made.registry.manifest(one, digest)).toBeDefined();
  });

  test.each([true, false])("keep their signature if their registry refuses to remove them: %s", async (refuses) => {
    const made = await keepingWorld();
    const { registry } = made;
    const image = registry.push(one, { content: "popular" });
    const mediaType = "application/vnd.oci.image.index.v1+json";
    const put = (content: object, reference?: string) => {
      const manifest = makeManifest(mediaType, { schemaVersion: 2, mediaType, manifests: [], ...content });
      return registry.putManifest(one, reference ?? manifest.digest, manifest).then(() => manifest.digest);
    };
    const signature = await put({ subject: { digest: image }, annotations: { is: "a signature" } });
    const list = await put({ manifests: [{ mediaType, digest: signature, size: 1 }] }, image.replace(":", "-"));
    for (const { digest } of (await registry.manifests(one)) ?? []) registry.pushedAt.set(digest, long);
    registry.keeps = (_, reference) =>
      refuses && reference === image ? { outcome: "kept", reason: "it has more than 5,000 downloads" } : undefined;
    const { status } = await startPrune(made);
    expect(status).toBe(0);
    for (const digest of [image, signature, list]) expect((await registry.manifest(one, digest)) !== undefined).toBe(refuses);
    expect((registry.shown(one)[image.replace(":", "-")] ?? "").startsWith("sha256:")).toBe(refuses);
  });
});

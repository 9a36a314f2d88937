import { afterAll, describe, expect, test } from "@jest/globals";
import type { Digest } from "../../../src/core/lib/digest.ts";
import { removeFolders } from "../../support/git.ts";
import { memoryTarget } from "../../support/memory-pin-targets.ts";
import { type MemoryRun, memoryRun } from "../../support/memory-run.ts";
import {
  configured,
  digestOf,
  one,
  publish,
  stampBefore,
  stampsIn,
  startPrune,
  startWhen,
  two,
} from "../../support/prune-world.ts";

afterAll(removeFolders);

const left = [28, 21, 14, 7, 0].map(stampBefore);
const pinned = stampBefore(42);
const pins = "pins: [{ repository: octo/k8s, files: ['*.yaml'] }]\n";

/** Weekly publications, and a keep-file. */
function world(keep = "# nothing", more = ""): MemoryRun {
  const made = memoryRun({ ...configured("{ all: 30d, keep-file: keep.txt }", more), "keep.txt": `${keep}\n` });
  for (let week = 7; week >= 0; week--) publish(made, { stamp: stampBefore(7 * week), shown: week === 0 });
  return made;
}

/** The manifest of the first platform in an index. */
async function platformOf({ registry }: MemoryRun, repository: string, reference: string): Promise<Digest> {
  const index = await registry.manifest(repository, reference);
  const { manifests } = JSON.parse(Buffer.from(index?.bytes ?? []).toString()) as { manifests: { digest: Digest }[] };
  return manifests[0]?.digest ?? "sha256:";
}

describe("a need may name the manifest of one platform: some clusters do", () => {
  test.each<[string, (digest: string) => string]>([
    ["with its repository", (digest) => `${one}@${digest}`],
    ["with a mirror", (digest) => `mirror.example.org/one/app@${digest}`],
    ["alone", (digest) => digest],
  ])("in a keep-file, %s", async (_, line) => {
    const digest = await platformOf(world(), one, `release-${pinned}`);
    const made = world(line(digest));
    const { status, lines } = await startPrune(made);
    expect(status).toBe(0);
    expect([stampsIn(made), stampsIn(made, two)]).toEqual([
      [pinned, ...left],
      [pinned, ...left],
    ]);
    expect(lines).toContainEqual(expect.stringMatching(new RegExp(`${pinned} +kept by keep\\.txt:1`)));
  });

  test("in a file of `pins`", async () => {
    const made = world("# nothing", pins);
    const digest = await platformOf(made, one, `release-${pinned}`);
    made.pinTargets["octo/k8s"] = memoryTarget({ "squid.yaml": `image: ${two}@${digest}\n` });
    expect((await startPrune(made)).status).toBe(0);
    expect([stampsIn(made), stampsIn(made, two)]).toEqual([
      [pinned, ...left],
      [pinned, ...left],
    ]);
  });

  test("in a pin that came meanwhile", async () => {
    const made = world("# nothing", pins);
    const digest = await platformOf(made, one, `release-${pinned}`);
    made.pinTargets["octo/k8s"] = memoryTarget({ "app.yaml": "a: 1\n" });
    await startWhen(
      made,
      (_, tag) => tag === `release-${stampBefore(49)}`,
      () => {
        made.pinTargets["octo/k8s"] = memoryTarget({ "app.yaml": `image: ${one}@${digest}\n` });
        made.now = new Date(made.now.getTime() + 61_000);
      },
    );
    expect(stampsIn(made)).toEqual([pinned, ...left]);
  });

  test("of a candidate", async () => {
    const tag = "rc.release.0123456789ab";
    const candidate = (made: MemoryRun): MemoryRun => {
      const source = "https://github.example.org/osg/images";
      const annotations = { "io.github.tagstream.built": "20260601-0617", "org.opencontainers.image.source": source };
      made.registry.setTag(one, tag, made.registry.push(one, annotations));
      return made;
    };
    const withCandidates = (keep: string): MemoryRun =>
      candidate(
        memoryRun({
          ...configured("{ all: 30d, candidates: 14d, keep-file: keep.txt }", "promotion: { max-age: 7d }\n"),
          "keep.txt": `${keep}\n`,
        }),
      );
    const digest = await platformOf(withCandidates("# nothing"), one, tag);
    const [needed, free] = [withCandidates(`${one}@${digest}`), withCandidates("# nothing")];
    for (const made of [needed, free]) {
      publish(made, { stamp: stampBefore(0), shown: true });
      expect((await startPrune(made)).status).toBe(0);
    }
    expect(Object.keys(needed.registry.shown(one))).toContain(tag);
    expect(Object.keys(free.registry.shown(one))).not.toContain(tag);
  });

  test("what such a digest is of, and cannot be read, stops the run", async () => {
    const made = world(`${one}@sha256:${"a".repeat(64)}`);
    const digest = digestOf(made, pinned);
    made.registry.refuse = ({ verb, reference }) => (verb === "manifest" && reference === digest ? "down" : undefined);
    const { status, problems, writes } = await startPrune(made);
    expect({ status, writes }).toEqual({ status: 1, writes: [] });
    expect(problems).toEqual([expect.objectContaining({ code: "retention-unknown", message: expect.stringContaining(digest) })]);
  });

  test("needs that tags explain cost no request", async () => {
    const digest = digestOf(world(), pinned);
    const made = world(`${one}@${digest}`);
    made.registry.refuse = ({ verb, reference }) =>
      verb === "manifest" && reference.startsWith("sha256:") ? "nobody should ask" : undefined;
    expect((await startPrune(made)).status).toBe(0);
    expect(stampsIn(made)).toEqual([pinned, ...left]);
  });
});

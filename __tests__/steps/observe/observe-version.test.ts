import { describe, expect, test } from "@jest/globals";
import { createRegistry } from "../../../src/adapters/registry/index.ts";
import type { Digest } from "../../../src/core/lib/digest.ts";
import { failure } from "../../../src/core/lib/problems/problem.ts";
import { lineTags, parseVersion, type Version } from "../../../src/core/versions/version.ts";
import { newestIn } from "../../../src/core/versions/version-step.ts";
import type { Registry } from "../../../src/ports/registry.ts";
import { createVersionObserver } from "../../../src/steps/observe/observe-version.ts";
import { convergeVersion } from "../../../src/steps/reconcile/version.ts";
import { makeLog } from "../../support/engine.ts";
import { makeDigest, makeUnit } from "../../support/units.ts";

const [one, two] = ["one.example.org/osg/app", "two.example.org/osg/app"] as const;
const destinations = [one, two].map((repository) => ({ repository, required: repository === one }));
const unit = makeUnit("app:release", { versions: { gitTag: "v{version}" }, destinations });
const version = parseVersion("1.3.1") as Version;

type Tags = Record<string, string>;

/** Registries in memory: what they hold, what they were asked, and which tags the n-th listing of a repository lacks. */
class Registries {
  readonly asked: string[] = [];
  readonly tags = new Map<string, Map<string, Digest>>();
  readonly digests = new Map<string, Set<Digest>>();
  late: (repository: string, tag: string, listing: number) => boolean = () => false;
  refuses: (repository: string, act: string) => boolean = () => false;

  constructor(contents: Record<string, Tags>) {
    for (const [repository, tags] of Object.entries(contents)) {
      const entries = Object.entries(tags).map(([tag, text]): [string, Digest] => [tag, makeDigest(text)]);
      this.tags.set(repository, new Map(entries));
      this.digests.set(repository, new Set(entries.map(([, digest]) => digest)));
    }
  }

  count(act: string): number {
    return this.asked.filter((entry) => entry === act).length;
  }

  readonly port: Registry = {
    ...createRegistry({ environment: {} }),
    resolve: async (repository, reference) => {
      this.#ask("resolve", repository, reference);
      if (!reference.startsWith("sha256:")) return this.tags.get(repository)?.get(reference);
      return [...(this.digests.get(repository) ?? [])].find((digest) => digest === reference);
    },
    tags: async (repository) => {
      this.#ask("list", repository);
      const listing = this.count(`list ${repository}`);
      return [...(this.tags.get(repository)?.keys() ?? [])].filter((tag) => !this.late(repository, tag, listing));
    },
    manifest: async (_, reference) => ({ digest: reference as Digest, mediaType: "", bytes: new Uint8Array() }),
    claim: async (repository, tag, { digest }) => {
      this.#put(repository, tag, digest);
      return digest;
    },
    putManifest: async (repository, tag, { digest }) => this.#put(repository, tag, digest),
    copy: async (digest, from, to) => {
      this.#ask("read", from);
      this.#ask("copy", to);
      this.digests.get(to)?.add(digest);
    },
  };

  #put(repository: string, tag: string, digest: Digest): void {
    this.#ask("put", repository, tag);
    this.tags.get(repository)?.set(tag, digest);
  }

  #ask(act: string, repository: string, what = ""): void {
    if (this.refuses(repository, act)) throw failure("registry-denied", `${repository} says no`);
    this.asked.push([act, repository, what].join(" ").trim());
  }
}

const newest = async (registries: Registries): Promise<string[]> => {
  const seen = await createVersionObserver(registries.port)(unit, version);
  return lineTags(unit, version.text).map((line) => newestIn(line, unit, version, seen.destinations));
};

const older = { "1.3.0": "A", "1.3": "A" };
const old = { ...older, "1.4.0": "B", "1.4": "B", "1": "B" };

describe("what is newest in a line", () => {
  test.each<[string, Tags, Tags]>([
    ["the first registry has nothing", {}, old],
    ["the first registry missed it", { ...older, "1": "A" }, old],
    ["the other missed it", old, older],
  ])("is looked for in every registry: %s", async (_, first, second) => {
    const registries = new Registries({ [one]: first, [two]: second });
    expect(await newest(registries)).toEqual(["1.3.1", "1.4.0"]);
    expect([registries.count(`list ${one}`), registries.count(`list ${two}`)]).toEqual([1, 1]);
  });

  test("is listed once per repository for the units of an image", async () => {
    const registries = new Registries({ [one]: {}, [two]: old });
    const observer = createVersionObserver(registries.port);
    const other = makeUnit("app:el9", { versions: { gitTag: "v{version}" }, destinations, variant: { os: "el9" } });
    await Promise.all([observer(unit, version), observer(other, version)]);
    expect(registries.asked.filter((entry) => entry.startsWith("list"))).toEqual([`list ${one}`, `list ${two}`]);
  });

  test("an optional registry that is down holds nothing back", async () => {
    const registries = new Registries({ [one]: {}, [two]: old });
    registries.refuses = (repository) => repository === two;
    expect(await newest(registries)).toEqual(["1.3.1", "1.3.1"]);
  });

  test.each([
    [one, old, {}],
    [two, {}, old],
  ])("a list that lags is asked again, and no other: %s", async (lagging, first, second) => {
    const registries = new Registries({ [one]: first, [two]: second });
    registries.late = (repository, tag, listing) => repository === lagging && tag === "1.4.0" && listing === 1;
    expect(await newest(registries)).toEqual(["1.3.1", "1.4.0"]);
    const other = lagging === one ? two : one;
    expect([registries.count(`list ${lagging}`), registries.count(`list ${other}`)]).toEqual([2, 1]);
  });

  test("a line that shows a version of another registry waits for no list", async () => {
    const registries = new Registries({ [one]: { "1": "B" }, [two]: old });
    expect(await newest(registries)).toEqual(["1.3.1", "1.4.0"]);
    expect(registries.count(`list ${one}`)).toBe(1);
  });
});

describe("a patch of an older line", () => {
  const digest = makeDigest("D");
  const patch = async (first: Tags, second: Tags, change: Partial<Registries> = {}, of = unit) => {
    const registries = Object.assign(new Registries({ [one]: first, [two]: second }), change);
    registries.digests.get(one)?.add(digest);
    const { problem, warnings } = await convergeVersion(of, version, { digest }, registries.port, makeLog());
    const lines = [one, two].map((repository) => registries.tags.get(repository)?.get("1"));
    return { problem, warnings: warnings.length, lines, asked: registries.asked };
  };
  const newer = makeDigest("B");

  test("after the first registry has changed: the newer line stays", async () => {
    expect(await patch({}, old)).toMatchObject({ problem: undefined, lines: [undefined, newer] });
  });

  test("an optional registry that may not be written still says what is newest", async () => {
    const refuses = (repository: string, act: string) => repository === two && ["copy", "put"].includes(act);
    expect(await patch({}, old, { refuses })).toMatchObject({ problem: undefined, warnings: 1, lines: [undefined, newer] });
  });

  test("a line stays where it is for what an optional registry alone has, and that is copied nowhere", async () => {
    const { asked, ...rest } = await patch({ "1": "D" }, old);
    expect(rest).toEqual({ problem: undefined, warnings: 0, lines: [digest, newer] });
    expect(asked.filter((entry) => entry === `copy ${one}`)).toHaveLength(0);
  });

  test("a line that shows it is put right with what the other required registry has", async () => {
    const both = destinations.map((destination) => ({ ...destination, required: true }));
    const { asked, ...rest } = await patch({ "1": "D" }, old, {}, { ...unit, destinations: both });
    expect(rest).toEqual({ problem: undefined, warnings: 0, lines: [newer, newer] });
    expect(asked.filter((entry) => entry === `copy ${one}`)).toHaveLength(1);
  });
});

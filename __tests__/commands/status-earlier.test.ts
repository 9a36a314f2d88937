import { readdirSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import type { Digest } from "../../src/core/lib/digest.ts";
import { defaultGenerator } from "../../src/core/packages/generator.ts";
import type { Status } from "../../src/core/status/status.ts";
import { type FollowedProject, followedProject, place } from "../support/followed-project.ts";
import { makeFolder, removeFolders } from "../support/git.ts";
import { statusOf } from "../support/status-of.ts";

afterAll(removeFolders);

const moment = "2026-11-24 10:00";

describe("an earlier status in the folder", () => {
  let project: FollowedProject;
  let whole: Status;
  beforeAll(async () => {
    project = followedProject("soak: 1d", {
      images: "  squid: { context: squid }\n  xcache: { context: xcache, base: squid }",
      files: { "xcache/Dockerfile": "FROM one.example.org/osg/squid:fresh\n" },
    });
    const { registry } = project.made;
    for (const [index, day] of ["02", "09", "16"].entries()) {
      registry.installed = [`pkg:deb/debian/bash@5.2-${index}?arch=amd64`, "pkg:deb/debian/dash@1?arch=amd64"];
      await project.at(`2026-11-${day} 06:17`);
    }
    whole = (await statusOf(project, moment)).document;
  });

  /** The status with what is in a folder, and the images that it read: their manifests and blobs. */
  async function again(folder: string) {
    const { registry } = project.made;
    const read: string[] = [];
    registry.refuse = ({ verb, reference }) => {
      if (verb === "blob" || verb === "blobStream" || verb === "manifest") read.push(reference);
      return undefined;
    };
    const end = await statusOf(project, moment, { folder });
    registry.refuse = () => undefined;
    return { ...end, read };
  }

  test("saves every read of an image, which registries count as a pull, and changes no fact", async () => {
    const folder = makeFolder();
    const first = await again(folder);
    expect(first.read.length).toBeGreaterThan(0);
    expect(first.document).toEqual(whole);
    const second = await again(folder);
    expect(second.document).toEqual(whole);
    // What a unit published last is read, as by every command: it may be a rollback, or orphaned.
    const newest = new Set(whole.units.map(({ publications }) => publications[0]?.digest));
    expect(second.read.filter((reference) => !newest.has(reference as Digest))).toEqual([]);
    expect(whole.units.flatMap(({ publications }) => publications.map(({ packages }) => packages?.changed))).toContain(1);
  });

  const others: [string, string][] = [
    ["no JSON", "{"],
    ["nothing", ""],
    ["something else", '{"version":1,"units":[]}'],
    ["another version's", '{"version":2}'],
    ["a list deep in itself", "[".repeat(100_000)],
    ["lies of the wrong form", JSON.stringify({ version: 1, generated: "now", limit: -1, units: "all", notes: null })],
  ];

  test.each(others)("that is %s costs a note, and nothing else", async (_, text) => {
    const folder = makeFolder();
    writeFileSync(path.join(folder, "status.json"), text);
    const { document, status } = await again(folder);
    expect({ ...document, notes: [] }).toEqual({ ...whole, notes: [] });
    expect(document.notes.at(-1)).toContain("status.json of an earlier run is of no use");
    expect(status).toBe(0);
  });

  test("that is huge is not read", async () => {
    const folder = makeFolder();
    writeFileSync(path.join(folder, "status.json"), "");
    truncateSync(path.join(folder, "status.json"), 3_000_000_000);
    const { document } = await again(folder);
    expect(document.notes.at(-1)).toContain("of no use (too long)");
    expect(document.units).toEqual(whole.units);
  });

  test("that is a link out of the folder is neither read nor written to", async () => {
    const [folder, outside] = [makeFolder(), makeFolder()];
    const other = path.join(outside, "theirs.json");
    writeFileSync(other, "theirs");
    symlinkSync(other, path.join(folder, "status.json"));
    const { document } = await again(folder);
    expect(document.notes.at(-1)).toContain("of no use (outside)");
    expect(readdirSync(outside, { withFileTypes: true }).map(({ name }) => name)).toEqual(["theirs.json"]);
    const files = readdirSync(folder, { withFileTypes: true });
    expect(files.filter((file) => file.isSymbolicLink())).toEqual([]);
  });

  test("whose packages are of other digests does not count", async () => {
    const folder = makeFolder();
    const lie = { changed: 99, total: 99, changes: [] };
    const units = whole.units.map((unit) => ({
      ...unit,
      publications: unit.publications.map((one) => ({
        ...one,
        digest: `sha256:${"0".repeat(64)}`,
        packages: lie,
        bases: ["a lie"],
      })),
    }));
    writeFileSync(path.join(folder, "status.json"), JSON.stringify({ ...whole, units }));
    expect((await again(folder)).document).toEqual(whole);
  });

  test("gives the packages of publications that are no longer compared", async () => {
    const { registry } = project.made;
    const annotations = registry.annotationsOf(`${place}/squid`, "fresh");
    for (const day of ["17", "18", "19", "20", "21", "22", "23", "24", "25", "26"]) {
      const packages = [`pkg:deb/debian/bash@5.3-${day}?arch=amd64`];
      const digest = registry.push(`${place}/squid`, annotations, [], {
        content: { day },
        packages,
        generator: defaultGenerator,
      });
      registry.setTag(`${place}/squid`, `fresh-202611${day}-0617`, digest);
    }
    const folder = makeFolder();
    const plain = (await statusOf(project, "2026-11-27 10:00", { folder, only: ["squid:fresh"] })).unit("squid:fresh");
    expect(plain.publications.map(({ packages }) => packages !== undefined)).toEqual([
      ...Array(10).fill(true),
      false,
      false,
      false,
    ]);
    const before = makeFolder();
    writeFileSync(path.join(before, "status.json"), JSON.stringify(whole));
    const known = (await statusOf(project, "2026-11-27 10:00", { folder: before, only: ["squid:fresh"] })).unit("squid:fresh");
    expect(known.publications.map(({ packages }) => packages !== undefined)).toEqual([...Array(12).fill(true), false]);
  });
});

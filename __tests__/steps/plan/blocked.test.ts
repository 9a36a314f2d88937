import { afterAll, describe, expect, test } from "@jest/globals";
import { change, go, type Image, images, of, place, project } from "../../support/blocked-runs.ts";
import { removeFolders } from "../../support/git.ts";
import { block } from "../../support/hold-block.ts";
import { makeHoldText } from "../../support/holds.ts";
import type { RegistryCall } from "../../support/memory-registry.ts";

afterAll(removeFolders);

describe("what a registry does not tell of one unit blocks that one, and the others are published", () => {
  test.each<[string, Image, (call: RegistryCall) => string | undefined]>([
    ["its tags cannot be listed", "squid", of("squid", place, "tags")],
    ["its stream tag cannot be read, whatever it is", "squid", of("squid", place, "resolve")],
  ])("%s", async (_, image, refuse) => {
    const made = project();
    made.registry.refuse = refuse;
    const { status, moved, details, problems, summary } = await go(made, "schedule");
    expect({ status, moved }).toEqual({ status: 1, moved: ["base", "app", "xcache"] });
    expect(details).toMatch(new RegExp(`${image}:release +blocked +cannot be read: .*refused ${image}`));
    expect(details).toContain("3 of 4 images published, byte for byte as tested · 1 blocked");
    expect(problems).toEqual([expect.stringMatching(`^error plan-registry-unknown ${image}:release: cannot be read`)]);
    expect(summary).toContain("**blocked**: cannot be read");
  });

  test("an optional unit is a warning, and the run is green", async () => {
    const made = project();
    made.registry.refuse = of("xcache", place, "tags", "resolve", "manifest", "assertCanPush");
    const { status, moved, problems, details } = await go(made, "schedule");
    expect({ status, moved }).toEqual({ status: 0, moved: ["base", "app", "squid"] });
    expect(problems).toEqual([expect.stringMatching("^warning plan-registry-unknown xcache:release")]);
    expect(details).toContain("(does not make the run red)");
  });

  test("what is built on it is blocked with it, and names it", async () => {
    const made = project();
    made.registry.refuse = of("base", place, "tags");
    const { status, moved, details } = await go(made, "schedule");
    expect({ status, moved }).toEqual({ status: 1, moved: ["squid", "xcache"] });
    expect(details).toMatch(/app:release +blocked +its base base:release is blocked/);
  });

  test("what is built on a base that is not selected is blocked, and says why", async () => {
    const made = project();
    await go(made, "schedule");
    made.registry.refuse = of("base", place, "tags");
    const { status, moved, details } = await go(made, "schedule", { only: ["app", "squid"] });
    expect({ status, moved }).toEqual({ status: 1, moved: ["squid"] });
    expect(details).toMatch(/app:release +blocked +its base base:release cannot be read: .*refused base/);
    expect(details).toMatch(/base:release +leave +not selected/);
  });

  test("a registry that is optional blocks nothing, whatever it refuses", async () => {
    const made = project();
    made.registry.refuse = of("squid", "two.example.org/osg", "tags", "resolve", "manifest", "assertCanPush", "copy", "claim");
    const { status, moved, details } = await go(made, "schedule");
    expect({ status, moved }).toEqual({ status: 0, moved: [...images] });
    expect(details).not.toContain("blocked");
  });

  test.each([
    ["its stream tag", (reference: string) => reference === "release"],
    ["its candidate", (reference: string) => reference.startsWith("rc.")],
  ])("%s cannot be read at a push", async (_, refused) => {
    const made = project();
    await go(made, "push");
    change(made, ["base", "app", "squid", "xcache"]);
    made.registry.refuse = ({ verb, repository, reference }) =>
      repository === `${place}/squid` && verb !== "putManifest" && refused(reference) ? "no such luck" : undefined;
    const { status, moved, details } = await go(made, "push");
    expect({ status, moved }).toEqual({ status: 1, moved: ["base", "app", "xcache"] });
    expect(details).toMatch(/squid:release +blocked +cannot be read: no such luck/);
  });

  test("a candidate of a base: what would be built on it is blocked, the others are built", async () => {
    const made = project();
    await go(made, "push");
    change(made, ["base", "squid"]);
    made.registry.refuse = ({ repository, reference }) =>
      repository === `${place}/base` && reference.startsWith("rc.") ? "no such luck" : undefined;
    const { status, moved, details } = await go(made, "push");
    expect({ status, moved }).toEqual({ status: 1, moved: ["squid"] });
    expect(details).toMatch(/base:release +blocked +cannot be read: no such luck/);
    expect(details).toMatch(/app:release +blocked +its base base:release is blocked/);
  });

  test.each([
    ["cannot be read", "no such luck"],
    ["is gone", "one.example.org/osg/base no longer has sha256:"],
  ])("an image that a hold keeps %s: what is built on it is blocked, the base is not", async (what, words) => {
    const made = project();
    await go(made, "push");
    const held = made.registry.shown(`${place}/base`)["release"] ?? "";
    const data = { version: 1, units: ["base:release"], reason: "it broke", owner: "octo", expires: "2026-11-27" };
    made.holds.push({ ...makeHoldText(block({ ...data, digests: { "base:release": held } })), counts: true });
    change(made, ["base", "squid"]);
    made.registry.refuse = ({ verb, reference }) =>
      what === "cannot be read" && verb === "manifest" && reference === held ? "no such luck" : undefined;
    made.registry.lacks = ({ verb, reference }) => what === "is gone" && verb === "manifest" && reference === held;
    const { status, moved, details } = await go(made, "push");
    expect({ status, moved }).toEqual({ status: 1, moved: ["squid"] });
    expect(details).toContain(`its base base:release is held at an image that cannot be read: ${words}`);
    expect(details).toMatch(/app:release +blocked/);
    expect(Object.keys(made.registry.shown(`${place}/base`)).filter((tag) => /^release-\d/.test(tag))).toHaveLength(2);
  });

  test.each([
    ["its tag", place, (reference: string) => reference === "1.2.3", 1, undefined],
    ["its tag in a registry that is optional", "two.example.org/osg", (reference: string) => reference === "1.2.3", 0, "1.2.3"],
    ["a line", place, (reference: string) => reference === "1.2", 1, undefined],
  ])("%s of a version", async (_, host, refused, expected, tag) => {
    const made = project();
    await go(made, "push");
    made.registry.refuse = ({ repository, reference }) =>
      repository === `${host}/squid` && refused(reference) ? "no such luck" : undefined;
    const { status } = await go(made, "refs/tags/v1.2.3");
    expect(status).toBe(expected);
    expect(made.registry.shown(`${place}/app`)["1.2.3"]).toBe(made.registry.shown(`${place}/app`)["release"]);
    expect(made.registry.shown(`${place}/squid`)["1.2.3"] === undefined ? undefined : "1.2.3").toBe(tag);
  });

  test("a version that exists, and was made of something else, keeps the others from nothing", async () => {
    const made = project();
    await go(made, "push");
    await go(made, "refs/tags/v1.2.3", { only: ["squid"] });
    const taken = made.registry.shown(`${place}/squid`)["1.2.3"];
    change(made, ["squid"]);
    const { status, problems } = await go(made, "refs/tags/v1.2.3");
    expect(status).toBe(1);
    expect(problems).toEqual([expect.stringMatching("^error version-taken squid:release: .* A version tag never changes")]);
    expect(made.registry.shown(`${place}/app`)["1.2.3"]).toBe(made.registry.shown(`${place}/app`)["release"]);
    expect(made.registry.shown(`${place}/squid`)["1.2.3"]).toBe(taken);
  });

  test("a proposed change that does not touch it is green, and one that does is red", async () => {
    const made = project();
    await go(made, "push");
    made.registry.refuse = of("squid", place, "tags");
    change(made, ["xcache"]);
    expect((await go(made, "pull_request")).status).toBe(0);
    change(made, ["xcache", "squid"], "third");
    made.registry.refuse = ({ verb, repository, reference }) =>
      of("squid", place, "tags")({ verb, repository, reference }) ?? (reference.endsWith("pr-7") ? "no such luck" : undefined);
    const { status, details } = await go(made, "pull_request");
    expect(status).toBe(1);
    expect(details).toMatch(/squid:release +blocked/);
    expect(made.comments.at(-1)).toMatch(/\*\*blocked\*\*: cannot be read: .*; could not read what its tag shows/);
  });
});

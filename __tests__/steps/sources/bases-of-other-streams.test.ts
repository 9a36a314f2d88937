import { mkdirSync } from "node:fs";
import path from "node:path";
import { afterAll, describe, expect, test } from "@jest/globals";
import { buildJob } from "../../../src/commands/build.ts";
import { plan } from "../../../src/commands/plan.ts";
import { publishPlan } from "../../../src/commands/publish.ts";
import { rollback } from "../../../src/commands/rollback.ts";
import type { Digest } from "../../../src/core/lib/digest.ts";
import { parseIndex } from "../../../src/core/oci/image-index.ts";
import { imagesResolved } from "../../../src/steps/observe/provenance.ts";
import { makeFolder, removeFolders } from "../../support/git.ts";
import { decisions, pushOf, pushTo, type Releases, releaseRuns } from "../../support/release-runs.ts";

afterAll(removeFolders);

const place = "one.example.org/osg";
const configuration = `registries: [${place}]
streams: { release: { from: { tag: "v{version}" } }, edge: {}, lts: { from: { branch: 1.x } } }
images:
  base: { context: base, streams: [release] }
  app: { context: app, streams: [edge] }
  old: { context: app, streams: [lts] }
`;

/** `app:edge` of the default branch says in its Dockerfile that it is built on `base:release` of git tags. */
function project(app = `FROM ${place}/base:release\n`): Releases {
  const made = releaseRuns(configuration);
  made.repository.git("branch", "1.x");
  made.repository.git("push", "--quiet", "origin", "1.x");
  made.land("main", { "base/Dockerfile": "FROM busybox\n", "app/Dockerfile": app });
  made.tag("v1.0.0");
  return made;
}

const weekly = { name: "schedule" };
const shown = ({ registry }: Releases, image: string, stream: string) => registry.shown(`${place}/${image}`)[stream];

/** What an image was built on, as its provenance names it. */
async function builtOn({ registry }: Releases, image: string, stream: string): Promise<Digest[]> {
  const repository = `${place}/${image}`;
  const source = {
    manifest: (digest: Digest) => registry.manifest(repository, digest),
    blob: (digest: Digest) => registry.blob(repository, digest),
  };
  const index = await source.manifest(registry.shown(repository)[stream] ?? "sha256:");
  const [platform] = index ? parseIndex(index.bytes).platforms : [];
  return ((platform && (await imagesResolved(source, platform)))?.images ?? []).map(({ digest }) => digest);
}

describe("a base of a stream with another source", () => {
  test("is planned with its child, in one job and before it", async () => {
    const made = project();
    const ended = await made.on(weekly);
    expect(ended.status).toBe(0);
    expect(ended.plan?.jobs.map(({ units }) => units)).toContainEqual(["base:release", "app:edge"]);
    expect(decisions(ended)["app:edge"]).toBe("build: scheduled rebuild, on base:release");
    expect(await builtOn(made, "app", "edge")).toEqual([shown(made, "base", "release")]);
  });

  test("is planned, built and published by jobs of their own", async () => {
    const made = project();
    const event = { ...weekly, runId: "77" };
    const planned = await made.on(event, plan);
    const file = planned.shown.outputs["plan"] ?? "";
    const records = path.join(makeFolder(), "records");
    mkdirSync(records);
    for (const { job } of JSON.parse(planned.shown.outputs["matrix"] ?? "").include)
      expect((await made.on(event, buildJob, { command: "build", plan: file, records, job })).status).toBe(0);
    expect((await made.on(event, publishPlan, { command: "publish", plan: file, records })).status).toBe(0);
    expect(await builtOn(made, "app", "edge")).toEqual([shown(made, "base", "release")]);
  });

  test("is used as published by a push to the child's branch, which builds what changed alone", async () => {
    const made = project();
    await made.on(weekly);
    const [base, built] = [shown(made, "base", "release"), made.built.length];
    made.days(1);
    const same = await made.on(pushTo(made));
    expect(decisions(same)).toEqual({
      "base:release": "leave: a base; this run is not about its stream",
      "app:edge": "leave: up to date",
    });
    made.land("main", { "app/version": "two\n", "base/version": "two\n" });
    const changed = await made.on(pushTo(made));
    expect(changed.status).toBe(0);
    expect(decisions(changed)["app:edge"]).toBe(
      "build: changed since 20261123-0617; it has no candidate, on the published base:release",
    );
    expect(await builtOn(made, "app", "edge")).toEqual([base]);
    expect([shown(made, "base", "release"), made.built.length - built]).toEqual([base, 1]);
  });

  test("that moved since makes a push build the child", async () => {
    const made = project();
    await made.on(weekly);
    made.days(1);
    made.tag("v1.1.0", made.land("main", { "base/Dockerfile": "FROM busybox:2\n" }));
    expect((await made.on(pushOf(made, "v1.1.0"))).status).toBe(0);
    made.days(1);
    const ended = await made.on(pushTo(made));
    expect(decisions(ended)["app:edge"]).toMatch(/^build: changed since /);
    expect(await builtOn(made, "app", "edge")).toEqual([shown(made, "base", "release")]);
  });

  test("leaves a proposed change's other images alone, and its candidate is promoted", async () => {
    const made = project();
    await made.on(weekly);
    made.days(1);
    const change = (head: string) => ({
      name: "pull_request",
      sha: head,
      ref: "refs/pull/7/merge",
      payload: {
        action: "opened",
        repository: { id: 1, default_branch: "main" },
        pull_request: { number: 7, user: { login: "octo" }, head: { sha: head, repo: { id: 1 } }, base: { ref: "main" } },
      },
    });
    const aside = await made.on(change(made.land("main", { "README.md": "more\n" })));
    expect(decisions(aside)["app:edge"]).toBe("leave: its inputs and tests are unchanged");
    const candidate = await made.on(change(made.land("main", { "app/version": "two\n" })));
    expect([candidate.status, decisions(candidate)["app:edge"]]).toEqual([0, "build: changed, on the published base:release"]);
    const built = made.built.length;
    const ended = await made.on(pushTo(made));
    expect(decisions(ended)["app:edge"]).toMatch(/^promote: tested in #7/);
    expect(made.built).toHaveLength(built);
  });

  test("that is held is used as held, in runs of all streams and of the child's branch alike", async () => {
    const made = project();
    await made.on(weekly);
    made.days(1);
    await made.on(weekly);
    made.days(1);
    const dispatch = { name: "workflow_dispatch" };
    await made.on(dispatch, rollback, { command: "rollback", only: ["base:release"], reason: "it broke" });
    const held = shown(made, "base", "release");
    made.days(1);
    expect((await made.on(weekly)).status).toBe(0);
    expect(await builtOn(made, "app", "edge")).toEqual([held]);
    made.days(1);
    expect(decisions(await made.on(pushTo(made)))["app:edge"]).toBe("leave: up to date");
    made.land("main", { "app/version": "two\n" });
    expect(decisions(await made.on(pushTo(made)))["app:edge"]).toMatch(/^build: changed since .*, on the held base:release$/);
    expect(await builtOn(made, "app", "edge")).toEqual([held]);
  });

  test("whose registry does not answer has a stranger's change built: nothing can be compared", async () => {
    const made = project();
    await made.on(weekly);
    made.days(1);
    made.registry.refuse = ({ repository }) => (repository.endsWith("/base") ? "timeout" : undefined);
    const head = made.land("main", { "README.md": "more\n" });
    const ended = await made.on({
      name: "pull_request",
      sha: head,
      ref: "refs/pull/8/merge",
      payload: {
        action: "opened",
        repository: { id: 1, default_branch: "main" },
        pull_request: { number: 8, user: { login: "stranger" }, head: { sha: head, repo: { id: 2 } }, base: { ref: "main" } },
      },
    });
    expect(decisions(ended)).toEqual({
      "base:release": "leave: a base; this run is not about its stream",
      "app:edge": expect.stringMatching(/^build: cannot compare its inputs: .*the published image of base:release/),
    });
  });

  test("that was never published blocks the child of a push, and says what to do", async () => {
    const made = project();
    await expect(made.on(pushTo(made))).rejects.toThrow(
      /its base base:release is not published yet, and this run is not about its stream\. Start the workflow by hand/,
    );
  });

  test("that has no source yet is an image like any other", async () => {
    const made = releaseRuns(configuration);
    made.land("main", { "base/Dockerfile": "FROM busybox\n", "app/Dockerfile": `FROM ${place}/base:release\n` });
    const ended = await made.on({ ...weekly, runId: "78" }, plan);
    expect(decisions(ended)["app:edge"]).toBe("build: scheduled rebuild");
    const file = ended.shown.outputs["plan"] ?? "";
    const records = path.join(makeFolder(), "records");
    mkdirSync(records);
    const job = "app.edge";
    expect((await made.on({ ...weekly, runId: "78" }, buildJob, { command: "build", plan: file, records, job })).status).toBe(0);
  });
});

test("a faulty Dockerfile at a source blocks its own units alone", async () => {
  const made = project();
  // At the branch, `old` would be built on an image that is itself built on `old`.
  made.land("1.x", { "app/Dockerfile": `FROM ${place}/app:edge\n` });
  made.land("main", { "app/Dockerfile": `FROM ${place}/old:lts\n` });
  const ended = await made.on(weekly);
  expect(decisions(ended)).toEqual({
    "base:release": "build: scheduled rebuild",
    "app:edge": expect.stringMatching(/^blocked: its base old:lts is blocked/),
    "old:lts": expect.stringMatching(/^blocked: at its source 1\.x \(app\/Dockerfile:1\): These images form a cycle of bases/),
  });
  expect(shown(made, "base", "release")).toBeDefined();
});

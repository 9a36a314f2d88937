/**
 * A build cache costs time at most: who writes it, who reads it, and what a broken one does.
 * @needs engine
 */
import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { ask } from "../support/ask.ts";
import { engine } from "../support/engine.ts";
import { forgetBuilds } from "../support/forget-builds.ts";
import { type Files, removeFolders } from "../support/git.ts";
import { type GitHub, startGitHub } from "../support/github-server.ts";
import { makeProject, type Project } from "../support/project.ts";
import { propose } from "../support/pull-request.ts";
import { type RecordedRequest, type Recorder, recordRegistry } from "../support/recorder.ts";
import { manifestOf, tagsOf } from "../support/registry-check.ts";
import { cleanUpSteps, type StepResult } from "../support/runner.ts";

/** What the test says of each image: the packages that a build installed, the base, and its own text. */
const shows = `#!/bin/sh
docker run --rm --network none "$TAGSTREAM_IMAGE" cat /packages /base /own | tr '\\n' ' ' | sed 's/^/shows: /'; echo
`;
/** In each step, so that the builder can forget this project's. */
const mark = `cache-${randomBytes(6).toString("hex")}`;
const own = `app/${mark}`;
const files: Files = {
  ".github/tagstream.yml": `registries: [REGISTRY]
defaults: { packages: false, cache: true }
images:
  base: { context: base }
  app: { context: app, tests: [{ script: tests/shows.sh }] }
`,
  "base/Dockerfile": `FROM busybox:1.36\nRUN echo ${mark} && echo 1 > /base\n`,
  "app/Dockerfile": `FROM REGISTRY/base:release\nRUN echo ${mark} && cat /proc/sys/kernel/random/uuid > /packages\nCOPY ${mark} /own\nRUN touch /${mark}\n`,
  [own]: "first\n",
  "tests/shows.sh": shows,
};

let github: GitHub;
let recorder: Recorder;
let project: Project;
let app: string;
let refuse: (request: RecordedRequest) => number | undefined;
let number = 500;

beforeAll(async () => {
  github = await startGitHub();
  recorder = await recordRegistry(engine("TAGSTREAM_TEST_REGISTRY"), { refuse: (request) => refuse(request) });
  project = makeProject(files, recorder.host);
  app = `${project.registry}/app`;
});
afterAll(async () => {
  cleanUpSteps();
  removeFolders();
  await recorder.close();
  await github.close();
});
beforeEach(() => {
  refuse = () => undefined;
  recorder.requests.length = 0;
});

interface Built {
  packages: string;
  base: string;
  own: string;
  log: string;
}

/** What the run's image shows; the run has to be green. */
async function built(run: Promise<StepResult>): Promise<Built> {
  const { status, log } = await run;
  const [, packages = "", base = "", text = ""] = /shows: (\S+) (\S+) (\S+)/.exec(log) ?? [];
  if (status !== 0 || text === "") throw new Error(log);
  return { packages, base, own: text, log };
}

/** The run of a pull request with this change, on a new runner: all that its builder can know is in the registry. */
function proposed(change: Files, of: "step" | "fork" = "step"): Promise<Built> {
  forgetBuilds(mark);
  const pull = propose(project.repository, change, ++number);
  if (of === "fork") return built(project.step(pull.fork({ id: 666 })));
  github.pulls.set(number, { state: "open", merged: false, head: pull.head, comments: [] });
  return built(project.step({ ...pull.step, env: { ...pull.step.env, ...github.env }, inputs: { token: "t" } }));
}

function onMain(change: Files = {}): Project {
  project.repository.git("checkout", "--quiet", "main");
  if (Object.keys(change).length > 0) project.repository.commit(change);
  project.repository.git("push", "--quiet", "origin", "main");
  forgetBuilds(mark);
  return project;
}

const cacheTags = async () => Object.entries(await tagsOf(app)).filter(([tag]) => tag.startsWith("cache."));
const cacheDigest = async () => (await manifestOf(app, "cache.release")).digest;

describe("one cache, from run to run", () => {
  let rebuilt: Built;

  test("a rebuild writes it, and reads none", async () => {
    const first = await built(onMain().weekly());
    const before = await cacheDigest();
    rebuilt = await built(onMain().weekly());
    expect(rebuilt.packages).not.toBe(first.packages);
    expect(rebuilt.log).not.toMatch(/importing cache|CACHED.*packages/);
    expect(await cacheDigest()).not.toBe(before);
    expect((await cacheTags()).map(([tag]) => tag)).toEqual(["cache.release"]);
  });

  test("a candidate has the rebuild's packages and its own change, and writes nothing", async () => {
    const before = await cacheTags();
    const candidate = await proposed({ [own]: "changed\n" });
    expect(candidate).toMatchObject({ packages: rebuilt.packages, own: "changed" });
    expect(candidate.log).toContain(`importing cache manifest from ${app}@${before[0]?.[1]}`);
    expect(await cacheTags()).toEqual(before);
  });

  test("so has a stranger's: it asks without a login, and writes nothing", async () => {
    const before = await tagsOf(app);
    recorder.requests.length = 0;
    expect(await proposed({ [own]: "strange\n" }, "fork")).toMatchObject({ packages: rebuilt.packages, own: "strange" });
    const asked = recorder.requests.filter(({ path }) => path.includes("/app/"));
    expect(asked.some(({ path }) => path.endsWith("/manifests/cache.release"))).toBe(true);
    expect(recorder.requests.filter(({ method }) => method !== "GET" && method !== "HEAD")).toEqual([]);
    expect(recorder.requests.filter(({ authorization }) => authorization !== undefined)).toEqual([]);
    expect(await tagsOf(app)).toEqual(before);
  });

  test("where the base's digest moves, the packages are new", async () => {
    const moved = { "base/Dockerfile": `FROM busybox:1.36\nRUN echo ${mark} && echo 2 > /base\n` };
    const candidate = await proposed(moved);
    expect(candidate).toMatchObject({ base: "2", own: "first" });
    expect(candidate.packages).not.toBe(rebuilt.packages);
  });

  test("a merge without a candidate reads it, and writes it again", async () => {
    const before = await cacheDigest();
    expect(await built(onMain({ [own]: "merged\n" }).push())).toMatchObject({ packages: rebuilt.packages, own: "merged" });
    expect(await cacheDigest()).not.toBe(before);
    expect(
      await proposed({ "app/Dockerfile": `${files["app/Dockerfile"]?.replace("REGISTRY", project.registry)}# more\n` }),
    ).toMatchObject({
      packages: rebuilt.packages,
      own: "merged",
    });
  });

  test("where it cannot be written, a rebuild is green all the same", async () => {
    const before = await cacheDigest();
    refuse = ({ method, path }) => (method === "PUT" && path.endsWith("/manifests/cache.release") ? 403 : undefined);
    const { packages } = await built(onMain().weekly());
    expect(packages).not.toBe(rebuilt.packages);
    expect(await cacheDigest()).toBe(before);
  });
});

describe("a cache that is of no use costs time, and no result", () => {
  let good: { digest: string; packages: string };
  beforeAll(async () => {
    refuse = () => undefined;
    const { packages } = await built(onMain().weekly());
    good = { digest: await cacheDigest(), packages };
  });

  const url = (path: string): string => {
    const [host, ...name] = app.split("/");
    return `http://${host}/v2/${name.join("/")}/${path}`;
  };
  const put = async (bytes: string) => {
    const headers = { "content-type": "application/vnd.oci.image.manifest.v1+json" };
    const answer = await ask(url("manifests/cache.release"), { method: "PUT", body: bytes, headers });
    expect(answer.status).toBe(201);
  };
  const contentOf = async (reference: string) => (await manifestOf(app, reference)).content;
  /** A clean-up of the registry took the layers, and left the manifest. */
  const withoutLayers = async () => {
    const { layers = [] } = (await contentOf(good.digest)) as { layers?: { digest: string }[] };
    for (const { digest } of layers) expect((await ask(url(`blobs/${digest}`), { method: "DELETE" })).status).toBe(202);
  };
  const withConfig = async (config: object) => put(JSON.stringify({ ...(await contentOf(good.digest)), config }));
  const refused = (status: number): void => {
    refuse = (request) => (isCache(request) ? status : undefined);
  };
  const isCache = ({ path }: RecordedRequest) => path.includes("/manifests/cache.") || path.includes(good.digest);

  // More that cannot be read: __tests__/steps/build/cache.test.ts.
  test.each<[string, () => void | Promise<void>, RegExp]>([
    ["private", () => refused(403), /without the cache \S+: .*refuse|denied/],
    ["not what it says", async () => withConfig((await platform()).config), /without the cache \S+: it is no build cache/],
    ["of a garbled inside", async () => garbled(), /without the cache \S+: it does not say when its steps ran/],
    ["without its layers", withoutLayers, /failed with the cache \S+\. Building again without a cache/],
  ])("%s", async (_, spoil, says) => {
    await withConfig(((await contentOf(good.digest)) as { config: object }).config);
    await spoil();
    const candidate = await proposed({ [own]: `${number}\n` });
    expect(candidate.log).toMatch(says);
    expect(candidate.packages).not.toBe(good.packages);
    expect(candidate.own).toBe(String(number - 1));
  });

  /** The manifest of the published image's only platform. */
  async function platform(): Promise<{ config: { digest: string; mediaType: string; size: number } }> {
    const { manifests = [] } = await contentOf("release");
    const { content } = await manifestOf(app, manifests[0]?.digest ?? "");
    return content as Awaited<ReturnType<typeof platform>>;
  }

  /** A cache whose records are those of an image: JSON, and nothing that BuildKit knows. */
  async function garbled(): Promise<void> {
    await withConfig({ ...(await platform()).config, mediaType: "application/vnd.buildkit.cacheconfig.v0" });
  }
});

import { afterAll, afterEach, describe, expect, test } from "@jest/globals";
import { Failure } from "../../../../src/core/lib/problems/problem.ts";
import type { TokenRights } from "../../../support/github/hosted/access.ts";
import {
  endPinWorlds,
  head,
  otherToken,
  ownToken,
  type PinWorld,
  pinWorld,
  proposalOn,
  propose,
} from "../../../support/pins-on-github.ts";

let world: PinWorld;
afterEach(() => expect(world.github.hosted.faults).toEqual([]));
afterAll(endPinWorlds);

/** The code and message of a Failure, which holds no token. */
async function refusalOf(work: Promise<unknown>): Promise<[string, string]> {
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof Failure)) throw new TypeError(`no Failure: ${error}`);
  const [problem] = error.problems;
  const whole = `${error.stack}${JSON.stringify(error)}`;
  expect(whole.includes(ownToken) || whole.includes(otherToken)).toBe(false);
  return [problem?.code ?? "", problem?.message ?? ""];
}

describe("what the run's own token lacks", () => {
  const lacks: [string, Partial<TokenRights>, string, string][] = [
    ["contents: read", { contents: undefined } as never, "github-denied", "contents: read"],
    ["contents: write", { contents: "read" }, "github-denied", "contents: write"],
    ["pull-requests: read", { pullRequests: undefined } as never, "github-denied", "pull-requests: read"],
    ["pull-requests: write", { pullRequests: "read" }, "github-denied", "pull-requests: write"],
  ];
  test.each(lacks)("%s", async (_, less, code, said) => {
    world = await pinWorld();
    Object.assign(world.rights, less);
    const [gotten, message] = await refusalOf(propose(world.target));
    expect(gotten).toBe(code);
    expect(message).toContain(`the token lacks \`${said}\`. Add it to the job's \`permissions\`.`);
    expect(world.repository.pulls).toEqual([]);
  });

  test("for a move of the branch, which GraphQL makes", async () => {
    world = await pinWorld();
    await propose(world.target);
    Object.assign(world.rights, { contents: "read" });
    const tip = await world.target.tip();
    const [code, message] = await refusalOf(world.target.withdraw(head));
    expect([code, message]).toEqual(["github-denied", expect.stringContaining("the token lacks `contents: write`")]);
    expect(tip.files).toHaveLength(2);
  });

  test("the right to change workflows", async () => {
    const path = ".github/workflows/deploy.yml";
    world = await pinWorld({ [path]: "on: push\n" });
    const [code, message] = await refusalOf(propose(world.target, { files: new Map([[path, Buffer.from("on: pull\n")]]) }));
    expect([code, message]).toEqual(["github-denied", expect.stringContaining("workflows: write")]);
  });
});

test("the setting that forbids jobs to open pull requests is named", async () => {
  world = await pinWorld();
  world.repository.actionsMayOpen = false;
  const [code, message] = await refusalOf(propose(world.target));
  expect(code).toBe("github-denied");
  expect(message).toContain("In the settings of osg/k8s (and of its organization), under Actions, General, Workflow permissions");
  expect(message).toContain(`open it: https://github.example.org/osg/k8s/compare/main...${head}?expand=1`);
  world.repository.actionsMayOpen = true;
  expect(await propose(world.target)).toMatchObject({ state: "opened", number: 1 });
});

describe("a token of a variable", () => {
  const open = async (rights: Partial<TokenRights>) => {
    world = await pinWorld();
    const { github, environment, targets } = world;
    github.hosted.tokens.set(otherToken, { repositories: ["osg/k8s"], contents: "write", pullRequests: "write", ...rights });
    environment["K8S_TOKEN"] = otherToken;
    return targets.open("osg/k8s", "K8S_TOKEN");
  };

  test("without access gets a message that names both", async () => {
    const [code, message] = await refusalOf(propose(await open({ repositories: ["osg/other"] })));
    expect(code).toBe("github-not-found");
    expect(message).toContain("the token in K8S_TOKEN reaches osg/k8s");
  });

  test.each([
    [{ contents: "read" }, "contents: write"],
    [{ pullRequests: "read" }, "pull-requests: write"],
  ] as const)("%j lacks %s", async (rights, lacking) => {
    const [code, message] = await refusalOf(propose(await open(rights)));
    expect([code, message]).toEqual([
      "github-denied",
      expect.stringContaining(`the token in K8S_TOKEN lacks \`${lacking}\` for osg/k8s.`),
    ]);
  });

  test("that is none, or no longer one", async () => {
    const target = await open({});
    world.github.hosted.tokens.delete(otherToken);
    const [code, message] = await refusalOf(propose(target));
    expect([code, message]).toEqual(["github-denied", expect.stringContaining("the token in K8S_TOKEN, for osg/k8s")]);
  });

  test("that can be no token at all reaches no request", async () => {
    await open({});
    world.environment["BAD"] = "two words";
    const before = world.github.requests.length;
    expect(await refusalOf(world.targets.open("osg/k8s", "BAD").tip())).toEqual(["github-denied", expect.any(String)]);
    expect(world.github.requests).toHaveLength(before);
  });
});

test("the run's own token for another repository gets the remedy", async () => {
  world = await pinWorld();
  const [code, message] = await refusalOf(world.targets.open("osg/charts").tip());
  expect(code).toBe("github-not-found");
  expect(message).toContain("name an environment variable with a token for osg/charts in the entry's `token`");
});

describe("a rule for branches", () => {
  const said = (why: string) =>
    `${why} In the settings of osg/k8s, under Rules, leave branches \`tagstream/pins-*\` out of that rule`;

  test("that forbids new ones is named", async () => {
    world = await pinWorld();
    const why = "Repository rule violations found\n\nCannot create ref due to creations being restricted.\n\n";
    const body = { message: why, status: "422" };
    world.github.onRequest = (line) => (/^POST .*\/git\/refs/.test(line) ? { status: 422, body } : undefined);
    const [code, message] = await refusalOf(propose(world.target));
    expect([code, message]).toEqual([
      "github-denied",
      expect.stringContaining(said("Cannot create ref due to creations being restricted.")),
    ]);
  });

  test.each([
    "Repository rule violations found\n\nCannot force-push to this branch\n\n",
    "Protected branch rules do not allow force pushes",
  ])("that forbids to move one is named, and asked once: %j", async (why) => {
    world = await pinWorld();
    await propose(world.target);
    const body = { data: { updateRefs: null }, errors: [{ type: "UNPROCESSABLE", message: why }] };
    world.github.onRequest = (line) => (line.startsWith("POST /graphql") ? { status: 200, body } : undefined);
    const before = world.github.requests.length;
    const [code, message] = await refusalOf(propose(world.target, { message: "Another one" }));
    expect([code, message]).toEqual([
      "github-denied",
      expect.stringContaining("leave branches `tagstream/pins-*` out of that rule"),
    ]);
    expect(world.github.requests.slice(before).filter((line) => line.startsWith("POST /graphql"))).toHaveLength(1);
    expect(world.repository.open()).toHaveLength(1);
  });
});

test("an archived repository is read, and not written", async () => {
  world = await pinWorld();
  const { repository, target } = world;
  repository.archived = true;
  expect((await target.tip()).files).toHaveLength(2);
  const [code, message] = await refusalOf(propose(target));
  expect([code, message]).toEqual(["github-denied", expect.stringContaining("osg/k8s is archived")]);
  expect(await target.withdraw(head)).toEqual({ state: "none" });
});

test("a branch that is not there is named, also one with slashes", async () => {
  world = await pinWorld();
  const [code, message] = await refusalOf(world.target.tip("release/25"));
  expect([code, message]).toEqual(["github-not-found", expect.stringContaining("the branch release/25 of osg/k8s")]);
  world.repository.commit("release/25", {}, { on: [world.repository.tip("main")] });
  expect(await world.target.tip("release/25")).toMatchObject({ branch: "release/25" });
});

test("a branch with odd characters is proposed to, and linked", async () => {
  world = await pinWorld();
  const branch = "production/50%#1-é&x";
  world.repository.commit(branch, {}, { on: [world.repository.tip("main")] });
  const base = await world.target.tip(branch);
  world.repository.actionsMayOpen = false;
  const [, message] = await refusalOf(world.target.propose(proposalOn(base)));
  expect(message).toContain(`/compare/production/50%25%231-%C3%A9%26x...${head}?expand=1`);
  world.repository.actionsMayOpen = true;
  expect(await world.target.propose(proposalOn(base))).toMatchObject({ state: "opened" });
  expect(world.repository.pulls[0]).toMatchObject({ base: branch });
});

test("a base branch that is deleted during the run is named", async () => {
  world = await pinWorld();
  world.repository.commit("stable", {}, { on: [world.repository.tip("main")] });
  const base = await world.target.tip("stable");
  world.repository.git.run(["update-ref", "-d", "refs/heads/stable"]);
  const [code, message] = await refusalOf(world.target.propose(proposalOn(base)));
  expect([code, message]).toEqual(["github-not-found", expect.stringContaining("The branch stable of osg/k8s is gone")]);
});

test.each([
  [{ status: 403, headers: { "x-ratelimit-remaining": "0", "x-ratelimit-reset": "9999999999" } }, "github-rate-limit"],
  [{ status: 403, body: { message: "Resource protected by organization SAML enforcement." } }, "github-denied"],
  [{ status: 409, body: { message: "Git Repository is empty." } }, "github-failed"],
  [{ status: 502 }, "github-failed"],
  [{ drop: true }, "github-unreachable"],
  [{ status: 200, body: { message: "a proxy" } }, "github-failed"],
])("GitHub's %j is explained", async (fault, code) => {
  world = await pinWorld();
  const { github, targets } = world;
  for (const part of ["/repos/osg/k8s", "/git/ref/", "/git/commits/", "/git/trees"]) {
    github.onRequest = (line) => (line.includes(part) ? fault : undefined);
    const [gotten, message] = await refusalOf(propose(targets.open("osg/k8s")));
    expect([code, "github-not-found"]).toContain(gotten);
    expect(message).toContain("osg/k8s");
  }
});

test("GitHub Enterprise Server, below /api/v3", async () => {
  world = await pinWorld();
  const { createTokens } = await import("../../../../src/adapters/github/pins/tokens.ts");
  const { lazyPinTargets } = await import("../../../../src/wiring.ts");
  const tokens = createTokens({ environment: {}, token: ownToken });
  const { url } = world.github;
  const target = lazyPinTargets(tokens, { own: "osg/k8s", apiUrl: `${url}/api/v3`, second: 1 }).open("osg/k8s");
  expect(await propose(target)).toMatchObject({ state: "opened" });
  expect(await propose(target, { title: "Another", message: "Another" })).toMatchObject({ state: "updated" });
  expect(await target.withdraw(head)).toMatchObject({ state: "closed" });
  const outside = world.github.requests.filter((line) => !/ \/api\/(v3\/|graphql$)/.test(line));
  expect(outside).toEqual([]);
});

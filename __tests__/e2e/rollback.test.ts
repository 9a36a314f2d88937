/** @needs engine */
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { Broken, cleanUpBroken, green, red } from "../support/broken.ts";
import { added, split, stamps } from "../support/broken-tags.ts";
import { engine } from "../support/engine.ts";
import { startGitHub } from "../support/github-server.ts";
import type { InProcessGround } from "../support/ground.ts";
import { makeProject } from "../support/project.ts";
import { platformsOf, tagsOf } from "../support/registry-check.ts";
import { remove } from "../support/registry-copy.ts";
import { runStep } from "../support/runner.ts";

let published: Broken<InProcessGround>;

beforeAll(async () => {
  published = await Broken.publishInProcess();
});
afterAll(cleanUpBroken);

const undo = (to: string) =>
  `gh workflow run rollback.yml -f command=rollback -f only='squid:release' -f to=${to} -f reason='undo #1' -f dry-run=false`;

const previous = () => undefined;

/** What each way of naming the target has to come to. */
const targets: [string, (made: Broken, stamps: [string, string][]) => string | undefined, "oldest" | "good"][] = [
  ["previous, which is what it does unless told otherwise, on the real engine", previous, "good"],
  ["a timestamp", (_, [oldest]) => oldest?.[0], "oldest"],
  ["a digest", ({ images }) => images.squid.oldest, "oldest"],
  ["a digest as tables show it", ({ images }) => images.squid.good.slice(0, "sha256:12345678".length), "good"],
];

describe("a rollback to", () => {
  test.each(targets)(
    "%s: a new timestamp, then stream and alias in both registries; the hold says all of it",
    async (_, to, image) => {
      const made = await (to === previous ? Broken.publish() : published.fork());
      const untouched = await made.tags("xcache");
      const before = await made.agreed();
      const wanted = made.images.squid[image];
      const target = to(made, stamps(before));
      const { outputs, summary, annotations } = await green(made.rollback(target === undefined ? {} : { to: target }));

      const after = await made.agreed();
      const [tag = "", ...others] = Object.keys(added(before, after));
      expect(others).toEqual([]);
      expect(after).toEqual({ ...before, [`rb.${tag}`]: wanted, [tag]: wanted, release: wanted, latest: wanted });
      expect(stamps(after).at(-1)).toEqual([tag.slice("release-".length), wanted]);
      expect(await made.agreed("xcache")).toEqual(untouched);

      expect(outputs).toEqual({
        tags:
          made.places.flatMap((place) => [`${place}/squid:${tag}`]).join("\n") +
          made.places.flatMap((place) => ["release", "latest"].map((name) => `\n${place}/squid:${name}`)).join(""),
        digests: JSON.stringify({ "squid:release": wanted }),
        changed: "true",
        changes: expect.stringMatching(/changes\.json$/),
        published: JSON.stringify(
          made.places.map((place) => ({
            unit: "squid:release",
            repository: `${place}/squid`,
            tag: "release",
            digest: wanted,
            was: before["release"],
            how: "rolled-back",
          })),
        ),
        pins: JSON.stringify([{ unit: "squid:release", repository: `${made.places[0]}/squid`, tag, digest: wanted }]),
        failed: "[]",
      });
      const [number, hold] = made.hold();
      expect(hold).toMatchObject({ title: "Hold: squid:release", state: "open", labels: ["tagstream-hold"], comments: [] });
      expect(hold.body).toContain("**Rolled back and held** by octo in [this run](https://github.com/osg/images/actions/runs/");
      expect(hold.body).toContain(`squid:release: "${wanted}"`);
      expect(hold.body).toContain(`rollback: "${tag.slice("release-".length)}"`);
      expect(summary).toContain(`Held by [#${number}](https://github.com/osg/images/issues/${number}) until `);
      expect(summary).toContain("it crashes");
      expect(summary).toContain(undo(stamps(before).at(-1)?.[0] ?? ""));
      expect(annotations).toEqual([]);
    },
  );

  test("what it undoes: the dispatch that the summary gives brings the streams back, byte for byte", async () => {
    const made = await published.fork();
    const before = await made.agreed();
    const { summary } = await green(made.rollback());
    const [, only = "", to = "", reason = ""] = /-f only='(.+?)' -f to=(\S+) -f reason='(.+?)'/.exec(summary) ?? [];
    await green(made.rollback({ only, to, reason }));
    expect(await made.agreed()).toMatchObject({ ...before, release: made.images.squid.bad, latest: made.images.squid.bad });
    expect(made.github.issues.size).toBe(2);
  });
});

describe("several units in one call", () => {
  test("go back together, under one timestamp and one hold", async () => {
    const made = await published.fork();
    const before = await made.agreed();
    await green(made.rollback({ only: "*" }));
    expect(await made.shown("squid")).toEqual([made.images.squid.good]);
    expect(await made.shown("xcache")).toEqual([made.images.xcache.good]);
    const [tag] = Object.keys(added(before, await made.agreed()));
    expect(await made.agreed("xcache")).toHaveProperty([tag ?? ""], made.images.xcache.good);
    const [, { title, body }] = made.hold();
    expect(title).toBe("Hold: *");
    for (const image of ["squid", "xcache"] as const) expect(body).toContain(`${image}:release: "${made.images[image].good}"`);
  });

  test("are refused together when one of them cannot: nothing is written, no hold is opened", async () => {
    const made = await published.fork();
    const older = stamps(await made.agreed("xcache")).slice(0, -1);
    for (const place of made.places) {
      const [host, path] = split(`${place}/xcache`);
      await remove(host, path, ...older.map(([stamp]) => `release-${stamp}`));
    }
    const before = await made.everything();
    const { summary, outputs } = await red(made.rollback({ only: "*" }), /rollback-target/);
    const message = /xcache:release has nothing to roll back to: it shows its first image\. No unit was rolled back\./;
    await red(made.rollback({ only: "*" }), message);
    expect(await made.everything()).toEqual(before);
    expect([summary, outputs["tags"] ?? ""]).toEqual(["", ""]);
  });
});

describe("a target", () => {
  test.each([
    ["a timestamp that nothing has", "20200101-0000", /squid:release has no image under 20200101-0000: it has \d{8}-\d{4}/],
    ["a digest that was never published", `sha256:${"0".repeat(64)}`, /has no image sha256:0{64} under a timestamp tag/],
    ["that is neither", "yesterday", /"yesterday" is neither/],
  ])("%s is refused, and what there is is named", async (_, to, message) => {
    const made = await published.fork();
    const before = await made.everything();
    const { status, log } = await made.rollback({ to });
    expect({ status, log }).toEqual({ status: to === "yesterday" ? 2 : 1, log: expect.stringMatching(message) });
    expect(await made.everything()).toEqual(before);
  });

  test.each([
    ["second", 1],
    ["first", 0],
  ] as const)("that the %s registry has lost is brought there again", async (_, index) => {
    const made = await published.fork();
    const { good } = made.images.squid;
    const before = await made.agreed();
    const [stamp] = stamps(before).find(([, digest]) => digest === good) ?? [""];
    const [host, path] = split(`${made.places[index]}/squid`);
    await remove(host, path, `release-${stamp}`, good);
    await green(made.rollback());
    expect(await made.shown()).toEqual([good]);
    const [tag = ""] = Object.keys(added(before, await made.tags()));
    for (const place of made.places) expect(await made.tags("squid", place)).toHaveProperty([tag], good);
    expect(await made.tags("squid", made.places[1 - index])).toEqual({
      ...before,
      [`rb.${tag}`]: good,
      [tag]: good,
      release: good,
      latest: good,
    });
    const next = await green(made.push());
    expect(next.log).toMatch(/squid:release +leave +up to date; held since/); // and not: changed since what was put back
  });
});

test("of an image for two platforms, the index moves as it is", async () => {
  const github = await startGitHub();
  try {
    const second = `${engine("TAGSTREAM_TEST_REGISTRY_B")}/platforms-${process.pid}`;
    const configuration = `registries: [REGISTRY, ${second}]\ndefaults: { packages: false }\nimages: { app: { context: ., platforms: [linux/amd64, linux/arm64], tests: [{ run: [test, -e, /machine] }] } }\n`;
    const text = "FROM busybox:1.36\nRUN uname -m > /machine\n";
    const project = makeProject({ ".github/tagstream.yml": configuration, Dockerfile: text });
    const shown = () => Promise.all([project.registry, second].map(async (place) => (await tagsOf(`${place}/app`))["release"]));
    await green(project.push());
    const [good] = await shown();
    project.repository.commit({ Dockerfile: `${text}RUN echo bad\n` });
    project.repository.git("push", "--quiet", "origin", "HEAD:main");
    await green(project.push());
    expect((await shown())[0]).not.toBe(good);
    github.branches.set("main", project.repository.head());
    const inputs = { command: "rollback", only: "app", reason: "it crashes", token: "t" };
    const payload = { repository: { default_branch: "main" }, sender: { login: "octo" } };
    await green(project.step({ event: "workflow_dispatch", payload, inputs, env: github.env }));
    expect(await shown()).toEqual([good, good]);
    for (const place of [project.registry, second])
      expect(await platformsOf(`${place}/app`, "release")).toEqual(["linux/amd64", "linux/arm64"]);
  } finally {
    await github.close();
  }
});

test("a dry run shows what would be done, and does nothing", async () => {
  const made = await published.fork();
  const before = await made.everything();
  const { log, summary, outputs } = await green(made.rollback({ "dry-run": "true" }));
  const [, good, bad] = stamps(await made.tags());
  expect(log).toMatch(new RegExp(`squid:release +${bad?.[0]} ${bad?.[1].slice(0, 15)} +${good?.[0]} ${good?.[1].slice(0, 15)}`));
  expect(log).toContain("Dry run: nothing was rolled back.");
  expect(summary).toMatch(/^### Rollback planned: nothing has been done/);
  expect(outputs).toMatchObject({ tags: "", changed: "false" });
  expect(await made.everything()).toEqual(before);
  expect(made.github.requests.filter((line) => !line.startsWith("GET"))).toEqual([]);
});

test.each(["pull_request", "pull_request_target", "workflow_run"])("%s cannot roll back", async (event) => {
  const made = await published.fork({ run: runStep });
  const before = await made.everything();
  const payload = {
    action: "synchronize",
    repository: { id: 1, default_branch: "main" },
    sender: { login: "octo" },
    pull_request: {
      number: 7,
      user: { login: "octo" },
      head: { sha: made.project.repository.head(), repo: { id: 1 } },
      base: { ref: "main" },
    },
    workflow_run: { event: "pull_request", head_repository: { id: 1 } },
  };
  await red(made.rollback({}, { event, payload }), /event-refused/);
  expect(await made.everything()).toEqual(before);
});

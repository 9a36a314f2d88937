import path from "node:path";
import { afterAll, describe, expect, test } from "@jest/globals";
import { buildJob } from "../../src/commands/build.ts";
import { plan as planCommand } from "../../src/commands/plan.ts";
import { publishPlan } from "../../src/commands/publish.ts";
import { run as runCommand } from "../../src/commands/run.ts";
import { makeFolder, removeFolders } from "../support/git.ts";
import type { RegistryCall } from "../support/memory-registry.ts";
import { defaultRequest, type MemoryRun, memoryRun } from "../support/memory-run.ts";

afterAll(removeFolders);

const [one, two, dev] = ["one.example.org/osg", "two.example.org/osg", "dev.example.org/team"];
const images = ["base", "app", "squid"] as const;
const elsewhere = `candidates: { registry: ${dev} }\n`;
const dockerfile = (image: string, text = ""): Record<string, string> => ({
  [`${image}/Dockerfile`]: `FROM scratch\n# ${image} ${text}\n`,
});

function project(key = elsewhere): MemoryRun {
  return memoryRun({
    ".github/tagstream.yml": `registries: [${one}, ${two}]
${key}images:
  base: { context: base }
  app: { context: app, base: base }
  squid: { context: squid }
`,
    ...Object.assign({}, ...images.map((image) => dockerfile(image))),
  });
}

const isWrite = ({ verb }: RegistryCall) => ["assertCanPush", "putManifest", "claim", "copy"].includes(verb);
/** A job without a login for what publishes: it cannot write there or, if that is private, not even read. */
const withoutLogin =
  (isPrivate: boolean, ...places: string[]) =>
  (call: RegistryCall) =>
    places.some((place) => call.repository.startsWith(place)) && (isPrivate || isWrite(call));
const all = () => false;

/** Runs an event, and what it built and said. */
async function run(made: MemoryRun, event: string, needsLogin: (call: RegistryCall) => boolean = all) {
  const before = made.built.length;
  made.registry.needsLogin = needsLogin;
  made.now = new Date(made.now.getTime() + 60_000);
  const { session, shown } = await made.session(event);
  const status = await runCommand(defaultRequest, session);
  const plan = await made.plan(shown);
  made.registry.needsLogin = all;
  return {
    status,
    built: made.built.slice(before).map((repository) => (repository.startsWith("/layout") ? "layout" : repository)),
    decisions: Object.fromEntries(plan.units.map(({ image, decision }) => [image, decision])),
    reasons: Object.fromEntries(plan.units.map(({ image, reason }) => [image, reason])),
    codes: shown.problems.map(({ code }) => code),
    comment: made.comments.at(-1) ?? "",
    summary: shown.summaries.join(""),
    plan,
    shown,
  };
}

/** What is published first, then changed and committed. */
async function changed(changes: Record<string, string>, key = elsewhere): Promise<MemoryRun> {
  const made = project(key);
  await run(made, "schedule");
  made.repository.commit(changes);
  return made;
}

const release = (made: MemoryRun, place: string, image: string) => made.registry.shown(`${place}/${image}`)["release"];

describe("candidates in another registry", () => {
  test("a pull request needs no right where images are published, and its merge publishes the same bytes", async () => {
    const made = await changed({ ...dockerfile("base", "2"), ...dockerfile("squid", "2") });
    const proposed = await run(made, "pull_request", withoutLogin(false, one, two));
    expect(proposed).toMatchObject({ status: 0, codes: [], built: [`${dev}/base`, `${dev}/squid`, `${dev}/app`] });
    expect(proposed.plan.notes).toEqual([]);
    expect(proposed.comment).toContain(`docker pull ${dev}/app:rc.release.pr-7`);
    expect(proposed.comment).not.toContain(`docker pull ${one}`);
    expect(proposed.comment).toContain("base moved"); // the same image, where candidates go
    expect(proposed.comment).toContain("this exact image is published");
    const tested = made.registry.shown(`${dev}/app`)["rc.release.pr-7"];
    const merged = await run(made, "push");
    expect(merged).toMatchObject({ status: 0, built: [], decisions: { base: "promote", app: "promote", squid: "promote" } });
    expect(merged.plan.units[1]?.candidate?.repository).toBe(`${dev}/app`);
    expect([one, two].map((place) => release(made, place, "app"))).toEqual([tested, tested]);
    expect(merged.shown.outputs["published"]).toContain(JSON.stringify(`${two}/app`));
    expect(Object.keys(made.registry.shown(`${one}/app`)).filter((tag) => tag.startsWith("rc."))).toEqual([]);
  });

  test("a run that stops half-way is completed by the next one, without a build", async () => {
    const made = await changed(dockerfile("squid", "2"));
    await run(made, "pull_request", withoutLogin(false, one, two));
    const tested = made.registry.shown(`${dev}/squid`)["rc.release.pr-7"];
    for (const place of [one, two]) {
      made.registry.refuse = ({ verb, repository }) => (verb === "copy" && repository === `${place}/squid` ? "500" : undefined);
      expect(await run(made, "push")).toMatchObject({ status: 1, built: [], decisions: { squid: "promote" } });
      made.registry.refuse = () => undefined;
    }
    expect([release(made, one, "squid"), release(made, two, "squid")]).not.toContain(tested);
    expect(await run(made, "push")).toMatchObject({ status: 0, built: [], decisions: { squid: "promote" } });
    expect([release(made, one, "squid"), release(made, two, "squid")]).toEqual([tested, tested]);
  });

  test("a second push of the same change uses the candidate again", async () => {
    const made = await changed(dockerfile("squid", "2"));
    await run(made, "pull_request", withoutLogin(false, one, two));
    const again = await run(made, "pull_request", withoutLogin(false, one, two));
    expect(again).toMatchObject({ status: 0, built: [], decisions: { squid: "reuse" } });
  });

  test("where what is published cannot be read, each changed image is built, on bases of its own", async () => {
    const made = await changed(dockerfile("app", "2"));
    const proposed = await run(made, "pull_request", withoutLogin(true, one, two));
    expect(proposed).toMatchObject({ status: 0, built: [`${dev}/base`, `${dev}/app`] });
    expect(proposed.reasons["base"]).toBe("its published image cannot be read here, and app:release builds on it");
    expect(proposed.plan.notes.join()).toContain(`the state of ${one}`);
    const merged = await run(made, "push");
    expect(merged).toMatchObject({ status: 0, built: [`${one}/app`], decisions: { base: "leave" } });
    expect(merged.reasons["app"]).toContain("its candidate was not built on the current base:release");
  });

  test("a job that promotes a base builds a child on it where the base is", async () => {
    const made = await changed(dockerfile("base", "2"));
    await run(made, "pull_request", withoutLogin(false, one, two));
    made.registry.refuse = ({ verb, repository }) => (verb === "manifest" && repository === `${dev}/app` ? "503" : undefined);
    const merged = await run(made, "push");
    expect(merged).toMatchObject({ status: 0, built: [`${one}/app`], decisions: { base: "promote", app: "build" } });
    expect(merged.plan.notes.join()).toContain("app:release: its candidate cannot be read: 503");
  });

  test("a job without a login for the candidates checks, and says so with the remedy", async () => {
    const made = await changed(dockerfile("squid", "2"));
    const checked = await run(made, "pull_request", withoutLogin(true, one, two, dev));
    expect(checked).toMatchObject({ status: 0, built: ["layout"], codes: ["candidate-kept"] });
    expect(made.registry.shown(`${dev}/squid`)).toEqual({});
    const words = "this job has no login for dev.example.org";
    for (const text of [checked.plan.notes.join(), checked.comment, checked.summary]) expect(text).toContain(words);
    expect(checked.comment).toMatch(/docker\/login-action|login-action/);
    expect(checked.comment).toContain("**Checked the images of");
    expect(checked.comment).not.toContain("docker pull");
    expect(await run(made, "push")).toMatchObject({ status: 0, built: [`${one}/squid`] });
  });

  test("a login that is refused is an error", async () => {
    const made = await changed(dockerfile("squid", "2"));
    made.registry.refuse = ({ verb, repository }) => (verb === "assertCanPush" && repository.startsWith(dev) ? "403" : undefined);
    await expect(run(made, "pull_request")).rejects.toThrow("403");
  });
});

describe("candidates nowhere", () => {
  const never = "candidates: false\n";

  test("a pull request is built and tested, and pushed nowhere; its merge builds again", async () => {
    const made = await changed({ ...dockerfile("base", "2") }, never);
    const checked = await run(made, "pull_request", withoutLogin(false, one, two));
    expect(checked).toMatchObject({ status: 0, built: ["layout", "layout"], codes: [] });
    expect(checked.plan.units.flatMap(({ tags, references }) => [...tags, ...references])).toEqual([]);
    expect(checked.comment).toContain("built again: <code>candidates: false</code>");
    expect(checked.summary).toContain("so a merge builds it again");
    expect(checked.shown.outputs).toMatchObject({ tags: "", published: "[]", failed: "[]" });
    const merged = await run(made, "push");
    expect(merged).toMatchObject({ status: 0, built: [`${one}/base`, `${one}/app`] });
    expect(merged.reasons["base"]).toMatch(/^changed since \S+$/);
  });
});

describe("without the key", () => {
  test.each([false, true])("a job without any login checks (private: %s)", async (isPrivate) => {
    const made = await changed(dockerfile("squid", "2"), "");
    const checked = await run(made, "pull_request", withoutLogin(isPrivate, one, two));
    expect(checked).toMatchObject({ status: 0, built: ["layout"], codes: ["candidate-kept"] });
    expect(checked.comment).toContain("this job has no login for one.example.org");
    expect(await run(made, "push")).toMatchObject({ status: 0, built: [`${one}/squid`] });
  });

  test.each<[string, [plan: boolean, build: boolean, publish: boolean], built: string, tagged: boolean]>([
    ["only the plan's job has none", [false, true, true], `${one}/squid`, true],
    ["the build's job has none", [true, false, true], "layout", false],
    ["only publish has none", [true, true, false], `${one}/squid`, false],
  ])("jobs with different logins: %s", async (_, [forPlan, forBuild, forPublish], built, tagged) => {
    const made = await changed(dockerfile("squid", "2"), "");
    const before = made.built.length;
    const use = (login: boolean): void => {
      made.registry.needsLogin = login ? all : withoutLogin(false, one);
    };
    const { session, shown } = await made.session("pull_request");
    const request = { ...defaultRequest, records: path.join(makeFolder(), "records") };
    use(forPlan);
    await planCommand(request, session);
    const plan = shown.outputs["plan"] ?? "";
    use(forBuild);
    for (const { id } of (await made.plan(shown)).jobs) await buildJob({ ...request, plan, job: id }, session);
    use(forPublish);
    expect(await publishPlan({ ...request, plan }, session)).toBe(0);
    expect(made.built.slice(before).map((place) => place.replace(/^\/layout.*/, "layout"))).toEqual([built]);
    expect("rc.release.pr-7" in made.registry.shown(`${one}/squid`)).toBe(tagged);
    const comment = made.comments.at(-1) ?? "";
    const told = "Nothing is pushed: this job has no login for one.example.org";
    expect(comment.includes(told)).toBe(!tagged);
    expect(shown.summaries.at(-1)?.includes(told)).toBe(!tagged);
  });
});

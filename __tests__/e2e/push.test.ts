/** @needs engine */
import { afterAll, describe, expect, test } from "@jest/globals";
import { ask } from "../support/ask.ts";
import { movingTag } from "../support/fixtures.ts";
import { removeFolders } from "../support/git.ts";
import { keepState, type Restore } from "../support/kept-state.ts";
import { makeProject, type Project } from "../support/project.ts";
import { labelsOf, manifestOf, tagsOf } from "../support/registry-check.ts";
import { cleanUpSteps } from "../support/runner.ts";
import { succeed } from "../support/version.ts";

afterAll(() => {
  cleanUpSteps();
  removeFolders();
});

const images = ["base", "squid", "xcache"];

async function published(project: Project): Promise<Record<string, Record<string, string>>> {
  return Object.fromEntries(
    await Promise.all(images.map(async (image) => [image, await tagsOf(`${project.registry}/${image}`)] as const)),
  );
}

let shared: { project: Project; restore: Restore } | undefined;

/** Published for the first test that asks, and put back for others. */
async function makePublished(): Promise<Project> {
  if (shared) await shared.restore();
  else {
    const project = makeProject(movingTag);
    await succeed(project.push());
    const { repository, registry } = project;
    shared = { project, restore: await keepState({ repository, images: images.map((image) => `${registry}/${image}`) }) };
  }
  return shared.project;
}

describe("a push to the default branch", () => {
  test("publishes what was never published; then, with nothing changed, builds nothing and writes no tag", async () => {
    const project = await makePublished();
    const before = await published(project);
    expect(Object.keys(before["squid"] ?? {})).toHaveLength(3);
    project.repository.commit({ "README.md": "nothing of any image\n" });
    project.repository.git("push", "--quiet", "origin", "main");
    const { status, log, outputs } = await project.push();
    expect(status).toBe(0);
    expect(log).toMatch(/squid:release +leave +up to date/);
    expect(outputs).toMatchObject({ changed: "false", tags: "", matrix: '{"include":[]}' });
    expect(await published(project)).toEqual(before);
  });

  test("a changed child is built on the published base's digest; nothing else is touched", async () => {
    const project = await makePublished();
    const before = await published(project);
    project.repository.commit({
      "squid/Dockerfile": `FROM ${project.registry}/base:release\nRUN cat /base > /squid && echo new >> /squid\n`,
    });
    project.repository.git("push", "--quiet", "origin", "main");
    expect((await project.push()).status).toBe(0);
    const after = await published(project);
    expect(after["base"]).toEqual(before["base"]);
    expect(after["xcache"]).toEqual(before["xcache"]);
    expect(after["squid"]?.["release"]).not.toBe(before["squid"]?.["release"]);
    expect((await labelsOf(`${project.registry}/squid`, "release"))["org.opencontainers.image.base.digest"]).toBe(
      before["base"]?.["release"],
    );
  });

  test("puts right what somebody moved by hand, without a build", async () => {
    const project = await makePublished();
    const before = await published(project);
    const [host, ...path] = `${project.registry}/squid`.split("/");
    const base = await ask(`http://${host}/v2/${path.join("/")}/manifests/latest`, { method: "DELETE" });
    expect(base.status).toBe(202);
    const { status, log } = await project.push();
    expect(status).toBe(0);
    expect(log).toMatch(/squid:release +repair +.* lacks the tag latest/);
    expect(await published(project)).toEqual(before);
  });

  test("to another branch publishes nothing", async () => {
    const project = makeProject(movingTag);
    const { status, log, outputs } = await project.push({ env: { GITHUB_REF: "refs/heads/feature" } });
    expect({ status, matrix: outputs["matrix"] }).toEqual({ status: 0, matrix: '{"include":[]}' });
    expect(log).toContain('a push to "feature" publishes nothing');
  });
});

describe("overtaken by another commit", () => {
  /** The checkout stays where it was; the branch moves on, with a changed squid. */
  async function makeOvertaken(): Promise<{ project: Project; tip: string }> {
    const project = await makePublished();
    const { repository, registry } = project;
    const old = repository.head();
    const tip = repository.commit({ "squid/Dockerfile": `FROM ${registry}/base:release\nRUN echo tip > /squid\n` });
    repository.git("push", "--quiet", "origin", "main");
    repository.git("reset", "--quiet", "--hard", old);
    return { project, tip };
  }

  test("a push run acts on the tip", async () => {
    const { project, tip } = await makeOvertaken();
    const { status, outputs, log } = await project.push();
    expect({ status, log }).toMatchObject({ status: 0 });
    expect(outputs["revision"]).toBe(tip);
    expect(
      (await manifestOf(`${project.registry}/squid`, "release")).content.annotations?.["org.opencontainers.image.revision"],
    ).toBe(tip);
    expect(log).toContain(`main is at ${tip.slice(0, 7)} by now`);
  });

  test("a cron run acts on the tip, and every unit gets a new timestamp", async () => {
    const { project, tip } = await makeOvertaken();
    const before = await published(project);
    expect((await project.weekly()).status).toBe(0);
    const after = await published(project);
    for (const image of images) {
      expect(Object.keys(after[image] ?? {})).toHaveLength(Object.keys(before[image] ?? {}).length + 1);
      const { content } = await manifestOf(`${project.registry}/${image}`, "release");
      expect(content.annotations?.["org.opencontainers.image.revision"]).toBe(tip);
    }
  });

  test("where Tagstream cannot check out the tip, the run stands down and says so", async () => {
    const { project, tip } = await makeOvertaken();
    const before = await published(project);
    const { repository } = project;
    repository.git("gc", "--quiet", "--prune=now");
    const shallow = repository.clone("--depth=1");
    shallow.git("remote", "set-url", "origin", `file://${repository.folder}-gone`);
    const { status, log } = await project.push({ workspace: shallow.folder, env: { GITHUB_SHA: shallow.head() } });
    // The remote cannot even be asked for its tip: that is an error; nothing may be published from an unknown state.
    expect(status).toBe(1);
    expect(log).not.toContain(tip);
    expect(await published(project)).toEqual(before);
  });
});

describe("files that the commit does not account for", () => {
  test("an edited file leaves the unit without an inputs hash: it is built, and the plan says which file", async () => {
    const project = await makePublished();
    project.repository.write({ "squid/generated.txt": "made by an earlier step\n" });
    const { status, log } = await project.push();
    expect(status).toBe(0);
    expect(log).toContain("squid/generated.txt is not in the commit");
    expect(log).toMatch(/xcache:release +leave/);
    const { content } = await manifestOf(`${project.registry}/squid`, "release");
    expect(content.annotations?.["io.github.tagstream.inputs"]).toBeUndefined();
  });
});

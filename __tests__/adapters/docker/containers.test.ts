/** @needs engine */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { createBuilder } from "../../../src/adapters/docker/buildx.ts";
import { createContainers } from "../../../src/adapters/docker/containers.ts";
import { capture } from "../../../src/adapters/process/process.ts";
import { createRegistry } from "../../../src/adapters/registry/index.ts";
import { bakeDefinition } from "../../../src/core/build/bake.ts";
import { Failure } from "../../../src/core/lib/problems/problem.ts";
import { parseIndex } from "../../../src/core/oci/image-index.ts";
import { makeFolder, makeLog, newRepository } from "../../support/engine.ts";
import { makePlan, makePlannedUnit } from "../../support/plans.ts";
import { eventually, makeProgram } from "../../support/program.ts";

const containers = createContainers();
const platforms = ["linux/amd64", "linux/arm64"];
/** `repository@digest` by platform, of an image whose entrypoint is a service that ignores its command. */
const images: Record<string, string> = {};
let amd64 = "";
let folder: Awaited<ReturnType<typeof makeFolder>>;

beforeAll(async () => {
  folder = await makeFolder({
    Dockerfile: `FROM busybox:1.36
RUN mkdir /www && echo ready > /www/index.html && echo '#!/bin/sh' > /service \\
 && echo 'echo starting "$@" as "$WHO"; trap "exit 0" TERM; sleep 1; httpd -p 18080 -h /www -f' >> /service && chmod +x /service
ENTRYPOINT ["/service"]
`,
    "tests/ok.sh": '#!/bin/sh\necho "$1 $GIVEN in $(pwd)"; exit 4\n',
    "tests/plain.sh": "exit 0\n",
    "tests/odd.sh": "#!/nowhere/interpreter\n",
    "tests/slow.sh": "#!/bin/sh\nsleep 600 & wait\n",
  });
  const repository = newRepository("service");
  const unit = makePlannedUnit("service:release", {
    platforms,
    destinations: [{ repository, required: true }],
    build: { context: ".", dockerfile: "Dockerfile", args: {}, contexts: {}, secrets: [], labels: {} },
  });
  const digest = await createBuilder().bake(bakeDefinition(makePlan([unit]), unit), folder.path, makeLog());
  const index = await createRegistry().manifest(repository, digest);
  for (const { platform, digest } of parseIndex(index?.bytes ?? new Uint8Array()).platforms) {
    images[platform] = `${repository}@${digest}`;
  }
  amd64 = images["linux/amd64"] ?? "";
  for (const platform of platforms) await containers.pull(images[platform] ?? "", platform, makeLog());
});

afterAll(async () => {
  for (const image of Object.values(images)) await containers.discard(image);
  await folder.dispose();
});

/** Names of our containers that run the image, in whatever state. */
async function remaining(): Promise<string[]> {
  const argv = [
    "docker",
    "ps",
    "--all",
    "--format",
    "{{.Names}}",
    "--filter",
    "label=io.github.tagstream.test=1",
    "--filter",
    `ancestor=${amd64}`,
  ];
  return (await capture(argv)).stdout.split("\n").filter((name) => name !== "");
}

const options = { env: {}, timeout: 60_000 };

describe("a command in a container", () => {
  test.each(platforms)("runs on %s, in place of the entrypoint", async (platform) => {
    const log = makeLog();
    const exit = await containers.run(images[platform] ?? "", platform, ["uname", "-m"], options, log);
    const machine = platform === "linux/amd64" ? "x86_64" : "aarch64";
    expect(exit).toEqual({ status: 0, timedOut: false, output: `${machine}\n` });
    expect(log.lines).toEqual([machine]);
  });

  test.each([
    ["its own status", ["sh", "-c", "exit 9"], 9],
    ["a command that is not there", ["nowhere"], 127],
  ])("%s", async (_, command, status) => {
    expect((await containers.run(amd64, "linux/amd64", command, options, makeLog())).status).toBe(status);
  });

  test("variables, also those that the docker client would obey itself, and none in its arguments", async () => {
    const env = { GIVEN: "a b\n$c", PATH: "/bin", HOME: "/there", DOCKER_HOST: "tcp://nowhere:1" };
    const print = 'echo "$GIVEN|$PATH|$HOME|$DOCKER_HOST"';
    const { output } = await containers.run(amd64, "linux/amd64", ["sh", "-c", print], { ...options, env }, makeLog());
    expect(output).toBe("a b\n$c|/bin|/there|tcp://nowhere:1\n");
  });

  test("at the time limit it is gone", async () => {
    const command = ["sh", "-c", "trap '' TERM; while :; do sleep 1; done"];
    const exit = await containers.run(amd64, "linux/amd64", command, { ...options, timeout: 1500 }, makeLog());
    expect(exit.timedOut).toBe(true);
    expect(await remaining()).toEqual([]);
  });
});

describe("a service", () => {
  test("starts with its own entrypoint; commands run in it; its log; it is gone when removed", async () => {
    const service = await containers.start(amd64, "linux/amd64", { WHO: "somebody" });
    const answers = async () => (await service.exec(["wget", "-qO-", "http://127.0.0.1:18080/"], options)).output === "ready\n";
    expect(await eventually(answers)).toBe(true);
    expect((await service.exec(["sh", "-c", 'echo "$A"; exit 3'], { ...options, env: { A: "b" } })).output).toBe("b\n");
    expect((await service.exec(["sleep", "30"], { ...options, timeout: 500 })).timedOut).toBe(true);
    expect(await service.running()).toBe(true);
    expect(await service.logs()).toBe("starting as somebody\n");
    await service.remove();
    expect(await service.running()).toBe(false);
    expect(await remaining()).toEqual([]);
    await service.remove(); // a second time is no failure
  });

  test("that ends by itself is not running, and has its log still", async () => {
    const service = await containers.start(amd64, "linux/amd64", {});
    await service.exec(["sh", "-c", "kill 1; killall httpd"], options);
    expect(await eventually(async () => !(await service.running()))).toBe(true);
    expect(await service.logs()).toContain("starting");
    await service.remove();
    expect(await remaining()).toEqual([]);
  });

  test.each(["SIGINT", "SIGTERM"] as const)("is removed when we are interrupted by %s", async (signal) => {
    const program = await makeProgram(`
      import { createContainers } from "./src/adapters/docker/containers.ts";
      await createContainers().start(${JSON.stringify(amd64)}, "linux/amd64", {});
      console.log("started");
      setInterval(() => {}, 1000);`);
    const child = spawn(process.execPath, [program.path], { stdio: ["ignore", "pipe", "inherit"], env: process.env });
    await once(child.stdout, "data");
    expect(await remaining()).toHaveLength(1);
    child.kill(signal);
    const [, endedBy] = await once(child, "exit");
    await program.dispose();
    expect(endedBy).toBe(signal);
    expect(await remaining()).toEqual([]);
  });
});

describe("images", () => {
  test("one that cannot be pulled is said so", async () => {
    const nowhere = `${newRepository("nowhere")}@sha256:${"0".repeat(64)}`;
    const error = await createContainers(false, [1])
      .pull(nowhere, "linux/amd64", makeLog())
      .catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(Failure);
    expect(error).toMatchObject({
      problems: [{ code: "test-daemon", message: expect.stringContaining(`cannot pull ${nowhere}`) }],
    });
  });

  test("what was pulled is discarded; what was there before stays", async () => {
    const here = async () => (await capture(["docker", "image", "inspect", amd64])).status === 0;
    const others = createContainers();
    await others.pull(amd64, "linux/amd64", makeLog());
    await others.discard(amd64);
    expect(await here()).toBe(true);
    await containers.discard(amd64);
    expect(await here()).toBe(false);
    await containers.pull(amd64, "linux/amd64", makeLog());
    expect(await here()).toBe(true);
  });
});

describe("a script", () => {
  test("its arguments, variables, folder and status", async () => {
    const log = makeLog();
    const exit = await containers.script(["tests/ok.sh", "one"], folder.path, { env: { GIVEN: "two" }, timeout: 60_000 }, log);
    expect(exit).toEqual({ status: 4, timedOut: false, output: `one two in ${folder.path}\n` });
    expect(log.lines).toEqual([`one two in ${folder.path}`]);
  });

  test("its time limit holds for what it started, too", async () => {
    expect((await containers.script(["tests/slow.sh"], folder.path, { env: {}, timeout: 500 }, makeLog())).timedOut).toBe(true);
  });

  test.each([
    ["is not executable", "tests/plain.sh", "is not executable. Run: git update-index --chmod=+x tests/plain.sh"],
    ["does not exist", "tests/none.sh", "tests/none.sh does not exist"],
    ["has no interpreter here", "tests/odd.sh", "cannot be started"],
    ["is absolute", "/bin/true", "absolute path"],
  ])("that %s", async (_, script, message) => {
    const error = await containers.script([script], folder.path, options, makeLog()).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ problems: [{ code: "test-script", message: expect.stringContaining(message) }] });
  });
});

describe("what can run here", () => {
  test("native and emulated platforms; not those that nobody emulates", async () => {
    expect(await containers.cannotRun([...platforms, "linux/arm64/v8", "linux/386"])).toEqual([]);
    expect(await containers.cannotRun(["linux/amd64", "linux/sparc64", "windows/amd64"])).toEqual([
      "linux/sparc64",
      "windows/amd64",
    ]);
  });

  test("no daemon is said so", async () => {
    const before = process.env["DOCKER_HOST"];
    process.env["DOCKER_HOST"] = "unix:///nowhere/docker.sock";
    const error = await containers.cannotRun(["linux/amd64"]).catch((reason: unknown) => reason);
    if (before === undefined) delete process.env["DOCKER_HOST"];
    else process.env["DOCKER_HOST"] = before;
    expect(error).toMatchObject({ problems: [{ code: "test-daemon", message: expect.stringContaining("does not answer") }] });
  });
});

import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { takeOwnSecrets } from "../src/adapters/process/own-secrets.ts";
import { main } from "../src/main.ts";
import { tellMonitor } from "../src/monitor.ts";
import type { Entrypoint } from "../src/ports/entrypoint.ts";
import { makeReporter } from "./support/engine.ts";
import { makeFolder, removeFolders } from "./support/git.ts";

let server: Server;
let address: string;
const asked: string[] = [];

beforeAll(async () => {
  server = createServer((request, response) => {
    asked.push(request.url ?? "");
    response.writeHead(request.url?.startsWith("/broken") ? 404 : 200).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  removeFolders();
  return new Promise<void>((resolve) => server.close(() => resolve()));
});
beforeEach(() => void asked.splice(0));

const entrypoint = (inputs: Record<string, string>, event: string, more: Partial<Entrypoint> = {}) => {
  const reporter = makeReporter();
  return {
    input: (name: string) => inputs[name] ?? "",
    environment: { GITHUB_EVENT_NAME: event } as NodeJS.ProcessEnv,
    folder: makeFolder(),
    ...more,
    reporter,
  };
};

describe("the outside monitor", () => {
  test.each<[string, Record<string, string>, string, number, string[]]>([
    ["a scheduled run", {}, "schedule", 0, ["/uuid"]],
    ["a red one", { command: "publish" }, "schedule", 1, ["/uuid/fail"]],
    ["check, started by hand", { command: "check" }, "workflow_dispatch", 0, ["/uuid"]],
    ["a red plan, after which nothing is published", { command: "plan" }, "schedule", 1, ["/uuid/fail"]],
    ["a plan whose run goes on", { command: "plan" }, "schedule", 0, []],
    ["a job that builds", { command: "build" }, "schedule", 1, []],
    ["a push", {}, "push", 0, []],
    ["a dry run", { "dry-run": "true" }, "schedule", 0, []],
    ["a proposed change", { command: "check" }, "pull_request", 1, []],
    ["a stranger's change with our rights", { command: "check" }, "pull_request_target", 1, []],
    ["the end of another run", { command: "check" }, "workflow_run", 0, []],
    ["no known command", { command: "nonsense" }, "schedule", 2, []],
  ])("hears of %s: %j on %s", async (_, inputs, event, status, expected) => {
    const entry = entrypoint(inputs, event);
    await tellMonitor(`${address}/uuid`, entry, status);
    expect({ asked, problems: entry.reporter.problems }).toEqual({ asked: expected, problems: [] });
  });

  test("hears nothing from the command line", async () => {
    const terminal = {} as NonNullable<Entrypoint["terminal"]>;
    await tellMonitor(`${address}/uuid`, entrypoint({ command: "check" }, "schedule", { terminal }), 1);
    expect(asked).toEqual([]);
  });

  test("that does not accept it is a warning, which never has the address", async () => {
    const entry = entrypoint({}, "schedule");
    await tellMonitor("ftp://s3cret.example.org/uuid", entry, 0);
    expect(entry.reporter.problems).toEqual([expect.objectContaining({ code: "ping-failed", severity: "warning" })]);
    expect(JSON.stringify(entry.reporter.problems)).not.toContain("s3cret");
  });

  test("hears of a run that fails before it has a checkout; its secrets are masked, and no process inherits them", async () => {
    const masked: string[] = [];
    const entry = entrypoint({}, "schedule");
    Object.assign(entry.reporter, { mask: (secret: string) => void masked.push(secret) });
    Object.assign(entry.environment, { TAGSTREAM_PING: `${address}/uuid`, TAGSTREAM_NOTIFY_TOKEN: "s3cret" });
    expect(await main(entry)).toBe(1);
    expect(asked).toEqual(["/uuid/fail"]);
    expect(masked).toEqual([`${address}/uuid`, "s3cret"]);
    expect(Object.keys(entry.environment)).toEqual(["GITHUB_EVENT_NAME"]);
  });
});

test("empty secrets are none", () => {
  expect(takeOwnSecrets({ TAGSTREAM_PING: " ", TAGSTREAM_NOTIFY_TOKEN: "" })).toEqual({});
});

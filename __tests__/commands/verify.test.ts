import { afterAll, expect, test } from "@jest/globals";
import { run } from "../../src/commands/run.ts";
import { verify } from "../../src/commands/verify.ts";
import { readVerdicts } from "../../src/core/verdicts/verdict-data.ts";
import { removeFolders } from "../support/git.ts";
import { defaultRequest, memoryRun } from "../support/memory-run.ts";
import { stampOf } from "../support/verdicts.ts";

afterAll(removeFolders);

test("a verdict on what a configured stream follows", async () => {
  const made = memoryRun({
    ".github/tagstream.yml":
      "registries: [one.example.org/osg]\nstreams: { fresh: {}, stable: { follows: fresh, soak: 7d } }\nimages: { app: { context: app } }\n",
    "app/Dockerfile": "FROM scratch\n",
  });
  expect(await run(defaultRequest, (await made.session("schedule")).session)).toBe(0);
  const { session } = await made.session("workflow_dispatch");
  const event = { ...session.event, payload: { ...(session.event.payload as object), sender: { login: "octo" } } };
  const to = { kind: "timestamp", stamp: stampOf("20261123-0617") } as const;
  const asked = { ...defaultRequest, command: "verify", to, verdict: "good", reason: "it works" } as const;
  expect(await verify({ ...asked, only: ["app:fresh"] }, { ...session, event })).toBe(0);
  await expect(verify({ ...asked, only: ["app:stable"] }, { ...session, event })).rejects.toThrow(/use `only: "app:fresh"`/);
  expect(made.verdicts.map((issue) => readVerdicts(issue))).toEqual([
    expect.objectContaining({
      stream: "stable",
      verdicts: [expect.objectContaining({ unit: "app:fresh", verdict: "good", by: "octo" })],
    }),
  ]);
});

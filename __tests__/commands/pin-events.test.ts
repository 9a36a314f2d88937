import { afterAll, describe, expect, test } from "@jest/globals";
import { removeFolders } from "../support/git.ts";
import { first, pinProject } from "../support/pin-project.ts";

afterAll(removeFolders);

const manifests = { "squid.yaml": `image: ${first}/squid:release\n` };

describe("events", () => {
  test.each(["pull_request", "fork"])("%s: nothing to pin, and green", async (event) => {
    const project = pinProject(manifests);
    await project.publish("2026-11-16 06:17");
    const { status, lines, shown } = await project.pin({ event });
    expect([status, project.target.writes, shown.outputs["pins"]]).toEqual([0, 0, "[]"]);
    expect(lines).toBe("Nothing to pin: a proposed change moves no stream.");
  });

  test.each(["schedule", "workflow_dispatch", "tagstream-published", "push", "refs/tags/v1.0.0"])("%s pins", async (event) => {
    const project = pinProject(manifests);
    await project.publish("2026-11-16 06:17");
    expect((await project.pin({ event })).status).toBe(0);
    expect(project.target.pulls).toHaveLength(1);
  });

  test("without `pins` it says what to write", async () => {
    const project = pinProject(manifests, { pins: "" });
    const { status, shown } = await project.pin();
    expect(status).toBe("threw");
    expect(shown.problems).toEqual([
      {
        code: "pin-none",
        severity: "error",
        message: 'The configuration names no files to pin. Add `pins: [{ files: ["k8s/**/*.yaml"] }]` to it.',
      },
    ]);
  });
});

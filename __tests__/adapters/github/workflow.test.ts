import { describe, expect, test } from "@jest/globals";
import { createNotifier } from "../../../src/adapters/github/notifier.ts";
import { failure, holdHub } from "../../support/hold-hub.ts";

const hub = holdHub();
const where = { file: "rebuild.yml" };
const page = "https://github.com/osg/images/actions/workflows/rebuild.yml";

describe("a workflow", () => {
  test("that is active comes with its last scheduled run, and the last one that passed", async () => {
    hub.github.workflows.set("rebuild.yml", {
      state: "active",
      runs: [
        { at: "2026-11-25T03:17:00Z", conclusion: "success", event: "workflow_dispatch" },
        { at: "2026-11-24T03:17:00Z", conclusion: "failure" },
        { at: "2026-11-17T03:17:00Z", conclusion: "success" },
      ],
    });
    expect(await hub.forge.workflow(where, "main")).toEqual({
      file: "rebuild.yml",
      state: "active",
      page,
      last: { at: "2026-11-24T03:17:00Z", page: "https://github.com/osg/images/actions/runs/0", conclusion: "failure" },
      lastPassed: { at: "2026-11-17T03:17:00Z", page: "https://github.com/osg/images/actions/runs/0", conclusion: "success" },
    });
    expect(hub.requested("GET /repos/osg/images/actions/")).toEqual([
      "GET /repos/osg/images/actions/workflows/rebuild.yml",
      "GET /repos/osg/images/actions/workflows/rebuild.yml/runs?event=schedule&per_page=1&branch=main",
      "GET /repos/osg/images/actions/workflows/rebuild.yml/runs?event=schedule&per_page=1&branch=main&status=success",
    ]);
  });

  test.each(["disabled_inactivity", "disabled_manually", "disabled_fork", "deleted"] as const)(
    "that is %s takes one request, and says since when",
    async (state) => {
      hub.github.workflows.set("rebuild.yml", { state, changed: "2026-11-11T00:00:00Z" });
      expect(await hub.forge.workflow(where, "main")).toEqual({ ...where, state, page, changed: "2026-11-11T00:00:00Z" });
      expect(hub.requested("GET /repos/osg/images/actions/")).toHaveLength(1);
    },
  );

  test("that GitHub does not know is missing", async () => {
    expect(await hub.forge.workflow(where)).toEqual({ ...where, state: "missing" });
  });

  test("of a repository that the token cannot see is not missing, but unknown", async () => {
    hub.github.onRequest = () => ({ status: 404, body: { message: "Not Found" } });
    const { problems } = await failure(hub.forge.workflow(where));
    expect(problems[0]).toEqual({
      code: "github-not-found",
      severity: "error",
      message:
        "GitHub cannot find the workflow rebuild.yml of osg/images. Check that it exists. If it does, the token cannot see it: add `actions: read` to the job's `permissions`.",
    });
  });

  test("is refused without `actions: read`", async () => {
    hub.github.mayReadActions = false;
    const { problems } = await failure(hub.forge.workflow(where, "main"));
    expect(problems[0]).toMatchObject({ code: "github-denied", message: expect.stringContaining("`actions: read`") });
  });

  test("in a state that we do not know is an error, not a guess", async () => {
    hub.github.onRequest = () => ({ status: 200, body: { state: "resting" } });
    expect((await failure(hub.forge.workflow(where, "main"))).problems[0]?.code).toBe("github-failed");
  });
});

describe("the hint to another repository", () => {
  const notifier = () => createNotifier({ token: "s3cret-notify", apiUrl: hub.github.url, second: 1 });
  const images = [{ image: "squid", reference: "ghcr.io/osg/squid:release", digest: "sha256:1", timestamp: "20261126-0617" }];

  test("is one event with the images", async () => {
    await (await notifier()).notify("octo-org/service", "osg/images", images);
    expect(hub.github.dispatches).toEqual([
      {
        repository: "octo-org/service",
        event_type: "tagstream-published",
        client_payload: { repository: "osg/images", images },
      },
    ]);
  });

  test.each([
    ["octo-org/hidden", "github-not-found"],
    ["octo-org/service", "github-denied"],
  ])("to %s, which the token may not write to: %s", async (to, code) => {
    hub.github.mayDispatch = () => false;
    const { problems } = await failure((await notifier()).notify(to, "osg/images", images));
    expect(problems[0]?.code).toBe(code);
    expect(JSON.stringify(problems)).not.toContain("s3cret");
  });
});

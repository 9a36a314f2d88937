/** The command on a whole repository, in this process: a healthy one gives nothing; planted faults are found together. */
import { afterAll, describe, expect, test } from "@jest/globals";
import * as v from "valibot";
import { doctor } from "../../src/commands/doctor.ts";
import { commands } from "../../src/commands/index.ts";
import { run } from "../../src/commands/run.ts";
import { checks } from "../../src/core/doctor/checks/list.ts";
import { doctorSchema } from "../../src/core/doctor/doctor-document.ts";
import { failure } from "../../src/core/lib/problems/problem.ts";
import { plainStyle } from "../../src/core/lib/text/style.ts";
import type { Inspector } from "../../src/ports/inspector.ts";
import type { Request } from "../../src/ports/request.ts";
import type { Session } from "../../src/ports/session.ts";
import { healthyWorkflow } from "../support/doctor-facts.ts";
import { type Files, removeFolders } from "../support/git.ts";
import { defaultRequest, type MemoryRun, memoryRun } from "../support/memory-run.ts";
import { makeDigest } from "../support/units.ts";

afterAll(removeFolders);

const healthy: Files = {
  ".github/tagstream.yml":
    "registries: [ghcr.io/osg]\nimages:\n  squid: { context: squid, tests: [{ name: starts, run: 'true' }] }\n",
  ".github/workflows/images.yml": healthyWorkflow,
  ".github/workflows/other.yml": "on: push\njobs: { lint: { runs-on: x, steps: [{ run: make }] } }\n",
  "squid/Dockerfile": "FROM docker.io/library/almalinux:9\n",
};

const inspector: Inspector = {
  isShallow: async () => false,
  mayRemove: async () => ({ known: true }),
  tagRules: async () => ({ known: undefined }),
  branchRules: async () => ({ known: { required: [{ context: "images", app: 15_368 }], hasMergeQueue: false } }),
};

/** Runs doctor on a repository that published once. */
async function examine(
  files: Files,
  change: (session: Session, made: MemoryRun) => void = () => {},
  more: Partial<Request> = {},
) {
  const made = memoryRun(files);
  made.registry.setTag("docker.io/library/almalinux", "9", makeDigest("almalinux"));
  const before = await made.session("schedule");
  await run(defaultRequest, before.session).catch(() => 1);
  const { session, shown } = await made.session("schedule");
  session.ports.inspector = inspector;
  change(session, made);
  const status = await doctor({ ...defaultRequest, ...more, command: "doctor" }, session, commands);
  return { status, lines: shown.groups.get("") ?? [], summary: shown.summaries.join("") };
}

const titles = (...left: string[]) =>
  checks
    .filter(({ name }) => !left.includes(name))
    .map(({ title }) => title)
    .join(", ");

describe("doctor", () => {
  test("finds nothing in a healthy repository", async () => {
    const { status, lines, summary } = await examine(healthy);
    expect(lines).toEqual(["Nothing will fail", `  ok       ${titles()}`]);
    expect(status).toBe(0);
    expect(summary).toBe(
      `### Doctor\n\n**Nothing will fail**\n\n|  | what | remedy |\n| --- | --- | --- |\n| ok | ${titles()} |  |\n\n`,
    );
  });

  test("finds all faults at once", async () => {
    const { status, lines } = await examine(
      {
        ...healthy,
        ".github/tagstream.yml": "registries: [ghcr.io/osg]\nimages:\n  squid: { context: . , dockerfile: squid/Dockerfile }\n",
        ".github/workflows/images.yml": healthyWorkflow.replace("packages: write, ", "").replace("17 6", "0 6"),
        "squid/Dockerfile": "# base\nFROM almalinux\n",
      },
      (session, { registry }) => {
        session.ports.registry = registry;
        registry.refuse = ({ verb }) => (verb === "assertCanPush" ? "ghcr.io refused the push" : undefined);
      },
    );
    expect(lines.filter((line) => !line.includes("  ok  "))).toEqual([
      "2 things will fail · 3 risks",
      "  fails    ghcr.io/osg/squid: ghcr.io refused the push",
      "           → give the login this right",
      "  fails    images.yml, job images: its token lacks `packages: write` for `run` (.github/workflows/images.yml:10)",
      "           → add `packages: write` to the job's permissions",
      '  risk     images.yml: cron "0 6 * * 1" is at a minute that many take: GitHub delays or drops such runs (.github/workflows/images.yml:3)',
      "           → choose a minute that is no multiple of 5",
      "  risk     base of squid: docker.io/library/almalinux:latest may be another release tomorrow (squid/Dockerfile:2)",
      "           → name a version, such as almalinux:9",
      "  risk     context of squid: it has no ignore file, so the build receives 4 files and .git, and every commit rebuilds it",
      "           → list what the build does not need in .dockerignore, or give the image its own folder as `context`",
    ]);
    expect(status).toBe(1);
  });

  test("goes on with an invalid configuration, and looks at the workflows", async () => {
    const { status, lines } = await examine({
      ...healthy,
      ".github/tagstream.yml": "images:\n  squid: { context: squid, plattforms: [] }\n",
      ".github/workflows/images.yml": healthyWorkflow.replace("fetch-depth: 2", "fetch-depth: 1"),
    });
    expect(lines.filter((line) => /^ {2}(fails|soon|unknown)/.test(line))).toEqual([
      expect.stringContaining('.github/tagstream.yml:2: unknown key "plattforms"'),
      "  soon     images.yml, job images: its checkout has one commit: each pull request fetches the one before it, and fails where it cannot (.github/workflows/images.yml:14)",
      "  unknown  emulation, reading registries, logins of jobs, pushing to registries and 5 more: the configuration is not valid",
    ]);
    expect(status).toBe(1);
  });

  test("says in one line that it has no token, and that a registry does not answer", async () => {
    const unreachable = async () => {
      throw failure("registry-unreachable", "Could not reach ghcr.io.");
    };
    const { status, lines } = await examine(healthy, (session) => {
      delete session.ports.forge;
      session.ports.inspector = {
        ...inspector,
        mayRemove: unreachable,
        tagRules: unreachable,
        branchRules: async () => ({
          unknown: "there is no GitHub token to ask with",
          remedy: "set GITHUB_TOKEN, such as GITHUB_TOKEN=$(gh auth token)",
        }),
      };
      session.ports.registry = {
        ...session.ports.registry,
        hasLogin: async () => true,
        resolve: unreachable,
        tags: unreachable,
        assertCanPush: unreachable,
      };
    });
    expect(lines.slice(2)).toEqual([
      "  unknown  ghcr.io/osg/squid, squid:release: Could not reach ghcr.io",
      "  unknown  schedule of images.yml, rules of main, holds: there is no GitHub token to ask with",
      "           → set GITHUB_TOKEN, such as GITHUB_TOKEN=$(gh auth token)",
    ]);
    expect(status).toBe(0);
  });

  test("asks nothing with this machine's logins in an untrusted event", async () => {
    const { lines } = await examine(healthy, (session) => {
      delete session.ports.inspector;
    });
    expect(lines.slice(2)).toEqual([
      "  unknown  ghcr.io/osg/squid, rules of main: an untrusted event must not use this machine's logins",
    ]);
  });

  test("begins no upload in a dry run", async () => {
    const pushes: string[] = [];
    const { lines } = await examine(
      healthy,
      (session) => {
        const assertCanPush = async (repository: string) => void pushes.push(repository);
        session.ports.registry = { ...session.ports.registry, assertCanPush };
      },
      { dryRun: true },
    );
    expect(pushes).toEqual([]);
    expect(lines).toContain("  unknown  ghcr.io/osg/squid: a dry run begins no upload");
  });

  test("prints JSON of its schema on the command line", async () => {
    const printed: string[] = [];
    const { status, lines } = await examine(healthy, (session) => {
      session.ports.inspector = { ...inspector, tagRules: async () => ({ known: [{ kind: "glob", pattern: "**" }] }) };
      session.terminal = {
        json: true,
        local: false,
        noHold: false,
        allTags: false,
        packages: false,
        style: plainStyle,
        print: (text) => void printed.push(text),
      };
    });
    const { version, findings } = v.parse(doctorSchema, JSON.parse(printed.join("")));
    expect([version, findings.filter(({ level }) => level !== "ok")]).toEqual([
      1,
      [
        {
          level: "fails",
          check: "tag-rules",
          subject: "ghcr.io/osg/squid",
          what: "a rule makes release immutable, so the stream cannot move",
          remedy: "limit the rule to timestamp tags",
        },
      ],
    ]);
    expect([status, lines]).toEqual([1, []]);
  });
});

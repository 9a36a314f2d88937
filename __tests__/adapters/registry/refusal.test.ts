import { describe, expect, test } from "@jest/globals";
import { createKnownSecrets } from "../../../src/adapters/registry/auth/secrets.ts";
import { parseRepository } from "../../../src/adapters/registry/reference.ts";
import { createRefusals, type RefusedRequest } from "../../../src/adapters/registry/refusal.ts";
import { vendors } from "../../../src/core/registries/index.ts";

interface Case {
  repository?: string;
  request?: RefusedRequest;
  status: number;
  body?: string;
  headers?: Record<string, string>;
  loggedIn?: boolean;
  tokenService?: boolean;
}

async function explain(given: Case): Promise<{ code: string | undefined; message: string }> {
  const secrets = createKnownSecrets();
  secrets.add("planted");
  const refusals = createRefusals(
    async () => ((given.loggedIn ?? true) ? { kind: "basic", username: "octo", password: "planted" } : undefined),
    secrets,
  );
  const { problems, message } = await refusals(
    parseRepository(given.repository ?? "hub.example.org/osg/xcache"),
    given.request ?? { verb: "push" },
    {
      url: new URL("https://hub.example.org/v2/"),
      status: given.status,
      headers: given.headers ?? {},
      body: Buffer.from(given.body ?? ""),
      tokenService: given.tokenService ?? false,
    },
  );
  return { code: problems[0]?.code, message };
}

const oci = (code: string, message: string) => JSON.stringify({ errors: [{ code, message, detail: "planted detail" }] });

describe("what, where, how to fix it", () => {
  test.each<[string, Case, string, string[]]>([
    [
      "GHCR, push",
      { repository: "ghcr.io/osg/xcache", status: 403, body: oci("DENIED", "permission_denied: write_package") },
      "registry-denied",
      [
        "ghcr.io refused to push osg/xcache: the token lacks `packages: write`. Add it to the job's `permissions`.",
        "Package settings → Manage Actions access → add it.",
        "The registry says: DENIED: permission_denied: write_package",
      ],
    ],
    [
      "GHCR, read",
      { repository: "ghcr.io/osg/xcache", request: { verb: "read", reference: "release" }, status: 403 },
      "registry-denied",
      ["ghcr.io refused to read osg/xcache:release: the token lacks `packages: read`."],
    ],
    ["Docker Hub", { repository: "docker.io/osg/xcache", status: 401 }, "registry-denied", ['"Read & Write"', "osg"]],
    ["no login", { status: 401, loggedIn: false }, "registry-login", ["found no login for it", "docker/login-action"]],
    [
      "a wrong password, Basic",
      { status: 401, headers: { "www-authenticate": 'Basic realm="x"' } },
      "registry-login",
      ["rejected the login"],
    ],
    ["a wrong password, token service", { status: 401, tokenService: true }, "registry-login", ["rejected the login"]],
    ["a right that is missing", { status: 403, tokenService: true }, "registry-denied", ["lacks the right to push"]],
    [
      "a project that does not exist",
      { status: 404, body: oci("NAME_UNKNOWN", "project osg not found") },
      "registry-missing",
      ["has no project or repository for osg/xcache. Create it"],
    ],
    ["no registry", { status: 404, body: "<html>planted</html>" }, "registry-invalid", ["does not behave like a registry"]],
    [
      "a mirror",
      { status: 405, body: oci("UNSUPPORTED", "the operation is unsupported") },
      "registry-denied",
      ["read-only, or a cache"],
    ],
    ["a limit", { status: 429, body: oci("TOOMANYREQUESTS", "pull rate limit") }, "registry-failed", ["limits requests"]],
    [
      "a limit of an hour",
      { status: 429, headers: { "retry-after": "3600" } },
      "registry-failed",
      ["limits requests and asks clients to wait for 1 h, until ", " UTC", ": run again then."],
    ],
    [
      "a limit until a date",
      { status: 429, headers: { "retry-after": new Date(Date.now() + 7_000_000).toUTCString() } },
      "registry-failed",
      ["asks clients to wait for 1 h 57 min, until "],
    ],
    [
      "Docker Hub's limit, without a login",
      { repository: "docker.io/osg/a", status: 429, loggedIn: false, headers: { "ratelimit-limit": "100;w=21600" } },
      "registry-failed",
      ["docker.io limits requests (100 in 6 h), and still did after every retry: run again later, or log in for a higher limit."],
    ],
    [
      "Docker Hub's limit as a Unix time",
      { repository: "docker.io/osg/a", status: 429, headers: { "x-retry-after": String(Math.floor(Date.now() / 1000) + 7200) } },
      "registry-failed",
      ["asks clients to wait for ", ", until "],
    ],
    [
      "maintenance of an hour",
      { status: 503, headers: { "retry-after": "3600" } },
      "registry-failed",
      ["answered 503 to push osg/xcache. It asks clients to wait for 1 h, until "],
    ],
    [
      "a registry that is not well",
      { status: 503, body: "<html>planted</html>" },
      "registry-failed",
      ["answered 503 to push osg/xcache. Check its health"],
    ],
    [
      "Harbor, immutable",
      { status: 412, body: oci("PRECONDITION", "Failed to process request due to 'xcache:1' configured as immutable.") },
      "registry-immutable",
      ["refused to overwrite"],
    ],
    [
      "ECR, immutable",
      {
        status: 400,
        body: oci("TAG_INVALID", "The image tag '1' already exists and cannot be overwritten because the tag is immutable."),
      },
      "registry-immutable",
      [],
    ],
    [
      "Azure, locked",
      { status: 405, body: oci("UNSUPPORTED", "The operation is disallowed on this registry, repository or image.") },
      "registry-immutable",
      [],
    ],
    ["403 in such words", { status: 403, body: oci("DENIED", "tag 1 is immutable") }, "registry-immutable", []],
    ["409 in such words", { status: 409, body: oci("TAG_IMMUTABLE", "") }, "registry-immutable", []],
    [
      "a plain 400",
      { status: 400, body: oci("MANIFEST_INVALID", "blob unknown") },
      "registry-failed",
      ["answered 400 to push", "MANIFEST_INVALID: blob unknown"],
    ],
    [
      "a digest",
      { request: { verb: "read", reference: `sha256:${"0".repeat(64)}` }, status: 500 },
      "registry-failed",
      [`osg/xcache@sha256:${"0".repeat(64)}`],
    ],
  ])("%s", async (_, given, code, parts) => {
    const explained = await explain(given);
    expect(explained.code).toBe(code);
    for (const part of parts) expect(explained.message).toContain(part);
    expect(explained.message).not.toContain("planted");
  });
});

test("a registry that echoes what it was sent: no secret, no control character, 200 characters", async () => {
  const echo = `you sent planted and Basic planted \u001b[2J\r\n::error::hello ${"long ".repeat(200)}`;
  const { message } = await explain({ status: 403, body: oci("DENIED", echo) });
  const words = message.split("The registry says: ")[1] ?? "";
  expect(words).toMatch(/^DENIED: you sent \*\*\* and Basic \*\*\* \[2J ::error::hello long/);
  expect(words.length).toBe(200);
});

describe("what a vendor says of itself is in the message", () => {
  const hosted = vendors.filter(({ hosts }) => hosts !== undefined);

  test.each(
    hosted.flatMap((vendor) => (["push", "read", "remove"] as const).map((verb) => [vendor.page, verb, vendor] as const)),
  )("%s refuses to %s", async (_, verb, { example, grant }) => {
    const repository = `${example}/squid`;
    const { code, message } = await explain({ repository, request: { verb }, status: 403 });
    const name = repository.slice(repository.indexOf("/") + 1);
    expect(code).toBe("registry-denied");
    expect(message).toBe(`${example.split("/")[0]} refused to ${verb} ${name}: ${grant?.(verb, name)}`);
  });

  test.each(hosted.map(({ page, example, create }) => [page, example, create] as const))(
    "%s has no such repository",
    async (_, example, create) => {
      const { message } = await explain({ repository: `${example}/squid`, status: 404, body: oci("NAME_UNKNOWN", "") });
      const name = `${example}/squid`.slice(example.indexOf("/") + 1);
      expect(message).toContain(` has no project or repository for ${name}. ${create ?? "Create it"}, then run again.`);
    },
  );
});

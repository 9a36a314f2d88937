import { describe, expect, test } from "@jest/globals";
import { joinScopes, parseScopes } from "../../../src/adapters/registry/auth/scope.ts";
import { createKnownSecrets, printable } from "../../../src/adapters/registry/auth/secrets.ts";
import { parseNextLink } from "../../../src/adapters/registry/read/next-page.ts";
import { parseRepository } from "../../../src/adapters/registry/reference.ts";
import { askedDelay, backoff, retrying } from "../../../src/adapters/registry/transport/retry.ts";
import { unreachable } from "../../../src/adapters/registry/transport/unreachable.ts";

describe("parseRepository", () => {
  test.each([
    ["ghcr.io/osg/xcache", "https://ghcr.io", "ghcr.io", "osg/xcache"],
    ["docker.io/osg/xcache", "https://registry-1.docker.io", "docker.io", "osg/xcache"],
    ["docker.io/busybox", "https://registry-1.docker.io", "docker.io", "library/busybox"],
    ["index.docker.io/busybox", "https://registry-1.docker.io", "docker.io", "library/busybox"],
    ["registry-1.docker.io/library/busybox", "https://registry-1.docker.io", "docker.io", "library/busybox"],
    ["Docker.IO:443/osg/xcache", "https://registry-1.docker.io", "docker.io", "osg/xcache"],
    ["GHCR.io/osg/xcache", "https://ghcr.io", "ghcr.io", "osg/xcache"],
    ["ghcr.io:443/osg/xcache", "https://ghcr.io", "ghcr.io:443", "osg/xcache"],
    ["Plain.example.org:80/x", "http://plain.example.org", "plain.example.org:80", "x"],
    ["hub.example.org:8443/a/b/c", "https://hub.example.org:8443", "hub.example.org:8443", "a/b/c"],
    ["localhost/x", "http://localhost", "localhost", "x"],
    ["localhost:5000/a/x", "http://localhost:5000", "localhost:5000", "a/x"],
    ["127.0.0.1:5000/x", "http://127.0.0.1:5000", "127.0.0.1:5000", "x"],
    ["[::1]:5000/x", "http://[::1]:5000", "[::1]:5000", "x"],
    ["plain.example.org:80/x", "http://plain.example.org", "plain.example.org:80", "x"],
    ["localhost.example.org/x", "https://localhost.example.org", "localhost.example.org", "x"],
    ["127.0.0.1.example.org/x", "https://127.0.0.1.example.org", "127.0.0.1.example.org", "x"],
  ])("%s", (text, origin, registry, name) => {
    expect(parseRepository(text, ["plain.example.org:80"])).toEqual({ origin, registry, name, text: `${registry}/${name}` });
  });

  test.each([
    "",
    "busybox",
    "osg/xcache",
    "ghcr.io/",
    "ghcr.io/Osg/x",
    "ghcr.io/osg/x:1",
    "ghcr.io/osg/../x",
    "ghcr.io/a?b=c",
    "u:p@ghcr.io/a",
    "a b.org/x",
  ])("refuses %j", (text) => {
    expect(() => parseRepository(text)).toThrow(/is not a repository/);
  });
});

describe("askedDelay", () => {
  const now = new Date("2026-11-23T06:17:00Z");
  test.each<[Record<string, string>, number | undefined]>([
    [{ "retry-after": "7" }, 7000],
    [{ "retry-after": " 0 " }, 0],
    [{ "retry-after": "Mon, 23 Nov 2026 06:17:30 GMT" }, 30_000],
    [{ "retry-after": "Mon, 23 Nov 2026 06:16:30 GMT" }, 0],
    [{ "x-retry-after": String(now.getTime() / 1000 + 12) }, 12_000],
    [{ "x-retry-after": "12" }, undefined],
    [{ "retry-after": "soon" }, undefined],
    [{}, undefined],
  ])("%j", (headers, expected) => {
    expect(askedDelay(headers, now)).toBe(expected);
  });
});

test.each([
  [1, 0, 500],
  [1, 1, 250],
  [4, 0, 4000],
  [9, 0, 16_000],
])("backoff after failure %d, with random %d, is %d ms", (failed, random, expected) => {
  expect(backoff(failed, random)).toBe(expected);
});

describe("retrying", () => {
  const coded = (code: string) => Object.assign(new Error(code), { code });
  const answer = (status: number, headers = {}) => ({ status, headers });
  const run = async (outcomes: (ReturnType<typeof answer> | Error)[], repeatable = true) => {
    let attempts = 0;
    const end = await retrying(
      async () => {
        const outcome = outcomes[Math.min(attempts++, outcomes.length - 1)];
        if (outcome instanceof Error || outcome === undefined) throw outcome;
        return outcome;
      },
      repeatable,
      { scale: 0.0001 },
    ).then(
      ({ status }) => status,
      (error: Error) => error.message,
    );
    return [end, attempts];
  };
  test.each<[string, (ReturnType<typeof answer> | Error)[], boolean, (string | number)[]]>([
    ["nothing to retry", [answer(200)], true, [200, 1]],
    ["what passes", [answer(429), answer(502), coded("ECONNRESET"), answer(201)], true, [201, 4]],
    ["what does not pass", [answer(503)], true, [503, 7]],
    ["an error that does not pass", [coded("EPIPE")], true, ["EPIPE", 7]],
    ["nobody there", [coded("ECONNREFUSED")], true, ["ECONNREFUSED", 4]],
    ["no such host", [coded("ENOTFOUND")], true, ["ENOTFOUND", 1]],
    ["what must not be repeated", [answer(503), answer(200)], false, [503, 1]],
    ["a refusal", [answer(401), answer(200)], true, [401, 1]],
    ["501 is for ever", [answer(501), answer(200)], true, [501, 1]],
    ["a wait within two minutes", [answer(429, { "retry-after": "80" }), answer(200)], true, [200, 2]],
    ["a wait beyond two minutes", [answer(429, { "retry-after": "121" }), answer(200)], true, [429, 1]],
    ["waits that together are beyond", [answer(429, { "retry-after": "30" })], true, [429, 3]],
  ])("%s", async (_, outcomes, repeatable, expected) => {
    expect(await run(outcomes, repeatable)).toEqual(expected);
  });
});

test.each([
  [["repository:a:push,pull"], ["repository:a:pull,push"]],
  [
    ["repository:a:pull,push", "repository:b/c:pull", "repository:a:pull"],
    ["repository:a:pull,push", "repository:b/c:pull"],
  ],
  [["repository:host:5000/a:pull"], ["repository:host:5000/a:pull"]],
])("joinScopes %j", (scopes, expected) => {
  expect(joinScopes(scopes)).toEqual(expected);
});

test.each([
  ["repository:a:pull,push", ["repository:a:pull,push"]],
  ["repository:a:push,delete,pull repository:b:*  registry:catalog:*", ["repository:a:push,pull"]],
  ["rubbish", []],
  [undefined, []],
])("parseScopes %s", (parameter, expected) => {
  expect(parseScopes(parameter)).toEqual(expected);
});

test.each<[string, string | undefined]>([
  ['</v2/a/tags/list?n=2&last=b>; rel="next"', "/v2/a/tags/list?n=2&last=b"],
  ["<https://r/v2/a/tags/list?last=x,y>; rel=next", "https://r/v2/a/tags/list?last=x,y"],
  ['</p>; rel="prev", </n>; title="a, b; rel=next"; rel="next last"', "/n"],
  ['</p>; rel="prev"', undefined],
  ["</n>; crossorigin; rel=next", "/n"],
  ['/n?last=a; rel="next"', "/n?last=a"],
  ["", undefined],
])("parseNextLink %s", (header, expected) => {
  expect(parseNextLink(header)).toBe(expected);
});

describe("printable", () => {
  const secrets = createKnownSecrets();
  secrets.add("hunter2/secret", "abc");
  test.each([
    ["no, hunter2/secret, hunter2%2Fsecret", "no, ***, ***"],
    ["\u001b[31mred\r\n::error::x\u2028\u202e", "[31mred ::error::x"],
    ["abc is too short to be blotted out", "abc is too short to be blotted out"],
    [`${"x".repeat(190)}hunter2/secret`, `${"x".repeat(190)}***`],
    ["y".repeat(300), `${"y".repeat(199)}…`],
  ])("%j", (text, expected) => {
    expect(printable(text, secrets)).toBe(expected);
  });
});

test.each([
  ["ENOTFOUND", "x", "DNS has no host of that name"],
  ["ECONNREFUSED", "x", "nothing listens"],
  ["EPROTO", "x", "does not use TLS"],
  ["SELF_SIGNED_CERT_IN_CHAIN", "x", "NODE_EXTRA_CA_CERTS"],
  ["ECONNRESET", "tunneling socket could not be established, statusCode=407", "the proxy"],
  ["EMFILE", "x", "EMFILE"],
])("unreachable: %s", (code, message, words) => {
  const { problems } = unreachable("r.example.org", Object.assign(new Error(message), { code }));
  expect(problems).toEqual([{ code: "registry-unreachable", severity: "error", message: expect.stringContaining(words) }]);
  expect(problems[0]?.message).toMatch(/^r\.example\.org cannot be reached: /);
});

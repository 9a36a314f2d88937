import { describe, expect, test } from "@jest/globals";
import { type Challenge, parseChallenges } from "../../../../src/adapters/registry/auth/challenge.ts";

const bearer = (parameters: Record<string, string>): Challenge => ({ scheme: "bearer", parameters });

describe("parseChallenges", () => {
  test.each<[string, string, Challenge[]]>([
    [
      "a scope with a comma within its quotes",
      'Bearer realm="https://auth.docker.io/token",service="registry.docker.io",scope="repository:library/busybox:pull,push"',
      [
        bearer({
          realm: "https://auth.docker.io/token",
          service: "registry.docker.io",
          scope: "repository:library/busybox:pull,push",
        }),
      ],
    ],
    ["spaces around everything", 'BEARER  Realm = "a" ,\tSERVICE= b', [bearer({ realm: "a", service: "b" })]],
    ["escapes", String.raw`Basic realm="a \"b\", \\ c"`, [{ scheme: "basic", parameters: { realm: String.raw`a "b", \ c` } }]],
    [
      "several challenges",
      'Basic realm="x, y", Bearer realm="https://t/", error="invalid_token"',
      [{ scheme: "basic", parameters: { realm: "x, y" } }, bearer({ realm: "https://t/", error: "invalid_token" })],
    ],
    [
      "schemes without parameters, and with a token68",
      'Negotiate, NTLM TlRMTVNTUAAC==, Bearer realm="r"',
      [{ scheme: "negotiate", parameters: {} }, { scheme: "ntlm", parameters: {} }, bearer({ realm: "r" })],
    ],
    [
      "a URL without quotes",
      "Bearer realm=https://t.example/token,service=s",
      [bearer({ realm: "https://t.example/token", service: "s" })],
    ],
    ["the first of two parameters of one name", 'Bearer realm="a",realm="b"', [bearer({ realm: "a" })]],
    ["an empty value", 'Basic realm=""', [{ scheme: "basic", parameters: { realm: "" } }]],
    ["empty elements", ', ,Basic realm="a",,', [{ scheme: "basic", parameters: { realm: "a" } }]],
    ["rubbish before a challenge", '"quoted" rubbish, Bearer realm="r"', [bearer({ realm: "r" })]],
    ["a quote that does not end", 'Bearer realm="abc', [bearer({})]],
    ["nothing", "", []],
  ])("%s", (_, header, expected) => {
    expect(parseChallenges(header)).toEqual(expected);
  });

  test("a long header, which retries at every place would never end", () => {
    parseChallenges(`Bearer ${'realm="a\\'.repeat(4000)}`);
    parseChallenges(`Bearer ${"a ".repeat(8000)}`);
  });
});

import { describe, expect, test } from "@jest/globals";
import { faultsOf } from "../support.ts";

// Put together here, so that no scanner takes this file for a leak.
const word = "s3cr3tValue";
const tokens = [
  `gh${"p"}_${"a1B2".repeat(9)}`,
  `gh${"o"}_${"a1B2".repeat(9)}`,
  `gh${"s"}_${"a1B2".repeat(9)}`,
  `github_${"pat"}_${"a1B2_".repeat(9)}`,
  `gl${"pat"}-${"a1B2".repeat(5)}`,
  `dckr_${"pat"}_${"a1B2".repeat(6)}`,
  `AK${"IA"}${"A1B2".repeat(4)}`,
  `xo${"xb"}-${"12345".repeat(4)}`,
];
const image = (rest: string) => `images: { a: { context: ., ${rest} } }\n`;

describe("reports a credential at its position, by its key, and never prints it", () => {
  test.each(tokens.map((token) => [token.slice(0, 8), token]))("%s…", (_, token) => {
    for (const yaml of [
      image(`args: { X: "${token}" }`),
      image(`labels: { X: "see ${token}, please" }`),
      image(`tests: [{ run: [curl, -H, "Bearer ${token}"] }]`),
    ]) {
      const faults = faultsOf(yaml);
      expect(faults).toHaveLength(1);
      expect(faults[0]).toMatch(/^1:\d+ config-credential "(X|run)" seems to contain a credential: /);
      expect(faults.join()).not.toContain(token);
    }
  });

  test.each([
    ["1:49", `args: { DB_PASSWORD: ${word} }`, "DB_PASSWORD"],
    ["1:43", `args: { token: ${word} }`, "token"],
    ["1:52", `args: { AWS_ACCESS_KEY: "${word}" }`, "AWS_ACCESS_KEY"],
    ["1:54", `labels: { my.private-key: ${word} }`, "my.private-key"],
    ["1:66", `tests: [{ run: [ls], env: { A_SECRET: ${word}, A: b } }]`, "A_SECRET"],
  ])("%s by its name", (position, rest, name) => {
    const faults = faultsOf(image(rest));
    expect(faults.map((fault) => fault.split(" would")[0])).toEqual([`${position} config-credential "${name}"`]);
    expect(faults.join()).not.toContain(word);
    expect(faults.join()).toMatch(/`secrets`|`script`/);
  });

  test.each([
    [image(`args: { URL: "https://bob:${word}@example.org/x" }`), "URL"],
    [image(`contexts: { lib: "https://bob:${word}@example.org/x.git" }`), "lib"],
    [image(`tests: [{ run: "curl -u bob:${word}@example.org" }]`), "run"],
    [`registries: ["https://bob:${word}@ghcr.io/x"]\n${image("labels: {}")}`, "registries"],
    [`registries: ["bob:${word}@ghcr.io/x"]\n${image("labels: {}")}`, "registries"],
  ])("a user's password in %#", (yaml, name) => {
    const faults = faultsOf(yaml);
    expect(faults).toEqual([expect.stringContaining(`config-credential "${name}" seems to contain a credential`)]);
    expect(faults.join()).not.toContain(word);
  });

  test("a private key, over several lines", () => {
    const yaml = `images:\n  a:\n    context: .\n    args:\n      KEY: |\n        -----BEGIN RSA ${"PRIVATE"} KEY-----\n        ${word}\n`;
    expect(faultsOf(yaml)).toEqual([expect.stringMatching(/^5:12 config-credential "KEY" seems to contain/)]);
    expect(faultsOf(yaml).join()).not.toContain(word);
  });

  test("in a key, in a comment, and in unreadable YAML", () => {
    const [token = ""] = tokens;
    expect(faultsOf(`${image(`args: { ${token}: x }`)}`)[0]).toMatch(/^1:\d+ config-credential A key looks like a credential/);
    expect(faultsOf(`# ${token}\n${image("target: x")}`)).toEqual([
      expect.stringMatching(/^1:3 config-credential A comment seems to contain/),
    ]);
    for (const yaml of [
      image(`zzz${token}: x`),
      image(`base: ${token}`),
      `images: { a: { context: "x\n${token}`,
      `images: [}\n${token}: x`,
      `${token}\n`,
      `a: *${token}\n`,
    ]) {
      const faults = faultsOf(yaml);
      expect(faults).not.toEqual([]);
      expect(faults.join()).not.toContain(token);
    }
  });
});

test.each([
  `args: { TOKEN: "" }`,
  `args: { USE_TOKEN: true, DISABLE_PASSWORD: "no" }`,
  // biome-ignore lint/suspicious/noTemplateCurlyInString: a reference to a variable
  "args: { A_TOKEN: '${A_TOKEN}', B_TOKEN: $B_TOKEN }",
  `args: { PASSWORD_FILE: /run/secrets/p, DB_PASSWORD: /run/secrets/db }`,
  `args: { TOKENS: many, KEYBOARD: de, MONKEY: x }`,
  `secrets: [{ id: token, env: GITHUB_TOKEN }, { id: password, src: /run/p }, NPM_TOKEN]`,
  `contexts: { lib: "docker-image://busybox:1.36@sha256:${"a".repeat(64)}", x: "docker-image://localhost:5000/busybox:1@sha256:${"a".repeat(64)}" }`,
  `contexts: { lib: "git@github.com:org/repo.git", x: "https://example.org:8080/a@v1" }`,
  `tests: [{ run: "npx npm:left-pad@1.3.0 mailto:somebody@example" }]`,
  `tests: [{ run: 'curl https://bob:$PASSWORD@example.org' }]`,
  `labels: { maintainer: "somebody@example.org", url: "https://example.org/a:b@c" }`,
])("no credential: %s", (rest) => {
  expect(faultsOf(image(rest))).toEqual([]);
});

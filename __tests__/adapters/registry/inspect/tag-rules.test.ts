/** Registries' rules about tags: servers that answer as the vendors' documentation says, refusals included. */
import { afterEach, describe, expect, test } from "@jest/globals";
import { createRegistryInspector } from "../../../../src/adapters/registry/inspect/index.ts";
import { readTagRules } from "../../../../src/adapters/registry/inspect/tag-rules.ts";
import type { HttpRequest } from "../../../../src/adapters/registry/transport/transport.ts";
import { type Received, type Reply, serve } from "../../../support/registry-server.ts";
import { anonymous, basic, json, retry, Services } from "../../../support/services.ts";

const services = new Services();
afterEach(() => services.end());

describe("Harbor", () => {
  const rule = (pattern: string, change: object = {}) => ({
    id: 1,
    disabled: false,
    action: "immutable",
    template: "immutable_template",
    tag_selectors: [{ kind: "doublestar", decoration: "matches", pattern }],
    scope_selectors: { repository: [{ kind: "doublestar", decoration: "repoMatches", pattern: "**" }] },
    ...change,
  });

  async function harbor(reply: (request: Received) => Reply) {
    const server = services.add(
      await serve((request) => (request.path === "/api/v2.0/systeminfo" ? json({ auth_mode: "db_auth" }) : reply(request))),
    );
    const { tagRules } = createRegistryInspector({ environment: services.loggedIn(server.host), retry });
    return { server, rules: () => tagRules(`${server.host}/osg/apps/squid`) };
  }

  test("tells the project's rules: those for the repository, and active", async () => {
    const scope = (decoration: string, pattern: string) => ({
      scope_selectors: { repository: [{ kind: "doublestar", decoration, pattern }] },
    });
    const { server, rules } = await harbor(() =>
      json([
        rule("**"),
        rule("a", { disabled: true }),
        rule("b", scope("repoMatches", "apps/**")),
        rule("c", scope("repoMatches", "apps")),
        rule("d", scope("repoExcludes", "{apps/*,other}")),
        rule("e", { tag_selectors: [{ kind: "doublestar", decoration: "excludes", pattern: "release" }] }),
      ]),
    );
    expect(await rules()).toEqual({
      known: [
        { kind: "glob", pattern: "**" },
        { kind: "glob", pattern: "b" },
        { kind: "glob", pattern: "release", excludes: true },
      ],
    });
    expect(server.received.map(({ method, path, headers }) => [method, path, headers.authorization])).toEqual([
      ["GET", "/api/v2.0/systeminfo", undefined],
      ["GET", "/api/v2.0/projects/osg/immutabletagrules?page_size=100", basic],
    ]);
  });

  test("refuses without the right: unknown, with the right to give", async () => {
    const { rules } = await harbor(() => json({ errors: [{ code: "FORBIDDEN", message: "forbidden" }] }, 403));
    expect(await rules()).toEqual({
      unknown: "Harbor does not tell its rules about tags (it answered 403)",
      remedy: "the login needs the permission to list tag immutability rules; see docs/registries/harbor.md",
    });
  });

  test("answers something else: unknown", async () => {
    const { rules } = await harbor(() => json({ rules: [] }));
    expect(await rules()).toEqual({
      unknown: "Harbor gave an unexpected answer for its rules about tags",
      remedy: "look at them yourself",
    });
  });
});

/** A vendor whose API is at a fixed address: its answers, by the address of the request. */
function asked(registry: string, name: string, answers: Readonly<Record<string, [status: number, body: object]>>) {
  const sent: [method: string, url: string, authorization: string | undefined][] = [];
  const send = async ({ method, url, headers }: HttpRequest) => {
    sent.push([method, url.href, headers["authorization"]]);
    const [status, body] = answers[`${method} ${url.href}`] ?? [404, {}];
    return { url, status, headers: {}, body: Buffer.from(JSON.stringify(body)) };
  };
  const credentialsFor = async () => ({ kind: "basic", username: "octo", password: "planted" }) as const;
  const address = { text: `${registry}/${name}`, registry, origin: `https://${registry}`, name };
  return { sent, rules: readTagRules({ send, credentialsFor }, address) };
}

describe("Docker Hub", () => {
  const token = "POST https://hub.docker.com/v2/auth/token";
  const repository = "GET https://hub.docker.com/v2/namespaces/osg/repositories/squid";
  const loggedIn = { [token]: [200, { access_token: "t" }] } as const;
  const settings = (enabled: boolean, rules: string[]) => ({ name: "squid", immutable_tags_settings: { enabled, rules } });

  test.each([
    [
      settings(true, ["v.*", ".*-RELEASE"]),
      [
        { kind: "regex", pattern: "v.*" },
        { kind: "regex", pattern: ".*-RELEASE" },
      ],
    ],
    [settings(false, [".*"]), []],
  ])("tells the rules of a repository: %j", async (body, known) => {
    const { sent, rules } = asked("docker.io", "osg/squid", { [token]: [200, { access_token: "t" }], [repository]: [200, body] });
    expect(await rules).toEqual({ known });
    expect(sent).toEqual([
      ["POST", "https://hub.docker.com/v2/auth/token", undefined],
      ["GET", "https://hub.docker.com/v2/namespaces/osg/repositories/squid", "Bearer t"],
    ]);
  });

  test("rejects the login, or hides the repository", async () => {
    const remedy = "the login needs the right to read the repository; see docs/registries/docker-hub.md";
    expect(await asked("docker.io", "osg/squid", { [token]: [401, {}] }).rules).toEqual({
      unknown: "Docker Hub rejected the login for its API",
      remedy,
    });
    expect(await asked("docker.io", "osg/squid", { [token]: [...loggedIn[token]] }).rules).toEqual({
      unknown: "Docker Hub does not tell its rules about tags (it answered 404)",
      remedy,
    });
  });
});

describe("Google", () => {
  const url = "https://artifactregistry.googleapis.com/v1/projects/osg-project/locations/europe/repositories/images";
  const found = (body: object) => asked("europe-docker.pkg.dev", "osg-project/images/squid", { [`GET ${url}`]: [200, body] });

  test("fixes all tags, or none: then it cannot protect timestamps alone", async () => {
    const { sent, rules } = found({ format: "DOCKER", dockerConfig: { immutableTags: true } });
    expect(await rules).toEqual({ known: [{ kind: "glob", pattern: "**" }] });
    expect(sent).toEqual([["GET", url, "Bearer planted"]]);
    expect(await found({ format: "DOCKER", dockerConfig: {} }).rules).toEqual({ known: undefined });
    expect(await found({ format: "DOCKER" }).rules).toEqual({ known: undefined });
  });

  test("serves old hosts, of which its API knows no repository", async () => {
    const { sent, rules } = asked("gcr.io", "osg-project/squid", {});
    expect([await rules, sent]).toEqual([
      {
        unknown: "Google Artifact Registry tells its rules about tags to no registry client",
        remedy: "look at its console; see docs/registries/google.md",
      },
      [],
    ]);
  });
});

test.each([
  ["quay.io", "Quay", "the repository's settings in Quay, under Immutability", "quay"],
  ["registry.gitlab.com", "GitLab", "the project's Settings → Packages and registries in GitLab", "gitlab"],
])("%s tells nothing: unknown, with its page", async (host, title, where, page) => {
  expect(await asked(host, "osg/squid", {}).rules).toEqual({
    unknown: `${title} tells its rules about tags to no registry client`,
    remedy: `look at ${where}; see docs/registries/${page}.md`,
  });
});

test("GHCR, and software that nobody knows, have no rules", async () => {
  expect(await asked("ghcr.io", "osg/squid", {}).rules).toEqual({ known: undefined });
  const server = services.add(await serve(() => ({ status: 404 })));
  const { tagRules } = createRegistryInspector({ environment: anonymous, retry });
  expect(await tagRules(`${server.host}/osg/squid`)).toEqual({ known: undefined });
});

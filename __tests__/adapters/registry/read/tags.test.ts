import { describe, expect, test } from "@jest/globals";
import { createRegistry, createRegistrySession } from "../../../../src/adapters/registry/index.ts";
import { type ListLimits, listTags } from "../../../../src/adapters/registry/read/tags.ts";
import { codeOf, faultyServers, options, registry } from "../../../support/faulty-registry.ts";
import type { Reply } from "../../../support/registry-server.ts";

const { server, loggedIn } = faultyServers();

describe("lists of tags", () => {
  test("pages that repeat a tag, and null", async () => {
    const { host } = await server(({ path }) => {
      if (path.includes("last=c")) return { body: '{"name":"a","tags":null}' };
      return path.includes("last=b")
        ? { body: '{"tags":["c","b"]}', headers: { link: '</v2/a/tags/list?last=c>; rel="next"' } }
        : { body: '{"tags":["b","a"]}', headers: { link: "</v2/a/tags/list?last=b>; rel=next" } };
    });
    expect(await registry.tags(`${host}/a`)).toEqual(["b", "a", "c"]);
  });

  test("pages without end, each with another link, and none with a new tag", async () => {
    const { host } = await server((_, count) => ({
      body: '{"tags":["a"]}',
      headers: { link: `</v2/a/tags/list?cursor=${count}>; rel="next"` },
    }));
    expect(await codeOf(registry.tags(`${host}/a`))).toMatch(/^registry-invalid: .*over and over/);
  });

  test.each<[string, Partial<ListLimits>, string]>([
    ["one by one", { pages: 30 }, "30 pages"],
    ["slowly", { time: 100 }, "0\\.1 s"],
    ["with more than there is room for", { bytes: 200 }, "200 bytes"],
  ])("pages that come %s, without end", async (_, limit, words) => {
    const { host, received } = await server((__, count) => ({
      body: `{"tags":["t${count}"]}`,
      headers: { link: `</v2/a/tags/list?last=t${count}>; rel="next"` },
      slow: 20,
    }));
    const session = createRegistrySession(options);
    const limits = { pages: 2000, bytes: 1e6, time: 60_000, ...limit };
    const listed = listTags(session, session.address(`${host}/a`), 1000, limits);
    expect(await codeOf(listed)).toMatch(
      new RegExp(`^registry-invalid: .* did not end its list of tags for a within ${words}\\. Tagstream discarded`),
    );
    expect(received.length).toBeLessThanOrEqual(30);
  });

  test("cursors that change, under which the first page comes again and again", async () => {
    const { host, received } = await server((_, count) => ({
      body: '{"tags":["a","b"]}',
      headers: { link: `</v2/a/tags/list?n=2&last=b&nonce=${count}>; rel="next"` },
    }));
    expect(await codeOf(registry.tags(`${host}/a`))).toMatch(/over and over/);
    expect(received.length).toBeLessThan(20);
  });

  test.each<[string, Reply, string]>([
    ["a repository that does not exist", { status: 404, body: '{"errors":[{"code":"NAME_UNKNOWN"}]}' }, "no error"],
    ["something that is no registry", { status: 404, body: "<html>" }, "registry-invalid: .*does not behave like a registry"],
    ["no list", { body: '{"tags":"a"}' }, "registry-invalid: .*no list of tags"],
    [
      "the same page for ever",
      { body: '{"tags":[]}', headers: { link: '</v2/a/tags/list?n=1>; rel="next"' } },
      "registry-invalid: .*over and over",
    ],
    ["a second page that fails", { body: '{"tags":["a"]}', headers: { link: '</gone>; rel="next"' } }, "registry-"],
  ])("%s", async (_, reply, expected) => {
    const { host } = await server(({ path }) => (path === "/gone" ? { status: 404 } : reply));
    expect(await codeOf(registry.tags(`${host}/a`))).toMatch(new RegExp(`^${expected}`));
  });
});

describe("the next page is asked for at the registry itself, wherever its link leads", () => {
  const answers = (link: (host: string, other: string) => string) => async () => {
    const elsewhere = await server(() => ({ body: '{"tags":["stolen"]}' }));
    const made = await server(({ path, headers }) => {
      if (headers.authorization === undefined) return { status: 401, headers: { "www-authenticate": 'Basic realm="r"' } };
      if (path.includes("last=a")) return { body: '{"tags":["b"]}' };
      if (!path.startsWith("/v2/a/tags/list")) return { status: 404, body: "<html>" };
      return { body: '{"tags":["a"]}', headers: { link: link(made.host, elsewhere.host) } };
    });
    const client = createRegistry({ ...options, environment: loggedIn(made.host) });
    expect(await client.tags(`${made.host}/a`)).toEqual(["a", "b"]);
    expect(elsewhere.received).toEqual([]);
  };
  test(
    "another host",
    answers((_, other) => `<http://${other}/v2/a/tags/list?last=a>; rel="next"`),
  );
  test(
    "another scheme",
    answers((host) => `<https://${host}/v2/a/tags/list?last=a>; rel="next"`),
  );
  test(
    "another port",
    answers((host) => `<http://${host.split(":")[0]}:1/v2/a/tags/list?last=a>; rel="next"`),
  );
  test(
    "no scheme",
    answers((_, other) => `<//${other}/v2/a/tags/list?last=a>; rel="next"`),
  );
  test(
    "a path that looks like a host",
    answers((host, other) => `<http://${host}//${other}/list?last=a>; rel="next"`),
  );
  test(
    "a login",
    answers((_, other) => `<http://octo:planted@${other}/v2/a/tags/list?last=a>; rel="next"`),
  );
  test(
    "a query alone",
    answers(() => '<?last=a>; rel="next"'),
  );
  test(
    "a relative path",
    answers(() => '<list?n=1&last=a>; rel="next"'),
  );
  test(
    "no quotes, among others",
    answers(() => "</v2/>; rel=start, </v2/a/tags/list?n=1,2&last=a>; REL=Next"),
  );
  test(
    "no brackets",
    answers(() => '/v2/a/tags/list?last=a; rel="next"'),
  );
  test(
    "a parameter without a value",
    answers(() => '</v2/a/tags/list?last=a>; crossorigin; rel="next"'),
  );
});

test("a path that is known behind a proxy alone: the list's own, with the link's query", async () => {
  const { host } = await server(({ path }) => {
    if (path.startsWith("/internal/")) return { status: 404, body: "<html>" };
    if (path.includes("last=a")) return { body: '{"tags":["b"]}' };
    return { body: '{"tags":["a"]}', headers: { link: '<http://backend:5000/internal/v2/a/tags/list?last=a>; rel="next"' } };
  });
  expect(await registry.tags(`${host}/a`)).toEqual(["a", "b"]);
});

test("a next page that cannot be made out is not taken for the last one", async () => {
  const { host } = await server(() => ({ body: '{"tags":["a"]}', headers: { link: '; rel="next"' } }));
  expect(await codeOf(registry.tags(`${host}/a`))).toMatch(/^registry-invalid: .*next page/);
});

describe("a registry that refuses to be asked for a number of tags", () => {
  const list = { body: '{"tags":["a"]}' };
  test.each<[string, Reply]>([
    ["400", { status: 400, body: '{"errors":[{"code":"PAGINATION_NUMBER_INVALID"}]}' }],
    ["404, without a word", { status: 404 }],
    ["404, another code", { status: 404, body: '{"errors":[{"code":"UNSUPPORTED"}]}' }],
    ["405", { status: 405 }],
    ["416", { status: 416 }],
    ["422", { status: 422, body: "{}" }],
    ["501", { status: 501 }],
  ])("%s: it is asked without, and so from then on", async (_, refusal) => {
    const { host, received } = await server(({ path }) => (path.includes("n=") ? refusal : list));
    const client = createRegistry(options);
    for (const name of ["a", "b"]) expect(await client.tags(`${host}/${name}`)).toEqual(["a"]);
    expect(received.map(({ path }) => path)).toEqual(["/v2/a/tags/list?n=1000", "/v2/a/tags/list", "/v2/b/tags/list"]);
  });

  test("a repository that does not exist costs no second question", async () => {
    const { host, received } = await server(() => ({ status: 404, body: '{"errors":[{"code":"NAME_UNKNOWN"}]}' }));
    expect(await registry.tags(`${host}/a`)).toEqual([]);
    expect(received).toHaveLength(1);
  });

  test("what is refused either way is told, and the next repository is asked with a number again", async () => {
    const { host, received } = await server(({ path }) => (path.includes("/a/") ? { status: 400 } : list));
    const client = createRegistry(options);
    expect(await codeOf(client.tags(`${host}/a`))).toMatch(/^registry-failed: .* answered 400/);
    expect(await client.tags(`${host}/b`)).toEqual(["a"]);
    expect(received.map(({ path }) => path)).toEqual(["/v2/a/tags/list?n=1000", "/v2/a/tags/list", "/v2/b/tags/list?n=1000"]);
  });
});

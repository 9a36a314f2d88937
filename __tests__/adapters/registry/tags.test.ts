import { describe, expect, test } from "@jest/globals";
import { createRegistry } from "../../../src/adapters/registry/index.ts";
import { codeOf, faultyServers, options, registry } from "../../support/faulty-registry.ts";
import type { Reply } from "../../support/registry-server.ts";

const { server, loggedIn } = faultyServers();

describe("lists of tags", () => {
  test("pages that repeat a tag, null, and a link to another origin", async () => {
    const second = await server(() => ({ body: '{"name":"a","tags":null}' }));
    const { host } = await server(({ path, headers }) => {
      if (headers.authorization === undefined) return { status: 401, headers: { "www-authenticate": 'Basic realm="r"' } };
      return path.includes("last")
        ? { body: '{"tags":["c","b"]}', headers: { link: `<${second.origin}/more>; rel="next"` } }
        : { body: '{"tags":["b","a"]}', headers: { link: "</v2/a/tags/list?last=b>; rel=next" } };
    });
    expect(await createRegistry({ ...options, environment: loggedIn(host) }).tags(`${host}/a`)).toEqual(["b", "a", "c"]);
    expect(second.received.map(({ headers }) => headers.authorization)).toEqual([undefined]);
  });

  test("pages without end, each with another link, and none with a new tag", async () => {
    const { host } = await server((_, count) => ({
      body: '{"tags":["a"]}',
      headers: { link: `</v2/a/tags/list?cursor=${count}>; rel="next"` },
    }));
    expect(await codeOf(registry.tags(`${host}/a`))).toMatch(/^registry-invalid: .*over and over/);
  });

  test.each<[string, Reply, string]>([
    ["a repository that does not exist", { status: 404, body: '{"errors":[{"code":"NAME_UNKNOWN"}]}' }, "no error"],
    ["something that is no registry", { status: 404, body: "<html>" }, "registry-invalid: .*does not answer as a registry"],
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

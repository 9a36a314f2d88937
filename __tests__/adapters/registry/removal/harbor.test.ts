/** Harbor: its own API removes tags. A server that answers as it does, refusals included. */
import { afterEach, describe, expect, test } from "@jest/globals";
import { createRegistry } from "../../../../src/adapters/registry/index.ts";
import type { Removal } from "../../../../src/ports/registry.ts";
import type { Received, Reply, TestServer } from "../../../support/registry-server.ts";
import { type MemoryRegistry, memoryRegistry } from "../../../support/removal-registry.ts";
import { anonymous, basic, json, log, own, retry, Services } from "../../../support/services.ts";

const services = new Services();
const loggedIn = (host: string) => services.loggedIn(host);
afterEach(() => services.end());

describe("Harbor", () => {
  const artifacts = "/api/v2.0/projects/osg/repositories/squid/artifacts";

  function removal({ path, headers }: Received, { tags }: MemoryRegistry, refused: number | undefined): Reply {
    const tag = path.split("/").at(-1) ?? "";
    if (headers.authorization !== basic) return { status: 401 };
    if (path !== `${artifacts}/${tag}/tags/${tag}`) return { status: 404 };
    if (refused !== undefined) return { status: refused };
    return { status: tags.delete(tag) ? 200 : 404 };
  }

  /** Its registry API refuses by design; its own API takes Basic alone. */
  async function harbor(refused?: number): Promise<MemoryRegistry> {
    const server = await memoryRegistry({ status: 400, code: "UNSUPPORTED" }, (request, registry) => {
      if (request.path === "/api/v2.0/systeminfo") return json({ auth_mode: "db_auth" });
      const isRemoval = request.method === "DELETE" && request.path.startsWith(artifacts);
      return isRemoval ? removal(request, registry, refused) : undefined;
    });
    services.add(server);
    server.push("of #2", own, "rc.release.4be1c0ff4be1");
    return server;
  }

  const remove = ({ host }: TestServer, environment: NodeJS.ProcessEnv): Promise<Removal[]> =>
    createRegistry({ environment, retry }).removeTags(`${host}/osg/squid`, [own], log);

  test("removes the tag by its own API", async () => {
    const server = await harbor();
    expect(await remove(server, loggedIn(server.host))).toEqual([{ tag: own, outcome: "removed" }]);
    expect([...server.tags.keys()]).toEqual(["rc.release.4be1c0ff4be1"]);
    expect(server.manifests.size).toBe(1);
  });

  test.each([
    [403, "lacks the permission to delete tags in osg"],
    [412, "immutable"],
    [409, "answered 409"],
  ])("refuses with %i: the tag stays", async (status, reason) => {
    const server = await harbor(status);
    const [removal] = await remove(server, loggedIn(server.host));
    expect(removal).toEqual({ tag: own, outcome: "kept", reason: expect.stringContaining(reason) });
    expect(server.tags.size).toBe(2);
  });

  test.each([429, 500, 503])("answers %i: running again helps", async (status) => {
    const server = await harbor(status);
    const [removal] = await remove(server, loggedIn(server.host));
    expect(removal).toEqual({ tag: own, outcome: "failed", reason: expect.stringMatching(/run again/) });
    expect(server.tags.size).toBe(2);
  });

  test("without a login: the tag stays", async () => {
    const server = await harbor();
    expect((await remove(server, anonymous))[0]).toMatchObject({ outcome: "kept", reason: expect.stringContaining("no login") });
  });
});

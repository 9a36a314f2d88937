import { expect, test } from "@jest/globals";
import { createObserver } from "../../../src/steps/observe/observe.ts";
import { faultyServers, good, registry, stated } from "../../support/faulty-registry.ts";
import type { Reply } from "../../support/registry-server.ts";
import { makeUnit } from "../../support/units.ts";

const servers = faultyServers();

const schema1: Reply = {
  headers: { ...stated(), "content-type": "application/vnd.docker.distribution.manifest.v1+prettyjws" },
  body: JSON.stringify({ schemaVersion: 1, name: "osg/squid", fsLayers: [] }),
};
const html: Reply = { headers: { "content-type": "text/html" }, body: "<html>Sign in</html>" };

test.each<[string, Reply]>([
  ["an image of schema 1", schema1],
  ["a page", html],
  ["a limit that stays", { status: 429, headers: { "retry-after": "0" } }],
  ["a refusal", { status: 403 }],
  ["another image than its digest says", { headers: stated(`sha256:${"0".repeat(64)}`), body: good.body ?? "" }],
])(
  "a stream tag from before Tagstream that gives %s is a failure of its registry, not an absence; the next image is told",
  async (_, odd) => {
    const { host } = await servers.server(({ path, method }) => {
      if (path.includes("/tags/list")) return { body: JSON.stringify({ name: "x", tags: ["release"] }) };
      if (method === "POST") return { status: 403 };
      return path.includes("/squid/") ? odd : good;
    });
    const observe = createObserver(registry, { annotations: true });
    const look = async (image: string) => {
      const destinations = [{ repository: `${host}/osg/${image}`, required: true }];
      const {
        destinations: [seen],
      } = await observe(makeUnit(`${image}:release`, { destinations }));
      return seen;
    };
    expect((await look("squid"))?.failure).toEqual(expect.stringContaining(host));
    expect(await look("xcache")).toMatchObject({ unidentified: {} });
    expect((await look("xcache"))?.failure).toBeUndefined();
  },
);

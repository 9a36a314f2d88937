// Counts the requests of one verified tag move: registries limit requests, and networks make them
// slow.
import { randomBytes } from "node:crypto";
import { pushImage, pushIndex } from "../__tests__/support/registry.ts";
import { createRegistry } from "../src/adapters/registry/index.ts";
import { startCountingProxy, total } from "./counting-proxy.ts";
import { part, run } from "./engine.ts";
import { mark } from "./machine.ts";
import { heading, table } from "./table.ts";

const goal = 3;

export async function tagMove(): Promise<void> {
  heading("moving one tag, verified");
  const registry = part("TAGSTREAM_TEST_REGISTRY");
  const name = `bench-${randomBytes(6).toString("hex")}/squid`;
  const children = await Promise.all(["one", "two"].map(async (text) => (await pushImage(`${registry}/${name}`, text)).manifest));
  const { digest } = await pushIndex(`${registry}/${name}`, children);
  const ways: [string, (repository: string) => Promise<unknown>][] = [
    [
      "tagstream",
      async (repository) => {
        const client = createRegistry({ environment: {} });
        const manifest = await client.manifest(repository, digest);
        if (manifest) await client.putManifest(repository, "ours", manifest);
      },
    ],
    ["crane tag", (repository) => run(part("TAGSTREAM_CRANE"), ["tag", `${repository}@${digest}`, "crane"])],
    [
      "docker buildx imagetools create",
      (repository) =>
        run("docker", [
          "buildx",
          "imagetools",
          "create",
          "--prefer-index=false",
          "--tag",
          `${repository}:imagetools`,
          `${repository}@${digest}`,
        ]),
    ],
  ];
  const rows: string[][] = [];
  for (const [way, move] of ways) {
    const proxy = await startCountingProxy(registry);
    try {
      await move(`${proxy.host}/${name}`);
      const count = total(proxy.requests);
      const kinds = [...proxy.requests].map(([kind, times]) => `${times} ${kind}`).join(", ");
      rows.push([way, String(count), kinds, way === "tagstream" ? `≤ ${goal} ${mark(count <= goal)}` : ""]);
    } finally {
      await proxy.close();
    }
  }
  table([["", "requests", "which", "goal"], ...rows]);
}

// Requests of a push that changes nothing: 100 units, all published, every tag correct.
import { randomBytes } from "node:crypto";
import { makeManifest, pushImage } from "../__tests__/support/registry.ts";
import { makeUnit, timestamp } from "../__tests__/support/units.ts";
import { createRegistry } from "../src/adapters/registry/index.ts";
import { annotationKeys } from "../src/core/oci/annotations.ts";
import { step } from "../src/core/publish/publish.ts";
import type { Unit } from "../src/core/unit/unit.ts";
import { createObserver } from "../src/steps/observe/observe.ts";
import { newestPublication } from "../src/steps/observe/published.ts";
import { startCountingProxy, total } from "./counting-proxy.ts";
import { part } from "./engine.ts";
import { mark } from "./machine.ts";
import { heading, table } from "./table.ts";

const images = 10;
const streams = 10;
const stamp = timestamp("20261123-0617");

export async function idlePush(): Promise<void> {
  heading("a push where nothing changed, 100 units");
  const hosts = [part("TAGSTREAM_TEST_REGISTRY"), part("TAGSTREAM_TEST_REGISTRY_B")];
  const rows: string[][] = [];
  for (const count of [1, 2]) {
    const proxies = await Promise.all(hosts.slice(0, count).map((host) => startCountingProxy(host)));
    try {
      const registry = createRegistry({ environment: {} });
      const units = await publishAll(proxies.map(({ host }) => host));
      for (const proxy of proxies) proxy.reset();
      const observer = createObserver(registry, { annotations: true });
      await Promise.all(
        units.map(async (unit) => {
          const observed = await observer(unit);
          await newestPublication(unit, observed, registry);
          if (step(unit, observed).kind !== "done") throw new Error(`${unit.name} still has something to do`);
        }),
      );
      for (const [index, { requests }] of proxies.entries()) {
        const listings = requests.get("GET tags") ?? 0;
        const perUnit = (total(requests) - listings) / units.length;
        const [gets, heads] = [requests.get("GET manifests") ?? 0, requests.get("HEAD manifests") ?? 0];
        rows.push([
          `${index + 1} of ${count}`,
          `${perUnit.toFixed(2)} (${gets} GET, ${heads} HEAD)`,
          `≤ 2 ${mark(perUnit <= 2)}`,
          `${listings}`,
          `≤ ${images} ${mark(listings <= images)}`,
        ]);
      }
    } finally {
      await Promise.all(proxies.map((proxy) => proxy.close()));
    }
  }
  console.log(`${images} images in ${streams} streams, a stream tag and a timestamp tag each`);
  table([["registry", "requests per unit", "goal", "listings", "goal"], ...rows]);
}

async function publishAll(hosts: readonly string[]): Promise<Unit[]> {
  const registry = createRegistry({ environment: {} });
  const place = `bench-${randomBytes(6).toString("hex")}`;
  const units: Unit[] = [];
  for (let image = 0; image < images; image++) {
    const repositories = hosts.map((host) => `${host}/${place}/image-${image}`);
    for (const repository of repositories) {
      const { manifest } = await pushImage(repository, `image ${image}`);
      const content = JSON.parse(Buffer.from(manifest.bytes).toString()) as object;
      const annotations = { [annotationKeys.built]: stamp, [annotationKeys.inputs]: "a".repeat(64) };
      const built = makeManifest(manifest.mediaType, { ...content, annotations });
      for (let stream = 0; stream < streams; stream++) {
        for (const tag of [`s${stream}`, `s${stream}-${stamp}`]) await registry.putManifest(repository, tag, built);
      }
    }
    for (let stream = 0; stream < streams; stream++) {
      units.push(
        makeUnit(`image-${image}:s${stream}`, {
          destinations: repositories.map((repository) => ({ repository, required: true })),
        }),
      );
    }
  }
  return units;
}

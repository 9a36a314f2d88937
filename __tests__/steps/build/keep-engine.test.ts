/**
 * A rebuild and the published image, compared on the real engine.
 * @needs engine
 */
import { describe, expect, test } from "@jest/globals";
import type { UnitRecord } from "../../../src/core/build/record.ts";
import type { Digest } from "../../../src/core/lib/digest.ts";
import type { PlannedUnit } from "../../../src/core/plan/plan.ts";
import { both, buildAll, buildFolder, unit } from "../../support/builds.ts";
import { fakeGenerator } from "../../support/fake-generator.ts";
import { makePlan } from "../../support/plans.ts";
import { timestamp } from "../../support/units.ts";

// What an installation leaves: a package, its files, and logs and caches that differ each time.
buildFolder({
  "app/Dockerfile": `FROM busybox:1.36
RUN echo 'tool (none) 1.0-1.el9 x86_64' > /packages.txt && mkdir -p /var/log /var/cache/ldconfig /var/lib/rpm /opt \\
 && head -c 16 /dev/urandom | tee /var/log/dnf.log /var/cache/ldconfig/aux-cache > /var/lib/rpm/rpmdb.sqlite \\
 && echo tool > /opt/tool && chmod 0755 /opt/tool && ln -s tool /opt/link && ln /opt/tool /opt/again
ARG CHANGE
RUN case "$CHANGE-$(uname -m)" in file-*) date +%N >> /opt/tool ;; mode-*) chmod 4755 /opt/tool ;; arm64-aarch64) touch /opt/new ;; esac
`,
});

async function builtWith(change: string, at: string, more: Partial<PlannedUnit> = {}): Promise<UnitRecord> {
  const { packages: _, ...build } = unit("app:release").build;
  const planned = unit("app:release", { platforms: both, build: { ...build, args: { CHANGE: change } }, ...more });
  const plan = makePlan([planned], { timestamp: timestamp(at), generator: await fakeGenerator(), freshness: { keep: {} } });
  return (await buildAll(plan)).of(planned.name);
}

describe("a rebuild", () => {
  let published: UnitRecord;
  const again = (change: string) => builtWith(change, "20261130-0617", { keep: true, current: published.digest as Digest });

  test("of the same files, packages and settings is kept on two platforms", async () => {
    published = await builtWith("none", "20261123-0617");
    expect(published).toMatchObject({ outcome: "passed" });
    const { digest, platforms, unchanged } = await again("none");
    expect([digest, platforms]).toEqual([published.digest, published.platforms]);
    expect(unchanged).toMatchObject({ since: "20261123-0617", packages: 2 });
    expect(unchanged?.built).not.toBe(published.digest);
    expect(unchanged?.files).toBeGreaterThan(20);
  });

  test.each([
    ["file", "/opt/tool differs in its content on linux/amd64"],
    ["mode", "/opt/tool differs in its mode: 0755, now 4755 on linux/amd64"],
    ["arm64", "/opt/new is new on linux/arm64"],
  ])("with another %s is published: %s", async (change, differs) => {
    const record = await again(change);
    expect(record).toMatchObject({ outcome: "passed", differs });
    expect(record).not.toHaveProperty("unchanged");
    expect(record.digest).not.toBe(published.digest);
  });
});

import { gunzipSync } from "node:zlib";
import { describe, expect, test } from "@jest/globals";
import { unpack } from "../../../src/core/status/packed.ts";
import type { Status } from "../../../src/core/status/status.ts";
import { pageWithin } from "../../../src/steps/status/page-within.ts";
import { sampleStatus } from "../../../tools/page/sample.ts";
import { statusUnit } from "../../support/status-units.ts";

const template = '<title>%title%</title>%overview%<script id="status">%data%</script>';
const status = sampleStatus({ units: 12, weeks: 30, seed: 1 });

function statusOf(page: string): Status {
  const [, data = ""] = /id="status">([^<]*)</.exec(page) ?? [];
  return unpack(JSON.parse(gunzipSync(Buffer.from(data, "base64")).toString("utf8")));
}

const publicationsOf = ({ units }: Status) => units.map(({ publications }) => publications.map(({ timestamp }) => timestamp));
const withPackages = ({ units }: Status) =>
  units.flatMap(({ publications }) => publications.filter(({ packages }) => packages)).length;

describe("a page", () => {
  test("has all data while there is room", async () => {
    expect(statusOf(await pageWithin(status, template))).toEqual(status);
  });

  test("has a stranger's text as text", async () => {
    const hostile = sampleStatus({ units: 6, weeks: 3, seed: 2, hostile: true });
    const page = await pageWithin({ ...hostile, source: "https://github.com/octo/<script>alert(1)</script>" }, template);
    expect(page.match(/<script/g)).toHaveLength(1);
    expect(page).not.toMatch(/<(?:img|svg|iframe|a href="(?!status\.json))/);
  });

  test("says without scripts what is in no stream, rather than that it was never published", async () => {
    const { shows: _, ...unit } = statusUnit({ unit: "tool:version", versionsAlone: true, freshness: { state: "never" } });
    const page = await pageWithin({ ...status, units: [unit] }, template);
    expect(page).toContain("<tr><td>tool:version</td><td>versions alone</td><td></td></tr>");
  });

  test("takes a text with the name of a place as it is", async () => {
    const page = await pageWithin({ ...status, source: "https://github.com/%data%/%overview%" }, template);
    expect(page).toContain("<title>Streams of %data%/%overview%</title>");
  });
});

describe("a page without room", () => {
  test("leaves out the package changes of the oldest publications, and says so", async () => {
    const whole = Buffer.byteLength(await pageWithin(status, template));
    const page = await pageWithin(status, template, Math.floor(whole * 0.8));
    const shown = statusOf(page);
    expect(Buffer.byteLength(page)).toBeLessThanOrEqual(whole * 0.8);
    expect(publicationsOf(shown)).toEqual(publicationsOf(status));
    expect(withPackages(shown)).toBeGreaterThan(0);
    expect(withPackages(shown)).toBeLessThan(withPackages(status));
    expect(shown.notes.at(-1)).toMatch(/no package changes of publications until 20\d\d-.* UTC.*status\.json/);
  });

  // Packing a large status takes seconds.
  test.each([0, 0.5, 0.7, 0.9, 0.98])("packs few times to find what fits in %d of its bytes, and fills them", async (share) => {
    const whole = Buffer.byteLength(await pageWithin(status, template));
    const least = Buffer.byteLength(await pageWithin(status, template, 10));
    const most = Math.floor(least + (whole - least) * share);
    let tries = 0;
    const counted = Object.defineProperty({ ...status }, "source", {
      enumerable: true,
      get: () => {
        tries++;
        return status.source;
      },
    });
    const bytes = Buffer.byteLength(await pageWithin(counted, template, most));
    expect(tries).toBeLessThanOrEqual(12);
    expect(bytes).toBeLessThanOrEqual(most);
    expect(bytes).toBeGreaterThanOrEqual(0.8 * most);
  });

  test("leaves out no publication, however small it was to be", async () => {
    const shown = statusOf(await pageWithin(status, template, 10));
    expect(publicationsOf(shown)).toEqual(publicationsOf(status));
    expect(withPackages(shown)).toBe(0);
  });
});

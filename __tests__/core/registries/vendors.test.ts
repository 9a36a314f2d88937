/** Holds each known registry to what its file says. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "@jest/globals";
import { normalRepository, registryFault, repositoryKey } from "../../../src/core/oci/reference.ts";
import { ghcr } from "../../../src/core/registries/ghcr.ts";
import { hostKey, hostNames, normalHost, vendorOf } from "../../../src/core/registries/host.ts";
import { vendors } from "../../../src/core/registries/index.ts";
import type { RefusedRemoval, Vendor } from "../../../src/core/registries/vendor.ts";
import { root } from "../../support/workflow-files.ts";

const hostOf = ({ example }: Vendor): string => example.split("/")[0] ?? "";
const each = vendors.map((vendor) => [vendor.page, vendor] as const);
const hosted = each.filter(([, { hosts }]) => hosts !== undefined);
const verbs = ["push", "read", "remove"] as const;

describe("the table", () => {
  test("has each file of src/core/registries once", () => {
    const files = readdirSync(path.join(root, "src/core/registries")).map((file) => file.replace(/\.ts$/, ""));
    const shared = ["host", "index", "list", "vendor"];
    expect(vendors.map(({ page }) => page).sort()).toEqual(files.filter((file) => !shared.includes(file)).sort());
  });

  test.each(each)("%s has a page in docs/registries that names it first", (page, { title }) => {
    const file = path.join(root, `docs/registries/${page}.md`);
    expect(existsSync(file)).toBe(true);
    expect(readFileSync(file, "utf8").split("\n")[0]).toContain(title);
  });
});

describe("hosts", () => {
  test.each(each)("the example of %s is a valid entry of `registries`, and of no other vendor", (_, vendor) => {
    expect(registryFault(vendor.example, "registry")).toBeUndefined();
    expect(vendors.filter(({ hosts }) => hosts?.test(hostOf(vendor)))).toEqual(vendor.hosts ? [vendor] : []);
    expect(vendorOf(hostOf(vendor))).toBe(vendor.hosts ? vendor : undefined);
  });

  test.each(hosted)("%s is known in capitals and with its port, and not by a host that only looks like it", (_, vendor) => {
    const host = hostOf(vendor);
    expect(vendorOf(`${host.toUpperCase()}:443`)).toBe(vendor);
    for (const other of [`${host}.example.org`, `${host}:5000`, `example.org/${host}`, `-${host}`.replaceAll(".", "-")]) {
      expect(vendorOf(other)).toBeUndefined();
    }
  });

  test.each([
    ["registry-1.docker.io", "docker-hub"],
    ["hub.docker.com", undefined],
    ["docker.io.example.org", undefined],
    ["containers.acme.ghe.com", "ghcr"],
    ["containers.a.b.ghe.com", undefined],
    ["notghcr.io", undefined],
    ["us.gcr.io", "google"],
    ["xgcr.io", undefined],
    ["us-central1-docker.pkg.dev", "google"],
    ["npm.pkg.dev", undefined],
    ["123456789012.dkr.ecr-fips.us-east-1.amazonaws.com", "ecr"],
    ["123456789012.dkr.ecr.cn-north-1.amazonaws.com.cn", "ecr"],
    ["public.ecr.aws", undefined],
    ["octoorg.azurecr.cn", "azure"],
    ["azurecr.io", undefined],
    ["gitlab.com", undefined],
    ["localhost:5000", undefined],
  ])("%s is of %s", (host, page) => expect(vendorOf(host)?.page).toBe(page));
});

describe("names", () => {
  test.each(hosted)("%s has a namespace between host and image, where it says so", (_, vendor) => {
    const fault = registryFault(hostOf(vendor), "registry");
    if (vendor.namespace === undefined) expect(fault).toBeUndefined();
    else expect(fault).toContain(`needs a namespace: write "${hostOf(vendor)}/" and ${vendor.namespace}`);
  });

  test("a host is no place for an image, and a push creates no repository, in these", () => {
    const pages = (key: "namespace" | "create") => vendors.filter((vendor) => vendor[key] !== undefined).map(({ page }) => page);
    expect(pages("namespace")).toEqual(expect.arrayContaining(["docker-hub", "ghcr", "gitlab", "google", "quay"]));
    expect(pages("create")).toEqual(expect.arrayContaining(["ecr", "gitlab", "google"]));
  });

  test.each(each.flatMap(([page, { names }]) => (names ? [[page, names] as const] : [])))(
    "%s is one registry under all its hosts",
    (page, names) => {
      for (const host of [names.shown, ...names.aliases, names.api, `${names.shown}:443`, names.shown.toUpperCase()]) {
        expect(hostNames(host)).toBe(names);
        expect([normalHost(host), hostKey(host)]).toEqual([names.shown, names.shown]);
        expect(vendorOf(host)?.page).toBe(page);
        expect(normalRepository(`${host}/base`)).toBe(`${names.shown}/${names.defaultNamespace}/base`);
        expect(repositoryKey(`${host}/osg/base`)).toBe(`${names.shown}/osg/base`);
      }
    },
  );

  test("no host is an alias of two", () => {
    const all = vendors.flatMap(({ names }) => (names ? [names.shown, ...names.aliases] : []));
    expect(new Set(all).size).toBe(all.length);
  });
});

describe("a missing right", () => {
  test.each(hosted)("%s says for each request how to get it", (_, { grant }) => {
    const texts = verbs.map((verb) => grant?.(verb, "osg/squid"));
    for (const text of texts) expect(text).toMatch(/^[a-z].+\.$/s);
    expect(texts.join()).not.toMatch(/undefined|\bnull\b/);
    expect(new Set(texts).size).toBeGreaterThan(1);
  });

  test.each(each.filter(([, { hosts }]) => hosts === undefined))("nothing asks %s, which no host shows", (_, vendor) => {
    expect([vendor.grant, vendor.create, vendor.namespace, vendor.names]).toEqual([undefined, undefined, undefined, undefined]);
  });
});

describe("the removal of a tag", () => {
  test.each(each)("%s can be found: by its host, by a sign, or it needs no way of its own", (_, { hosts, sign, removal }) => {
    expect(hosts !== undefined || sign !== undefined || removal.by === "delete").toBe(true);
  });

  test.each(each.flatMap(([page, { removal }]) => (removal.by === "api" ? [[page, removal.api] as const] : [])))(
    "%s: its API takes the whole name and the tag, and a refusal has a reason",
    (_, api) => {
      const url = api.path("osg/deep/squid", "rc.release.pr-2");
      expect(url).toMatch(/^\/.*rc\.release\.pr-2/);
      for (const part of ["osg", "deep", "squid"]) expect(url).toContain(part);
      expect(api.path("osg/a", "t")).not.toBe(api.path("osg/b", "t"));
      for (const status of [401, 403])
        expect(api.whyKept(status, { registry: "hub.example.org", name: "osg/squid" })).toBeTruthy();
      expect(api.whyKept(418, { registry: "hub.example.org", name: "osg/squid" })).toBeUndefined();
    },
  );

  test.each<[string, Partial<RefusedRemoval>, string | undefined]>([
    ["a token service that grants no right to remove", { status: 400, byTokenService: true }, "quay"],
    ["a tag that is no digest", { status: 400, codes: ["DIGEST_INVALID"] }, "distribution"],
    ["a plain 405", { status: 405, codes: ["UNSUPPORTED"] }, undefined],
    ["a refused login", { status: 401, byTokenService: true }, undefined],
  ])("%s is the sign of one vendor at most", (_, refused, page) => {
    const request = { status: 0, codes: [], byTokenService: false, ...refused };
    const found = vendors.filter(({ sign }) => sign?.by === "refusal" && sign.fits(request));
    expect(found.map((vendor) => vendor.page)).toEqual(page === undefined ? [] : [page]);
  });

  test.each<[unknown, string[]]>([
    [{ auth_mode: "db_auth", harbor_version: "v2.12" }, ["harbor"]],
    [{ version: "1" }, []],
    [undefined, []],
    ["<html>", []],
  ])("the page %j is the sign of one vendor at most", (page, expected) => {
    expect(vendors.filter(({ sign }) => sign?.by === "page" && sign.fits(page)).map((vendor) => vendor.page)).toEqual(expected);
  });

  test("a login for GHE.com goes to that server's API, whatever server runs the workflow", () => {
    const { removal } = ghcr;
    if (removal.by !== "github-packages") throw new Error(removal.by);
    expect(removal.apiUrl("containers.acme.ghe.com", "https://api.github.com")).toBe("https://api.acme.ghe.com");
    expect(removal.apiUrl("ghcr.io", "https://api.github.com")).toBe("https://api.github.com");
    expect(removal.apiUrl("ghcr.io", undefined)).toBeUndefined();
  });
});

describe("a rule that makes a tag immutable", () => {
  test.each<[string, number, string, string[]]>([
    ["Harbor's status", 412, "PRECONDITION ", ["harbor"]],
    ["Azure's locks", 405, "UNSUPPORTED The operation is disallowed on this registry, repository or image.", ["azure"]],
    ["another refusal", 403, "DENIED requested access to the resource is denied", []],
  ])("%s", (_, status, words, pages) => {
    const found = vendors.filter(({ isImmutable }) => isImmutable?.(status, words));
    expect(found.map(({ page }) => page)).toEqual(pages);
  });
});

describe("the rest of the source", () => {
  const files = readdirSync(path.join(root, "src"), { recursive: true, encoding: "utf8" }).filter(
    (file) => file.endsWith(".ts") && !file.startsWith(path.join("core", "registries")),
  );
  const known = [...hosted.map(([, vendor]) => hostOf(vendor)), ...vendors.flatMap(({ names }) => names?.aliases ?? [])];
  /** Hosts that code compares or matches; an example in a text goes on with a namespace. */
  const comparedIn = (text: string): string[] => {
    const code = text.replace(/\/\*[\s\S]*?\*\//g, "").replace(/\/\/.*$/gm, "");
    return known.filter((host) => code.includes(`"${host}"`) || code.includes(host.replaceAll(".", "\\.")));
  };

  test("knows no vendor by its host", () => {
    expect(files.length).toBeGreaterThan(200);
    expect(
      files.flatMap((file) => comparedIn(readFileSync(path.join(root, "src", file), "utf8")).map((host) => `${file}: ${host}`)),
    ).toEqual([]);
  });

  test("a comparison would be found", () => {
    expect(comparedIn('if (host === "quay.io") return;')).toEqual(["quay.io"]);
    expect(comparedIn("const ghcr = /^ghcr\\.io$/;")).toEqual(["ghcr.io"]);
    expect(comparedIn('const example = "ghcr.io/octo-org"; // "quay.io"')).toEqual([]);
  });
});

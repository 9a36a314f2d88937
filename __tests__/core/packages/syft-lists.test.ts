/** Lists of syft 1.57.1, as it wrote them of real images; shortened to some packages, with one CPE each. */
import { createReadStream } from "node:fs";
import path from "node:path";
import { expect, test } from "@jest/globals";
import { comparePackages } from "../../../src/core/packages/compare.ts";
import type { PackageList } from "../../../src/core/packages/package-list.ts";
import { readSpdx } from "../../../src/core/packages/spdx.ts";
import { differingPackage } from "../../../src/core/unchanged/differing-package.ts";

async function read(name: string): Promise<PackageList> {
  const list = await readSpdx(createReadStream(path.resolve(import.meta.dirname, `../../support/syft-lists/${name}.json`)));
  if ("unknown" in list) throw new Error(list.unknown);
  return list;
}

const versionsIn = ({ packages }: PackageList) => Object.fromEntries([...packages].map(([key, { versions }]) => [key, versions]));

test("packages of rpm: epochs, two architectures of one name, two versions, keys", async () => {
  const list = await read("rpm-now");
  expect(list.tools).toEqual(["syft-1.57.1"]);
  expect(versionsIn(list)).toEqual({
    "rpm/almalinux/gpg-pubkey": ["a9bbdca8-6b08a448", "fb095591-6b08a447"],
    "rpm/almalinux/jq/x86_64": ["1.6-17.el9"], // its epoch is 0
    "rpm/almalinux/kernel-core/x86_64": ["5.14.0-503.el9", "5.14.0-570.el9"],
    "rpm/almalinux/libstdc++/x86_64": ["11.5.0~rc1-5^git1.el9"],
    "rpm/almalinux/openssl-libs/i686": ["1:3.2.2-6.el9"],
    "rpm/almalinux/openssl-libs/x86_64": ["1:3.2.2-7.el9_4.1"],
    "rpm/almalinux/squid/x86_64": ["7:5.5-13.el9"],
  });
});

test("packages of Debian, Alpine, npm, Python and Go", async () => {
  const { packages } = await read("types");
  expect([...packages.values()].map(({ type, name, versions }) => `${type} ${name} ${versions.join(", ")}`)).toEqual([
    "deb bash 5.2.15-2+b13",
    "deb bsdutils 1:2.38.1-5+deb12u3",
    "deb libstdc++6 12.2.0-14+deb12u1",
    "apk libstdc++ 13.2.1_git20240309-r0", // and not `.build-deps`, which is virtual
    "npm @octo/app 1.0.0-rc.1+build.5",
    "golang github.com/docker/cli v29.7.2+incompatible",
    "pypi jinja2 3.1.3+local.1, 3.1.4",
    "npm left-pad 1.1.0, 1.3.0",
    "golang stdlib 1.26.8",
    "pypi zope-interface 6.0",
  ]);
});

test("two builds: older, added, a second version, newer, removed", async () => {
  const [before, now] = [await read("rpm-before"), await read("rpm-now")];
  const compared = comparePackages(before, now);
  if ("unknown" in compared) throw new Error(compared.unknown);
  expect(compared.changes.map(({ kind, name, before, now }) => [kind, name, before.join(", "), now.join(", ")])).toEqual([
    ["backwards", "squid", "7:5.5-14.el9", "7:5.5-13.el9"],
    ["added", "jq", "", "1.6-17.el9"],
    ["changed", "kernel-core", "5.14.0-503.el9", "5.14.0-503.el9, 5.14.0-570.el9"],
    ["changed", "openssl-libs", "1:3.2.2-6.el9", "1:3.2.2-7.el9_4.1"],
    ["removed", "tzdata", "2026a-1.el9", ""],
  ]);
  expect([differingPackage(before, now), differingPackage(now, await read("rpm-now"))]).toEqual([
    expect.stringContaining("differs"),
    undefined,
  ]);
});

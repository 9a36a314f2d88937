import { expect, test } from "@jest/globals";
import { parsePackageUrl } from "../../../src/core/packages/purl.ts";

test.each([
  [
    "pkg:deb/debian/curl@7.50.3-1?arch=i386&distro=jessie",
    { type: "deb", namespace: "debian", name: "curl", version: "7.50.3-1" },
    { arch: "i386", distro: "jessie" },
  ],
  [
    "pkg:rpm/fedora/curl@7.50.3-1.fc25?arch=i386&epoch=2",
    { type: "rpm", namespace: "fedora", name: "curl", version: "7.50.3-1.fc25" },
    { arch: "i386", epoch: "2" },
  ],
  ["pkg:npm/%40angular/animation@12.3.1", { type: "npm", namespace: "@angular", name: "animation", version: "12.3.1" }, {}],
  ["pkg:npm/@angular/animation", { type: "npm", namespace: "@angular", name: "animation" }, {}],
  [
    "pkg:golang/google.golang.org/genproto@v0.0.0-2024#googleapis/api",
    { type: "golang", namespace: "google.golang.org", name: "genproto", version: "v0.0.0-2024" },
    {},
  ],
  [
    "pkg:golang/golang.org/x/text@v0.14.0%2Bincompatible",
    { type: "golang", namespace: "golang.org/x", name: "text", version: "v0.14.0+incompatible" },
    {},
  ],
  ["PKG:x", undefined, {}],
  ["pkg://pypi/Django@1.11.1", { type: "pypi", name: "Django", version: "1.11.1" }, {}],
  ["pkg:DEB/debian/libstdc++6@1%3A2~rc", { type: "deb", namespace: "debian", name: "libstdc++6", version: "1:2~rc" }, {}],
  ["pkg:deb/debian/odd%zz@1%", { type: "deb", namespace: "debian", name: "odd%zz", version: "1%" }, {}],
  ["pkg:deb/x?arch=&=1&a=b=c", { type: "deb", name: "x" }, { a: "b=c" }],
  ["pkg:deb/", undefined, {}],
  ["pkg:deb//@1", undefined, {}],
  ["curl", undefined, {}],
  ["", undefined, {}],
])("%s", (text, expected, qualifiers) => {
  const read = parsePackageUrl(text);
  expect(read && { ...read, qualifiers: Object.fromEntries(read.qualifiers) }).toEqual(expected && { ...expected, qualifiers });
});

test("a text of many @ takes no longer than any other", () => {
  const text = `pkg:npm/${"@".repeat(65_000)}/x`;
  const before = performance.now();
  expect(parsePackageUrl(text)?.name).toBe("x");
  expect(performance.now() - before).toBeLessThan(1000); // its square takes 3 s
  expect(parsePackageUrl(`${text}${"x".repeat(1000)}`)).toBeUndefined();
});

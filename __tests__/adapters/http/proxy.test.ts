/** NO_PROXY as golang.org/x/net/http/httpproxy reads it: each line was compared with that, as were 28,000 others. */
import { describe, expect, test } from "@jest/globals";
import { usesProxy } from "../../../src/adapters/http/proxy.ts";

const proxies = { HTTP_PROXY: "http://proxy.example.org:3128", HTTPS_PROXY: "http://proxy.example.org:3128" };
const isDirect = (url: string, NO_PROXY: string) => !usesProxy(new URL(url), { ...proxies, NO_PROXY });

describe("NO_PROXY", () => {
  test.each<[string, string[], string[]]>([
    ["10.0.0.0/8", ["https://10.1.2.3", "http://10.255.0.1:5000"], ["https://11.0.0.1", "https://a.10.org"]],
    ["10.1.2.3/8", ["https://10.9.9.9"], []],
    ["2001:db8::/32", ["https://[2001:db8::1]:5000"], ["https://[2001:db9::1]", "https://10.1.2.3"]],
    ["0.0.0.0/0", ["https://1.2.3.4", "https://[::ffff:1.2.3.4]"], ["https://[2001:db8::1]", "https://ghcr.io"]],
    ["10.1.2.3", ["https://10.1.2.3:5000"], ["https://10.1.2.30", "https://110.1.2.3"]],
    ["10.1.2.3:5000", ["http://10.1.2.3:5000"], ["http://10.1.2.3", "https://10.1.2.3:5001"]],
    ["2.3", [], ["https://10.1.2.3"]],
    ["2001:db8::1", ["https://[2001:db8:0:0:0:0:0:1]"], ["https://[2001:db8::2]"]],
    ["[2001:db8::1]:443", ["https://[2001:db8::1]"], ["https://[2001:db8::1]:5000"]],
    ["example.org", ["https://example.org", "https://hub.example.org:5000"], ["https://myexample.org", "https://example.org.uk"]],
    [".example.org", ["https://hub.example.org", "https://a.b.example.org"], ["https://example.org"]],
    ["*.example.org", ["https://hub.example.org", "https://a.b.example.org"], ["https://example.org"]],
    ["*.example.org:5000", ["https://hub.example.org:5000"], ["https://hub.example.org"]],
    ["example.org:443", ["https://hub.example.org"], ["http://hub.example.org", "https://example.org:80"]],
    ["*example.org", [], ["https://myexample.org", "https://example.org"]],
    ["EXAMPLE.org", ["https://Example.ORG"], []],
    ["bücher.example", ["https://xn--bcher-kva.example", "https://a.bücher.example"], []],
    ["*", ["https://ghcr.io", "http://10.1.2.3", "https://[2001:db8::1]"], []],
    [" ghcr.io ,, 10.0.0.0/33, quay.io ", ["https://ghcr.io", "https://quay.io"], ["https://10.1.2.3"]],
    ["ghcr.io quay.io", [], ["https://ghcr.io", "https://quay.io"]],
    ["http://ghcr.io, ghcr.io/octo, :443, .", [], ["https://ghcr.io"]],
    ["", ["http://localhost:5000", "https://127.0.0.1", "http://127.3.2.1:5000", "http://[::1]:5000"], ["https://ghcr.io"]],
    ["ghcr.io", ["http://localhost"], ["https://localhost.example.org", "https://127.example.org", "https://a.localhost"]],
  ])("%j", (noProxy, direct, proxied) => {
    expect([...direct, ...proxied].filter((url) => isDirect(url, noProxy))).toEqual(direct);
  });
});

describe("the variables", () => {
  test.each<[string, NodeJS.ProcessEnv, boolean]>([
    ["none", {}, false],
    ["of https", { HTTPS_PROXY: "http://p" }, true],
    ["of http, for https", { HTTP_PROXY: "http://p" }, false],
    ["in lower case", { https_proxy: "http://p" }, true],
    ["in lower case, and empty", { https_proxy: "", HTTPS_PROXY: "http://p" }, true],
    ["no_proxy in lower case, before the other", { HTTPS_PROXY: "http://p", no_proxy: "quay.io", NO_PROXY: "ghcr.io" }, true],
    ["no_proxy in lower case", { https_proxy: "http://p", no_proxy: "*.io,ghcr.io" }, false],
  ])("%s", (_, environment, expected) => expect(usesProxy(new URL("https://ghcr.io/v2/"), environment)).toBe(expected));
});

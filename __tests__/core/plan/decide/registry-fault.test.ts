import { describe, expect, test } from "@jest/globals";
import { byCause, type RegistryFault, registryFault } from "../../../../src/core/plan/decide/registry-fault.ts";

const host = "hub.example.org:5000";
const login = "Tagstream found no login for it. Add docker/login-action for hub.example.org:5000 before this step.";

test.each<[string, string, Omit<RegistryFault, "namesHost">]>([
  [
    "a host that is down",
    `${host} cannot be reached: it did not answer for 45.2 s. Check its health. Set HTTPS_PROXY if this network needs a proxy`,
    {
      cause: `${host} cannot be reached`,
      short: `${host} cannot be reached`,
      what: `${host} cannot be reached: it did not answer for 45.2 s`,
      remedy: "Check its health. Set HTTPS_PROXY if this network needs a proxy",
    },
  ],
  [
    "a host that is too slow",
    `${host} is too slow: it moved 12 bytes in 60 s. Check its health`,
    {
      cause: `${host} is too slow`,
      short: `${host} is too slow`,
      what: `${host} is too slow: it moved 12 bytes in 60 s`,
      remedy: "Check its health",
    },
  ],
  [
    "a refusal of a tag",
    `${host} refused to read osg/squid:25-release: ${login}`,
    {
      cause: `${host} refused to read : ${login}`,
      short: `${host} refused to read osg/squid:25-release`,
      what: `${host} refused to read osg/squid:25-release: Tagstream found no login for it`,
      remedy: "Add docker/login-action for hub.example.org:5000 before this step.",
      image: "osg/squid",
    },
  ],
  [
    "an answer about a list",
    `${host} answered 503 to read osg/squid. Check its health, then run again`,
    {
      cause: `${host} answered 503 to read . Check its health, then run again`,
      short: `${host} answered 503 to read osg/squid`,
      what: `${host} answered 503 to read osg/squid`,
      remedy: "Check its health, then run again",
      image: "osg/squid",
    },
  ],
  [
    "a limit",
    `${host} limits requests (100 in 6 h) and asks clients to wait for 3 min, until 10:05 UTC: run again then`,
    {
      cause: `${host} limits requests (100 in 6 h) and asks clients to wait for 3 min, until 10:05 UTC: run again then`,
      short: `${host} limits requests (100 in 6 h) and asks clients to wait for 3 min, until 10:05 UTC: run again then`,
      what: `${host} limits requests (100 in 6 h) and asks clients to wait for 3 min, until 10:05 UTC: run again then`,
      remedy: "",
    },
  ],
  ["words of any kind", "no such luck", { cause: "no such luck", short: "no such luck", what: "no such luck", remedy: "" }],
])("%s", (_, failure, fault) => {
  expect(registryFault(failure)).toEqual({ ...fault, namesHost: failure.startsWith(host) });
});

describe("by cause", () => {
  test.each<[string, string[], [what: string, count: number][]]>([
    ["nothing", [], []],
    [
      "one host, however it is down",
      [`${host} cannot be reached: it broke off. Check it`, `${host} cannot be reached: it is silent. Check it`],
      [[`${host} cannot be reached: it broke off`, 2]],
    ],
    [
      "one refusal of several images",
      [
        `${host} refused to read osg/a:x: ${login}`,
        `${host} refused to read osg/b: ${login}`,
        `${host} refused to read osg/b: ${login}`,
      ],
      [[`${host} refused to read 2 repositories: Tagstream found no login for it`, 3]],
    ],
    [
      "a remedy that names the image",
      [`ghcr.io refused to read osg/a: grant it. Open osg/a`, `ghcr.io refused to read osg/b: grant it. Open osg/b`],
      [["ghcr.io refused to read 2 repositories: grant it", 2]],
    ],
    [
      "two tags of one image",
      [`${host} refused to read osg/a:x: no`, `${host} refused to read osg/a:y: no`],
      [[`${host} refused to read osg/a:x: no`, 2]],
    ],
    [
      "two hosts",
      ["one.example.org answered 503 to read a. Wait", "two.example.org answered 503 to read a. Wait"],
      [
        ["one.example.org answered 503 to read a", 1],
        ["two.example.org answered 503 to read a", 1],
      ],
    ],
  ])("%s", (_, failures, expected) => {
    expect(byCause(failures, (failure) => failure).map(({ what, items }) => [what, items.length])).toEqual(expected);
  });
});

import { describe, expect, test } from "@jest/globals";
import { loadConfiguration } from "../../../src/core/config/index.ts";
import { kindOf } from "./support.ts";

const load = (server: string | undefined, text = "images: { squid: { context: . } }") =>
  loadConfiguration({ text, file: "tagstream.yml", kindOf, owner: "Octo-Org", ...(server === undefined ? {} : { server }) });

describe("the default registry", () => {
  test.each([
    [undefined, "ghcr.io/octo-org/squid"],
    ["", "ghcr.io/octo-org/squid"],
    ["https://github.com", "ghcr.io/octo-org/squid"],
    ["https://GitHub.com/octo-org/images", "ghcr.io/octo-org/squid"],
    ["https://acme.ghe.com", "containers.acme.ghe.com/octo-org/squid"],
    ["https://Acme.GHE.com/octo-org/images", "containers.acme.ghe.com/octo-org/squid"],
  ])("on %s: %s", (server, repository) => {
    expect(load(server).units[0]?.destinations).toEqual([{ repository, required: true }]);
  });

  test.each([
    ["https://github.example.com", "github.example.com"],
    ["https://ghes.example.com:8443/octo-org/images", "ghes.example.com"],
    ["https://github.com.example.org", "github.com.example.org"],
    ["https://notghe.com", "notghe.com"],
    ["https://ghe.com", "ghe.com"],
    ["https://gitlab.com/octo-org/images", "gitlab.com"],
    ["work", "work"],
  ])("on %s it has to say, and ghcr.io is not meant", (server, host) => {
    const message = `Tagstream has no default for ${host}, which hosts this repository: add, for example, \`registries: [containers.${host}/octo-org]\``;
    const problems = [expect.objectContaining({ code: "config-registry", message: expect.stringContaining(message) })];
    expect(() => load(server)).toThrow(expect.objectContaining({ problems }));
    expect(() => load(server)).not.toThrow("ghcr.io");
  });

  test.each([
    "registries: [containers.ghes.example.com/x]\nimages: { squid: { context: . } }",
    "images: { squid: { context: ., destinations: [{ name: containers.ghes.example.com/x/squid }] } }",
  ])("what it says counts on every server: %j", (text) => {
    expect(load("https://ghes.example.com", text).units[0]?.destinations[0]?.repository).toBe(
      "containers.ghes.example.com/x/squid",
    );
  });
});

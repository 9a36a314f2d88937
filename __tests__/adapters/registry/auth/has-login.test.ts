import { expect, test } from "@jest/globals";
import { createRegistry } from "../../../../src/adapters/registry/index.ts";
import { dockerConfig } from "../../../support/registry.ts";

test("a login is looked up as Docker does, and no registry is asked", async () => {
  const login = { username: "octo", password: "planted" };
  const { environment } = dockerConfig({ "quay.invalid": login, "https://index.docker.io/v1/": login });
  const requests: unknown[] = [];
  const registry = createRegistry({ environment, onRequest: (request) => void requests.push(request) });
  const asked = ["quay.invalid/a/b", "QUAY.invalid:443/c", "docker.io/osg/a", "ghcr.io/osg/a", "localhost:5000/a"];
  expect(await Promise.all(asked.map((repository) => registry.hasLogin(repository)))).toEqual([true, true, true, false, false]);
  expect(requests).toEqual([]);
});

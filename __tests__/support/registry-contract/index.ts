/** What the registry client does on every registry: one table for real ones and for the one in the tests' own process. */
import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, describe, test } from "@jest/globals";
import { createRegistry } from "../../../src/adapters/registry/index.ts";
import type { RequestEvent } from "../../../src/adapters/registry/transport/transport.ts";
import { clientRows } from "./client-rows.ts";
import { copyRows, proxyRows } from "./copy-rows.ts";
import type { ContractFacts, Row } from "./place.ts";
import { wireRows } from "./wire-rows.ts";

/** A registry that the contract is checked on. */
export interface ContractSetting {
  /** `HOST:PORT`. */
  host: string;
  /** Another registry, without a login. */
  other: string;
  environment: NodeJS.ProcessEnv;
  close?: () => Promise<void>;
}

/** Checks the contract on one registry. */
export function describeContract(kind: string, start: () => Promise<ContractSetting>, facts: ContractFacts): void {
  describe(kind, () => {
    let setting: ContractSetting;
    const name = `contract-${randomBytes(4).toString("hex")}`;
    beforeAll(async () => {
      setting = await start();
    });
    afterAll(() => setting?.close?.());

    const check = (_: string, row: Row[1]): Promise<void> => {
      const requests: RequestEvent[] = [];
      const { host, other, environment } = setting;
      const options = { environment, onRequest: (event: RequestEvent) => void requests.push(event) };
      const repository = (part?: string) => `${host}/${name}/${part ?? "app"}`;
      const elsewhere = `${other}/${name}/elsewhere`;
      return row({ host, facts, options, registry: createRegistry(options), requests, repository, elsewhere });
    };
    test.each([...clientRows, ...copyRows])("%s", check);
    if (facts.login) return;
    test.each(proxyRows)("%s", check);
    test.each(wireRows)("by plain requests: %s", (_, row) => row({ host: setting.host, name, facts }));
  });
}

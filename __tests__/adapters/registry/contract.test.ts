/**
 * The client against real registries: the same table for all of them, and for the one in the tests' own process.
 * @needs engine
 */
import { rmSync } from "node:fs";
import { engine } from "../../support/engine.ts";
import { basicLogin, dockerConfig, startRegistry } from "../../support/registry.ts";
import { type ContractSetting, describeContract } from "../../support/registry-contract/index.ts";
import { startTokenServer } from "../../support/token-server.ts";

const password = "planted-password";
const other = () => engine("TAGSTREAM_TEST_REGISTRY");
const of = (variable: string) => async (): Promise<ContractSetting> => ({
  host: engine(variable),
  other: other(),
  environment: process.env,
});
const version3 = { version: 3, referrers: false, login: false } as const;

describeContract("distribution 3.1", of("TAGSTREAM_TEST_REGISTRY"), version3);
describeContract("distribution 3.1, another one", of("TAGSTREAM_TEST_REGISTRY_B"), version3);
describeContract("distribution 2.8", of("TAGSTREAM_TEST_REGISTRY_V2"), { ...version3, version: 2 });

describeContract(
  "token authentication",
  async () => {
    const server = await startTokenServer({ users: { octo: { password, actions: ["pull", "push"] } } });
    const { host, stop } = await startRegistry({ kind: "token", server }).catch(async (error: unknown) => {
      await server.close();
      throw error;
    });
    const { folder, environment } = dockerConfig({ [host]: { username: "octo", password } });
    const close = async () => {
      await Promise.all([server.close(), stop()]);
      rmSync(folder, { recursive: true });
    };
    return { host, other: other(), environment, close };
  },
  { ...version3, login: true },
);

describeContract(
  "Basic authentication",
  async () => {
    const { host, stop } = await startRegistry({ kind: "basic" });
    const { folder, environment } = dockerConfig({ [host]: basicLogin });
    const close = async () => {
      await stop();
      rmSync(folder, { recursive: true });
    };
    return { host, other: other(), environment, close };
  },
  { ...version3, login: true },
);

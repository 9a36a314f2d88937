/** The registry in the tests' own process keeps the contract that the real ones keep: `contract.test.ts`. */
import { rmSync } from "node:fs";
import { basicLogin, dockerConfig } from "../../support/registry.ts";
import { type ContractSetting, describeContract } from "../../support/registry-contract/index.ts";
import { type InProcessOptions, startInProcessRegistry } from "../../support/registry-in-process/index.ts";
import { startTokenServer } from "../../support/token-server.ts";

const octo = { username: "octo", password: "planted-password" };
const facts = { version: 3, referrers: false, login: false } as const;

async function start(options: InProcessOptions, login?: { username: string; password: string }): Promise<ContractSetting> {
  const [registry, other] = [await startInProcessRegistry(options), await startInProcessRegistry()];
  const { folder, environment } = dockerConfig(login ? { [registry.host]: login } : {});
  const close = async () => {
    await Promise.all([registry.close(), other.close()]);
    rmSync(folder, { recursive: true });
  };
  return { host: registry.host, other: other.host, environment, close };
}

describeContract("as distribution 3", () => start({}), facts);
describeContract("as distribution 2", () => start({ version: 2 }), { ...facts, version: 2 });
describeContract("with the referrers API", () => start({ referrers: true }), { ...facts, referrers: true });

describeContract(
  "token authentication",
  async () => {
    const server = await startTokenServer({ users: { octo: { password: octo.password, actions: ["pull", "push"] } } });
    const setting = await start({ auth: { kind: "token", server } }, octo);
    const close = async () => {
      await Promise.all([setting.close?.(), server.close()]);
    };
    return { ...setting, close };
  },
  { ...facts, login: true },
);
describeContract("Basic authentication", () => start({ auth: { kind: "basic", login: basicLogin } }, basicLogin), {
  ...facts,
  login: true,
});

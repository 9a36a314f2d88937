import { spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { onInterruption } from "../process/interruption.ts";
import { capture } from "../process/process.ts";

/** Finds containers that a killed run left behind. */
const label = "io.github.tagstream.test=1";

/** Milliseconds for the docker client to finish after an interruption of this process. */
const interruptedRemoval = 5000;

/** A name for a new container, and its removal: by us, or on interruption of this process. */
export function nameContainer(): { name: string; remove(): Promise<void>; forget(): void } {
  const name = `tagstream-${randomBytes(6).toString("hex")}`;
  const argv = ["rm", "--force", "--volumes", name];
  const forget = onInterruption(() => spawnSync("docker", argv, { stdio: "ignore", timeout: interruptedRemoval }));
  const remove = async () => {
    forget();
    await docker(argv);
  };
  return { name, remove, forget };
}

/**
 * `--pull never`: the pull by digest happens before the test's clock starts. No `--init`: tests run
 * the image as it is.
 */
export function containerFlags(name: string, platform: string): string[] {
  return ["--name", name, "--label", label, "--platform", platform, "--pull", "never"];
}

/** A short docker command, whatever its result. */
export async function docker(argv: string[]): Promise<{ status: number; stdout: string }> {
  return capture(["docker", ...argv]).catch(() => ({ status: 127, stdout: "" }));
}

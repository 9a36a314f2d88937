import { execFile } from "node:child_process";
import { setTimeout as pause } from "node:timers/promises";
import type { InUse } from "./stage.ts";

interface Exit {
  status: number;
  output: string;
}

/** Runs docker; `output` is everything that it prints. */
export function docker(...args: string[]): Promise<Exit> {
  return new Promise((resolve) => {
    execFile("docker", args, { encoding: "utf8" }, (error, stdout, stderr) => {
      const status = error === null ? 0 : typeof error.code === "number" ? error.code : 1;
      resolve({ status, output: `${stdout}${stderr}`.trim() });
    });
  });
}

/** Pulls a tag, starts the image as a service with a site's setting, and sends it a request. */
export async function startAtSite(image: string, setting: string, question: readonly string[]): Promise<InUse> {
  const more = (process.env["TAGSTREAM_DOCKER_RUN_ARGS"] ?? "").split(" ").filter((arg) => arg !== "");
  const started = await docker("run", "--detach", "--quiet", "--pull", "always", ...more, "--env", setting, image);
  if (started.status !== 0) throw new Error(`docker cannot start ${image}: ${started.output}`);
  const container = started.output.split("\n").at(-1) ?? "";
  try {
    const answers = await answersInTime(container, question);
    const { output } = await docker("logs", container);
    return { answers, lastLine: (output.split("\n").at(-1) ?? "").replace(/^\S*\//, "") };
  } finally {
    await docker("rm", "--force", "--volumes", container);
    await docker("rmi", image);
  }
}

/** Whether the service answers before its container ends, and within a minute. */
async function answersInTime(container: string, question: readonly string[]): Promise<boolean> {
  for (let tries = 0; tries < 120; tries++) {
    if ((await docker("exec", container, ...question)).status === 0) return true;
    if ((await docker("inspect", "--format", "{{.State.Running}}", container)).output !== "true") return false;
    await pause(500);
  }
  return false;
}

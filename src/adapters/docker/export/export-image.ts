import { spawn } from "node:child_process";
import { once } from "node:events";
import { lastPart } from "../../../core/build/bake-output.ts";
import { failure } from "../../../core/lib/problems/problem.ts";
import type { ImageFiles } from "../../../core/unchanged/image-file.ts";
import { OutputTail } from "../../process/output-tail.ts";
import { runProcess } from "../../process/process.ts";
import { containerFlags, nameContainer } from "../container-name.ts";
import { imageFilesIn } from "./image-files.ts";

/**
 * The files of an image that the daemon has. The container is created and never started, so no
 * platform needs emulation; `/` stands for a command, which an image may lack.
 * @throws Failure `test-daemon`
 */
export async function filesOfImage(image: string, platform: string): Promise<ImageFiles> {
  const container = nameContainer();
  try {
    const created = await runProcess(["docker", "create", ...containerFlags(container.name, platform), image, "/"]);
    if (created.status !== 0)
      throw failure("test-daemon", `docker cannot create a container of ${image}: ${told(created.output)}`);
    return await exported(container.name, image);
  } finally {
    await container.remove();
  }
}

async function exported(container: string, image: string): Promise<ImageFiles> {
  const child = spawn("docker", ["export", container], { stdio: ["ignore", "pipe", "pipe"] });
  const tail = new OutputTail(1000);
  child.stderr.on("data", (chunk: Buffer) => tail.add(chunk));
  const closed = once(child, "close"); // before anything else can happen
  try {
    const files = await imageFilesIn(child.stdout);
    await closed;
    if (child.exitCode === 0) return files;
  } catch (error) {
    await stopped(child, closed);
    if (child.exitCode === 0 || child.signalCode !== null) throw error;
  }
  throw failure("test-daemon", `docker cannot export ${image}: ${told(tail.text())}`);
}

async function stopped(child: ReturnType<typeof spawn>, closed: Promise<unknown>): Promise<void> {
  child.stdout?.destroy();
  await Promise.race([closed, new Promise((resolve) => setTimeout(resolve, 1000).unref())]);
  child.kill();
  await closed.catch(() => undefined);
}

function told(output: string): string {
  return lastPart(output.trim(), 1000);
}

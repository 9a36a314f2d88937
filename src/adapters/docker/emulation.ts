import { readFile } from "node:fs/promises";
import { platform as operatingSystem } from "node:os";
import { normalizePlatform } from "../../core/lib/platform.ts";
import { failure } from "../../core/lib/problems/problem.ts";
import { capture } from "../process/process.ts";

const binfmt = "/proc/sys/fs/binfmt_misc";

/** QEMU's user-mode emulators with names that differ from the OCI architecture. */
const emulators: Readonly<Record<string, string>> = {
  "386": "i386",
  amd64: "x86_64",
  arm64: "aarch64",
  loong64: "loongarch64",
  mips64le: "mips64el",
};

/** Architectures that a processor of this one usually runs natively. */
const alsoNative: Readonly<Record<string, readonly string[]>> = { amd64: ["386"], arm64: ["arm"] };

/**
 * The platforms among these whose containers the Docker daemon cannot run, natively or by QEMU
 * through the kernel's binfmt_misc (Linux, Documentation/admin-guide/binfmt-misc.rst). Lists
 * nothing when the daemon runs under another kernel (remote, or Docker Desktop's virtual machine):
 * its abilities are unknown.
 * @throws Failure `test-daemon` when the daemon does not answer
 */
export async function platformsThatCannotRun(platforms: readonly string[]): Promise<string[]> {
  const native = normalizePlatform(await serverPlatform());
  const [os = "", architecture = ""] = native.split("/");
  const foreign = platforms.filter((text) => {
    const [wantedOs, wanted = ""] = normalizePlatform(text).split("/");
    return wantedOs !== os || (wanted !== architecture && !alsoNative[architecture]?.includes(wanted));
  });
  if (foreign.length === 0 || (await isElsewhere()) || !(await isEnabled("status"))) return [];
  const emulated = await Promise.all(foreign.map((text) => isEmulated(normalizePlatform(text))));
  return foreign.filter((_, at) => !emulated[at]);
}

/** The daemon's platform: `linux/amd64`. */
async function serverPlatform(): Promise<string> {
  const format = "{{.Server.Os}}/{{.Server.Arch}}";
  const { status, stdout, stderr } = await capture(["docker", "version", "--format", format]).catch(() => {
    throw failure("test-daemon", "This machine has no `docker`, and tests run in containers. Use a runner that has Docker.");
  });
  if (status === 0) return stdout.trim();
  throw failure(
    "test-daemon",
    `Tests run in containers, but the Docker daemon does not answer: ${stderr.trim() || `exit status ${status}`}`,
  );
}

/** Whether the daemon runs under another kernel than this process. */
async function isElsewhere(): Promise<boolean> {
  if (operatingSystem() !== "linux") return true;
  const { stdout } = await capture(["docker", "context", "inspect", "--format", "{{.Endpoints.docker.Host}}"]);
  return !stdout.trim().startsWith("unix://");
}

async function isEmulated(platform: string): Promise<boolean> {
  const [os, architecture = ""] = platform.split("/");
  return os === "linux" && isEnabled(`qemu-${emulators[architecture] ?? architecture}`);
}

/**
 * Whether an entry of binfmt_misc is on. The flag F makes it work in containers, which lack the
 * emulator's file.
 */
async function isEnabled(entry: string): Promise<boolean> {
  const text = await readFile(`${binfmt}/${entry}`, "utf8").catch(() => "");
  return /^enabled$/m.test(text) && (entry === "status" || /^flags:.*F/m.test(text));
}

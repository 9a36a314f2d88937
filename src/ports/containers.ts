import type { Digest } from "../core/lib/digest.ts";
import type { ImageFiles } from "../core/unchanged/image-file.ts";
import type { Layout } from "./builder.ts";
import type { Log } from "./log.ts";
import type { Redact } from "./redact.ts";

/** The end of a process or of a command in a container. `timedOut` wins over the status. */
export interface Exit {
  /** 0 to 255; 128 + signal number after a signal. */
  status: number;
  timedOut: boolean;
  /** Standard output and error, interleaved, the last 64 KiB. */
  output: string;
}

export interface RunOptions {
  env: Record<string, string>;
  /** Milliseconds. */
  timeout: number;
  /** Masks secrets in the output and the log. */
  redact?: Redact;
}

/** A running container; `remove` never fails for a missing one. */
export interface Service {
  exec(command: string[], options: RunOptions): Promise<Exit>;
  running(): Promise<boolean>;
  /** The container's own output, the last 64 KiB. */
  logs(redact?: Redact): Promise<string>;
  remove(): Promise<void>;
}

/** The files of a scanner. */
export interface ScanFiles {
  /** SPDX JSON, for a file named in TAGSTREAM_SBOM. Absent: that variable is not set. */
  list?: AsyncIterable<Uint8Array>;
  /** Bytes of the longest report to read. */
  longest: number;
}

/** The end of a scanner. */
export interface Scanned {
  exit: Exit;
  /** The text of its report; absent if it wrote none. */
  report?: string | { unreadable: string };
}

/** Containers, and programs, on this machine. */
export interface Containers {
  /** The platforms among these whose containers cannot run here, natively or emulated. */
  cannotRun(platforms: string[]): Promise<string[]>;
  /** `image` is `repository@digest` of one platform's manifest. */
  pull(image: string, platform: string, log: Log): Promise<void>;
  /**
   * Loads one platform's image from a layout into the containers' store; returns its name there.
   */
  load(layout: Layout, digest: Digest, log: Log): Promise<string>;
  /**
   * Runs a container with this command: `command[0]` replaces the entrypoint. Always removes it.
   */
  run(image: string, platform: string, command: string[], options: RunOptions, log: Log): Promise<Exit>;
  /** Starts a container with its own entrypoint and command, in the background. */
  start(image: string, platform: string, env: Record<string, string>): Promise<Service>;
  /**
   * Runs a program on this machine, in a folder; kills its whole process group at the time limit.
   */
  script(command: string[], folder: string, options: RunOptions, log: Log): Promise<Exit>;
  /**
   * Runs a scanner like `script`, with the path for its report in TAGSTREAM_REPORT. Its files are
   * outside of the folder, and gone afterwards.
   */
  scan(command: string[], folder: string, files: ScanFiles, options: RunOptions, log: Log): Promise<Scanned>;
  /** Gives a pulled or loaded image one more name, which keeps it. */
  name(image: string, name: string): Promise<void>;
  /**
   * Every file of a pulled image, with a hash of its content. Starts no container, so the platform
   * needs no emulation. The daemon's own files (`/etc/hosts`, `/etc/resolv.conf`) stand for the image's.
   */
  files(image: string, platform: string): Promise<ImageFiles>;
  /** Removes an image that was pulled or loaded for tests; never fails. */
  discard(image: string): Promise<void>;
}

import type { Digest } from "../core/lib/digest.ts";
import type { Layout } from "./builder.ts";
import type { Log } from "./log.ts";
import type { Redact } from "./redact.ts";

/** What became of a process or a command in a container. `timedOut` wins over the status. */
export interface Exit {
  /** 0 to 255; 128 + signal number when a signal ended it. */
  status: number;
  timedOut: boolean;
  /** Standard output and error as they came, the last 64 KiB. */
  output: string;
}

export interface RunOptions {
  env: Record<string, string>;
  /** Milliseconds. */
  timeout: number;
  /** What is blotted out of its output and log. */
  redact?: Redact;
}

/** A running container; `remove` never fails because it is gone. */
export interface Service {
  exec(command: string[], options: RunOptions): Promise<Exit>;
  running(): Promise<boolean>;
  /** The container's own output, the last 64 KiB. */
  logs(redact?: Redact): Promise<string>;
  remove(): Promise<void>;
}

/** Containers, and programs, on this machine. */
export interface Containers {
  /** Of these platforms, those whose containers cannot run here, natively or emulated. */
  cannotRun(platforms: string[]): Promise<string[]>;
  /** `image` is `repository@digest` of one platform's manifest. */
  pull(image: string, platform: string, log: Log): Promise<void>;
  /** Brings the image of one platform's manifest from a layout to the containers; returns what it is called there. */
  load(layout: Layout, digest: Digest, log: Log): Promise<string>;
  /** A container with this command appended to the entrypoint's place: `command[0]` replaces the entrypoint. Always removed. */
  run(image: string, platform: string, command: string[], options: RunOptions, log: Log): Promise<Exit>;
  /** A container with its own entrypoint and command, in the background. */
  start(image: string, platform: string, env: Record<string, string>): Promise<Service>;
  /** A program on this machine, in a folder; its whole process group is killed at the time limit. */
  script(command: string[], folder: string, options: RunOptions, log: Log): Promise<Exit>;
  /** Gives an image that was pulled or loaded a name more, under which it stays. */
  name(image: string, name: string): Promise<void>;
  /** Removes an image that was pulled or loaded for tests; never fails. */
  discard(image: string): Promise<void>;
}

import { registriesHere, storeOf } from "../behind.ts";
import { type KillCase, killAtEach } from "../kill-sweep.ts";

type Hosts = readonly [string, string];

/** A world that can be again what it was. */
interface Savable {
  save(): () => void;
  close(): Promise<void>;
}

/** Worlds that were prepared once, in registries of this process: cases take them, one after the other. */
class PreparedWorlds<T extends { world: Savable }> {
  readonly #prepare: () => Promise<T>;
  readonly #free: { prepared: T; restore: () => void }[] = [];
  readonly #all: Savable[] = [];

  constructor(prepare: () => Promise<T>) {
    this.#prepare = prepare;
  }

  /** Runs a case in a world that no other one has at the time. */
  async use<R>(run: (prepared: T) => Promise<R>): Promise<R> {
    const taken = this.#free.pop() ?? (await this.#another());
    try {
      return await run(taken.prepared);
    } finally {
      taken.restore();
      this.#free.push(taken);
    }
  }

  async close(): Promise<void> {
    await Promise.all(this.#all.map((world) => world.close()));
  }

  async #another() {
    const prepared = await this.#prepare();
    this.#all.push(prepared.world);
    return { prepared, restore: prepared.world.save() };
  }
}

/** The cases of a sweep. */
export interface WorldSweep<T> {
  workers: number;
  /** The registries of the first case, the second and so on. */
  hostsOf: (count: number) => Hosts;
  /** Everything that comes before the killed run. */
  prepare: (hosts: Hosts) => Promise<T>;
  run: (prepared: T, count: number) => Promise<KillCase>;
}

/** Kills in a world of its own for each case; in registries of this process, cases share what comes before the kill. */
export async function killInWorlds<T extends { world: Savable }>({
  workers,
  hostsOf,
  prepare,
  run,
}: WorldSweep<T>): Promise<KillCase[]> {
  const here = new PreparedWorlds(() => prepare(registriesHere()));
  const runAlone = async (hosts: Hosts, count: number): Promise<KillCase> => {
    const prepared = await prepare(hosts);
    try {
      return await run(prepared, count);
    } finally {
      await prepared.world.close();
    }
  };
  try {
    return await killAtEach(workers, (count) => {
      const hosts = hostsOf(count);
      return storeOf(hosts[0]) ? here.use((prepared) => run(prepared, count)) : runAlone(hosts, count);
    });
  } finally {
    await here.close();
  }
}

import type { Digest } from "../../../core/lib/digest.ts";
import type { Containers } from "../../../ports/containers.ts";
import type { Log } from "../../../ports/log.ts";
import type { ImageStore } from "../image-store.ts";

/** Keeps the images that tests run in the machine, so that a comparison after them needs no second pull. */
export class TestedImages implements Pick<ImageStore, "makeRunnable"> {
  readonly #store: ImageStore;
  readonly #containers: Containers;
  readonly #images = new Map<Digest, string>();

  constructor(store: ImageStore, containers: Containers) {
    this.#store = store;
    this.#containers = containers;
  }

  /** Pulls an image twice: the tests discard it once, and `release` at last. */
  async makeRunnable(digest: Digest, platform: string, log: Log): Promise<string> {
    const image = await this.get(digest, platform, log);
    await this.#containers.pull(image, platform, log);
    return image;
  }

  /** The name of an image in the machine, pulled if need be. */
  async get(digest: Digest, platform: string, log: Log): Promise<string> {
    const known = this.#images.get(digest);
    if (known !== undefined) return known;
    const image = await this.#store.makeRunnable(digest, platform, log);
    this.#images.set(digest, image);
    return image;
  }

  async release(): Promise<void> {
    for (const image of this.#images.values()) await this.#containers.discard(image);
    this.#images.clear();
  }
}

/** Does work with the images that tests run, and releases them at its end; without, if they need not be kept. */
export async function withTestedImages<T>(
  isKept: boolean,
  store: ImageStore,
  containers: Containers,
  work: (tested: TestedImages | undefined) => Promise<T>,
): Promise<T> {
  if (!isKept) return work(undefined);
  const tested = new TestedImages(store, containers);
  return work(tested).finally(() => tested.release());
}

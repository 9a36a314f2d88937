import type { ImageFile } from "../../src/core/unchanged/image-file.ts";
import type { JobEnd, MemoryJobs } from "./memory-jobs.ts";
import type { MemoryRun } from "./memory-run.ts";
import { nativeProject, one, shownOn } from "./native-project.ts";

const keep = "rebuild: { unchanged: keep, at-least: 5w }\n";
const day = 86_400_000;

/** Images whose builds all have the same files, unless a test alters one of a later build on a platform. */
export function keptProject(shape: Parameters<typeof nativeProject>[0] = {}) {
  const made = nativeProject({ images: ["squid"], oneRunner: true, more: keep, ...shape });
  const changed = new Map<string, number>(); // the content of a file, by image or by platform
  const pulled = new Map<string, number>(); // as it was when the image was first seen
  made.containers = {
    ...made.containers,
    files: async (image, platform) => {
      const name = /\/([a-z]+)@/.exec(image)?.[1] ?? "";
      const content = pulled.get(image) ?? changed.get(name) ?? changed.get(platform) ?? 0;
      pulled.set(image, content);
      const file: ImageFile = { type: "file", mode: 0o644, owner: "0:0", content: String(content) };
      return new Map([["/etc/passwd", file]]);
    },
  };
  return { made, changed };
}

/** Sees what an image's stream shows as what it is now, before its content changes. */
export async function seePublished(made: MemoryRun, image: string): Promise<void> {
  for (const [platform, { digest }] of Object.entries(await shownOn(made, image)))
    await made.containers.files(`${one}/${image}@${digest}`, platform);
}

/** The publish job of a run whose commit is no longer the tip: it is on the plan's commit. */
export async function publishLate(made: MemoryRun, jobs: MemoryJobs): Promise<JobEnd> {
  const tip = made.repository.head();
  const { tip: ofCheckout } = made;
  made.tip = () => tip;
  made.repository.checkOut(jobs.plan.commit);
  const end = await jobs.publish();
  made.repository.checkOut("main");
  made.tip = ofCheckout;
  return end;
}

/** The clock goes on by some days. */
export const later = (made: MemoryRun, days: number) => {
  made.now = new Date(made.now.getTime() + days * day);
};
/** The timestamp tags of an image, with their digests. */
export const stamps = (made: MemoryRun, image = "squid", place: string = one) =>
  Object.entries(made.registry.shown(`${place}/${image}`)).filter(([tag]) => tag.startsWith("release-"));

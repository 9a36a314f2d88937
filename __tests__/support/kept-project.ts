import type { ImageFile } from "../../src/core/unchanged/image-file.ts";
import type { MemoryRun } from "./memory-run.ts";
import { nativeProject, one } from "./native-project.ts";

const keep = "rebuild: { unchanged: keep, at-least: 5w }\n";
const day = 86_400_000;

/** Images whose builds all have the same files, unless a test alters one of a later build on a platform. */
export function keptProject(shape: Parameters<typeof nativeProject>[0] = {}) {
  const made = nativeProject({ images: ["squid"], oneRunner: true, more: keep, ...shape });
  const changed = new Map<string, number>(); // the content of a platform's file
  const pulled = new Map<string, number>(); // as it was when the image was first seen
  made.containers = {
    ...made.containers,
    files: async (image, platform) => {
      const content = pulled.get(image) ?? changed.get(platform) ?? 0;
      pulled.set(image, content);
      const file: ImageFile = { type: "file", mode: 0o644, owner: "0:0", content: String(content) };
      return new Map([["/etc/passwd", file]]);
    },
  };
  return { made, changed };
}

/** The clock goes on by some days. */
export const later = (made: MemoryRun, days: number) => {
  made.now = new Date(made.now.getTime() + days * day);
};
/** The timestamp tags of an image, with their digests. */
export const stamps = (made: MemoryRun, image = "squid", place: string = one) =>
  Object.entries(made.registry.shown(`${place}/${image}`)).filter(([tag]) => tag.startsWith("release-"));

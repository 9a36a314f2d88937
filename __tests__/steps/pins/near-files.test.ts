import { symlinkSync } from "node:fs";
import path from "node:path";
import { afterAll, expect, test } from "@jest/globals";
import { createFiles } from "../../../src/adapters/files.ts";
import type { PinTargets } from "../../../src/ports/pin-targets.ts";
import { openTarget } from "../../../src/steps/pins/targets.ts";
import { makeRepository, removeFolders } from "../../support/git.ts";
import { memoryPinTargets, memoryTarget } from "../../support/memory-pin-targets.ts";

afterAll(removeFolders);

const files = {
  "same.yaml": "a: é\n",
  "edited.yaml": "b: 1\n",
  "crlf.yaml": "c: 1\n",
  "link.yaml": "a: é\n",
  "gone.yaml": "d: 1\n",
};

/** The files of a target's tip, and those of them that were asked for. */
async function read(repository: string): Promise<{ bytes: Record<string, string>; asked: string[] }> {
  const checkout = makeRepository({ "same.yaml": files["same.yaml"], "edited.yaml": "b: 2\n", "crlf.yaml": "c: 1\r\n" });
  symlinkSync("same.yaml", path.join(checkout.folder, "link.yaml"));
  const asked: string[] = [];
  const pinTargets: PinTargets = {
    open(name) {
      const opened = memoryPinTargets({ "osg/images": memoryTarget(files), "osg/k8s": memoryTarget(files) }).open(name);
      const counted: typeof opened.read = (file) => {
        asked.push(file.path);
        return opened.read(file);
      };
      return { ...opened, read: counted };
    },
  };
  const target = { repository, files: ["**"], only: [], merge: "manual" } as const;
  const place = { own: "osg/images", near: checkout.folder };
  const { source } = await openTarget(target, place, { pinTargets, files: createFiles() });
  const bytes: Record<string, string> = {};
  for (const name of Object.keys(files)) {
    const found = await source.read(name);
    if (found && "bytes" in found) bytes[name] = Buffer.from(found.bytes).toString();
  }
  return { bytes, asked };
}

test("what the checkout has, byte for byte, is asked of nobody; everything else is that of the tip", async () => {
  expect(await read("osg/images")).toEqual({ bytes: files, asked: ["edited.yaml", "crlf.yaml", "link.yaml", "gone.yaml"] });
});

test("another repository's files are asked for", async () => {
  expect(await read("osg/k8s")).toEqual({ bytes: files, asked: Object.keys(files) });
});

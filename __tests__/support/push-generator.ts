import path from "node:path";
import { capture } from "../../src/adapters/process/process.ts";
import { engine } from "./engine.ts";

/**
 * Builds an image that lists packages, and pushes it to the first test registry.
 * @param name of the repository, and of the folder in `__tests__/support`: `fake-generator`
 * @param options further ones of `docker buildx build`
 * @returns its name for `packages.generator`: `localhost:5000/fake-generator@sha256:…`
 * @throws Error with the builder's output if it cannot be built
 */
export async function pushGenerator(name: string, options: readonly string[]): Promise<string> {
  const repository = `${engine("TAGSTREAM_TEST_REGISTRY")}/${name}`;
  const output = `--output=type=image,name=${repository},push=true,push-by-digest=true,name-canonical=true`;
  // The same image each time.
  const argv = ["docker", "buildx", "build", "--quiet", "--provenance=false", "--build-arg=SOURCE_DATE_EPOCH=0", output];
  const { status, stdout, stderr } = await capture([...argv, ...options, path.resolve("__tests__/support", name)]);
  const digest = stdout.trim();
  if (status !== 0 || !digest.startsWith("sha256:")) throw new Error(`cannot build the generator: ${stderr}`);
  return `${repository}@${digest}`;
}

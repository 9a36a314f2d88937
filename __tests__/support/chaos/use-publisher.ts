import { afterAll, beforeAll } from "@jest/globals";
import { removeFolders } from "../git.ts";
import { buildPublisher, type PublisherProgram } from "./child.ts";

/** The program that publishes, without a planted bug: built before the tests of a file, and removed after them. */
export function usePublisher(): () => PublisherProgram {
  let program: PublisherProgram;
  beforeAll(async () => {
    program = await buildPublisher();
  });
  afterAll(() => {
    program.remove();
    removeFolders();
  });
  return () => program;
}

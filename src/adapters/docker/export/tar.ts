import { failure } from "../../../core/lib/problems/problem.ts";
import { ByteReader } from "./byte-reader.ts";
import { malformed, metaRecords, readHeader, type TarEntry, withRecords } from "./tar-header.ts";

const blockSize = 512;
/** Names and attributes are far smaller. */
const largestHeader = 4 * 1024 * 1024;

/**
 * Reads a tar archive as a stream: POSIX `ustar` and `pax` (IEEE Std 1003.1, "pax Interchange Format"),
 * with GNU's long names and large numbers. That is what Go's `archive/tar` writes, and so what
 * `docker export` does.
 * @param onEntry reads the content of an entry to its end
 * @throws Failure `test-daemon` for anything else, and for an archive that is cut
 */
export async function readTar(
  source: AsyncIterable<Uint8Array>,
  onEntry: (entry: TarEntry, content: AsyncIterable<Uint8Array>) => Promise<void>,
): Promise<void> {
  const bytes = new ByteReader(source);
  let pending = new Map<string, Buffer>();
  for (let header = await nextHeader(bytes); header; header = await nextHeader(bytes)) {
    if (isMeta(header.type)) {
      pending = new Map([...pending, ...(await readRecords(bytes, header))]);
    } else {
      const entry = withRecords(header, pending);
      pending = new Map();
      await onEntry(entry, bytes.upTo(entry.size));
      await skipPadding(bytes, entry.size);
    }
  }
  await bytes.toEnd();
}

/** Undefined at the end of the archive: a block of zeros. */
async function nextHeader(bytes: ByteReader): Promise<TarEntry | undefined> {
  const block = await bytes.exactly(blockSize);
  if (!block) throw cutShort();
  return block.every((byte) => byte === 0) ? undefined : readHeader(block);
}

/** What a header says of the entry after it. Global headers say nothing that is compared. */
async function readRecords(bytes: ByteReader, { type, size }: TarEntry): Promise<Map<string, Buffer>> {
  if (size > largestHeader) throw malformed(`a header of ${size} bytes`);
  const content = await bytes.exactly(size);
  if (!content) throw cutShort();
  await skipPadding(bytes, size);
  return type === "g" ? new Map() : metaRecords(type, content);
}

function isMeta(type: string): boolean {
  return type === "x" || type === "g" || type === "L" || type === "K";
}

async function skipPadding(bytes: ByteReader, size: number): Promise<void> {
  const padding = (blockSize - (size % blockSize)) % blockSize;
  if (!(await bytes.exactly(padding))) throw cutShort();
}

function cutShort() {
  return failure("test-daemon", "docker stopped in the middle of exporting an image. Run again.");
}

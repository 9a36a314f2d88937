import { type Failure, failure } from "../../../core/lib/problems/problem.ts";

/** An entry of a tar archive. */
export interface TarEntry {
  /** As written: `etc/passwd`, `etc/`. */
  name: string;
  /** The type flag of POSIX `ustar`, as a character; `0` for a file. */
  type: string;
  mode: number;
  uid: number;
  gid: number;
  /** Bytes. */
  size: number;
  linkName: string;
  major: number;
  minor: number;
  /** The extended attributes that it has, as hexadecimal, by name. */
  attributes: ReadonlyMap<string, string>;
}

const attributePrefix = "SCHILY.xattr.";

/** Reads the header of an entry, of 512 bytes. */
export function readHeader(block: Buffer): TarEntry {
  const sum = block.reduce((total, byte, at) => total + (at >= 148 && at < 156 ? 32 : byte), 0);
  if (sum !== numberIn(block, 148, 8)) throw malformed("a wrong checksum");
  const isUstar = block.toString("latin1", 257, 263) === "ustar\0";
  const prefix = isUstar ? textIn(block, 345, 155) : "";
  const name = textIn(block, 0, 100);
  const flag = block.toString("latin1", 156, 157);
  return {
    name: prefix === "" ? name : `${prefix}/${name}`,
    type: flag === "\0" || flag === "7" ? "0" : flag,
    mode: numberIn(block, 100, 8),
    uid: numberIn(block, 108, 8),
    gid: numberIn(block, 116, 8),
    size: numberIn(block, 124, 12),
    linkName: textIn(block, 157, 100),
    major: numberIn(block, 329, 8),
    minor: numberIn(block, 337, 8),
    attributes: new Map(),
  };
}

/** The entry with what the headers before it say. */
export function withRecords(header: TarEntry, records: ReadonlyMap<string, Buffer>): TarEntry {
  const numberOr = (key: string, other: number): number => {
    const text = records.get(key)?.toString("latin1");
    if (text === undefined) return other;
    if (!/^\d{1,15}$/.test(text)) throw malformed(`${key}=${text}`);
    return Number(text);
  };
  const textOr = (key: string, other: string): string => {
    const value = records.get(key);
    return value ? decode(value) : other;
  };
  const attributes = [...records].filter(([key]) => key.startsWith(attributePrefix));
  return {
    ...header,
    name: textOr("path", header.name),
    linkName: textOr("linkpath", header.linkName),
    size: numberOr("size", header.size),
    uid: numberOr("uid", header.uid),
    gid: numberOr("gid", header.gid),
    attributes: new Map(attributes.map(([key, value]) => [key.slice(attributePrefix.length), value.toString("hex")])),
  };
}

/** What a header says of the entry after it. A `pax` record is `length key=value\n`; its value may be any bytes. */
export function metaRecords(type: string, content: Buffer): Map<string, Buffer> {
  if (type !== "x") return new Map([[type === "L" ? "path" : "linkpath", content.subarray(0, endOfText(content))]]);
  const records = new Map<string, Buffer>();
  for (let at = 0; at < content.length; ) {
    const space = content.indexOf(" ", at);
    const equals = content.indexOf("=", space);
    const end = at + Number(content.toString("latin1", at, space));
    if (space < 0 || equals < 0 || !(end > equals && end <= content.length)) throw malformed("a wrong `pax` record");
    records.set(content.toString("utf8", space + 1, equals), content.subarray(equals + 1, end - 1));
    at = end;
  }
  return records;
}

function endOfText(bytes: Buffer): number {
  const end = bytes.indexOf(0);
  return end < 0 ? bytes.length : end;
}

function textIn(block: Buffer, from: number, length: number): string {
  const field = block.subarray(from, from + length);
  return decode(field.subarray(0, endOfText(field)));
}

/** Names are UTF-8 by custom. Others keep their bytes apart, so that no two of them become one. */
function decode(bytes: Buffer): string {
  const text = bytes.toString("utf8");
  return Buffer.from(text).equals(bytes) ? text : bytes.toString("latin1");
}

/** Octal digits or, with the highest bit set, a big-endian number. */
function numberIn(block: Buffer, from: number, length: number): number {
  const field = block.subarray(from, from + length);
  if ((field[0] ?? 0) >= 0x80) {
    const value = field.subarray(1).reduce((total, byte) => total * 256 + byte, (field[0] ?? 0) & 0x7f);
    if (!Number.isSafeInteger(value)) throw malformed("a number that is too large");
    return value;
  }
  const text = field
    .toString("latin1")
    .replace(/[\0 ]+$/, "")
    .trimStart();
  if (!/^[0-7]*$/.test(text)) throw malformed("a number that is not octal");
  return text === "" ? 0 : Number.parseInt(text, 8);
}

/** An archive that is not one of those that `readTar` reads. */
export function malformed(what: string): Failure {
  return failure("test-daemon", `docker exported an image as an archive with ${what}, which Tagstream cannot read.`);
}

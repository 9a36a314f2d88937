import { deflateSync, inflateSync } from "node:zlib";
import { fewColours } from "./few-colours.ts";

/** A picture: red, green and blue of each pixel, from the top left, row by row. */
export interface Picture {
  width: number;
  height: number;
  rgb: Uint8Array;
}

/** Jest looks up a global each time that code names it, which costs more than the calculation. */
const { abs } = Math;
const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
/** Samples of a pixel, by the colour type in the header: grey, RGB, palette, RGB with alpha. */
const samplesOf: Record<number, number> = { 0: 1, 2: 3, 3: 1, 6: 4 };

/** Reads what Chromium and `encodePng` write: 8 bits a sample, not interlaced. Alpha is ignored. */
export function decodePng(file: Uint8Array): Picture {
  const bytes = Buffer.from(file);
  const header = chunks(bytes, "IHDR")[0];
  if (header === undefined || !bytes.subarray(0, 8).equals(signature)) throw new Error("This file is no PNG");
  const [width, height, type] = [header.readUInt32BE(0), header.readUInt32BE(4), header.readUInt8(9)];
  const samples = samplesOf[type];
  if (header.readUInt8(8) !== 8 || samples === undefined || header.readUInt8(12) !== 0)
    throw new Error("Only PNGs of 8 bits a sample that are not interlaced can be read");
  const lines = unfilter(inflateSync(Buffer.concat(chunks(bytes, "IDAT"))), width * samples, height, samples);
  const palette = chunks(bytes, "PLTE")[0];
  return { width, height, rgb: samples === 1 ? throughPalette(lines, palette ?? greys) : withoutAlpha(lines, samples) };
}

/** A palette in which each sample is a grey of its own. */
const greys = Uint8Array.from({ length: 256 * 3 }, (_, at) => Math.floor(at / 3));

function throughPalette(entries: Uint8Array, palette: Uint8Array): Uint8Array {
  const rgb = new Uint8Array(entries.length * 3);
  for (const [pixel, entry] of entries.entries()) rgb.set(palette.subarray(entry * 3, entry * 3 + 3), pixel * 3);
  return rgb;
}

function withoutAlpha(lines: Uint8Array, samples: number): Uint8Array {
  const rgb = new Uint8Array((lines.length / samples) * 3);
  for (let from = 0, to = 0; from < lines.length; from += samples, to += 3) {
    rgb[to] = lines[from] ?? 0;
    rgb[to + 1] = lines[from + 1] ?? 0;
    rgb[to + 2] = lines[from + 2] ?? 0;
  }
  return rgb;
}

/** A small PNG of a picture: the 256 most frequent colours; others become the nearest of them. */
export function encodePng({ width, height, rgb }: Picture): Buffer {
  const { palette, indices } = fewColours(rgb);
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 3, 0, 0, 0], 8);
  const lines = Buffer.alloc((width + 1) * height); // each line begins with its filter: none
  for (let y = 0; y < height; y++) lines.set(indices.subarray(y * width, (y + 1) * width), y * (width + 1) + 1);
  const data = deflateSync(lines, { level: 9, memLevel: 9 });
  return Buffer.concat([
    signature,
    chunk("IHDR", header),
    chunk("PLTE", palette),
    chunk("IDAT", data),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

/** The contents of a file's chunks of one type. */
function chunks(file: Buffer, type: string): Buffer[] {
  const found: Buffer[] = [];
  for (let at = 8; at + 8 <= file.length; at += file.readUInt32BE(at) + 12) {
    if (file.toString("latin1", at + 4, at + 8) === type) found.push(file.subarray(at + 8, at + 8 + file.readUInt32BE(at)));
  }
  return found;
}

function chunk(type: string, content: Uint8Array): Buffer {
  const named = Buffer.concat([Buffer.from(type, "latin1"), content]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(content.length);
  const check = Buffer.alloc(4);
  check.writeUInt32BE(crc32(named));
  return Buffer.concat([length, named, check]);
}

/** As PNG checks its chunks; Node's own came with Node 20.15. */
function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  }
  return (crc ^ 0xffffffff) >>> 0;
}

/** Undoes the filters of PNG, which state each byte by its neighbours: left, above, above left. */
function unfilter(data: Uint8Array, stride: number, height: number, samples: number): Uint8Array {
  const width = stride + samples; // a border of zeros, so that each byte has neighbours
  const out = new Uint8Array(width * (height + 1));
  const lines = new Uint8Array(stride * height);
  for (let y = 0; y < height; y++) {
    const from = y * (stride + 1);
    const to = (y + 1) * width + samples;
    const filter = data[from] ?? 0;
    for (let x = 0; x < stride; x++) {
      const at = to + x;
      const expected = predicted(filter, out[at - samples] ?? 0, out[at - width] ?? 0, out[at - width - samples] ?? 0);
      out[at] = (data[from + 1 + x] ?? 0) + expected;
    }
    lines.set(out.subarray(to, to + stride), y * stride);
  }
  return lines;
}

function predicted(filter: number, left: number, above: number, corner: number): number {
  if (filter === 0) return 0;
  if (filter === 1) return left;
  if (filter === 2) return above;
  if (filter === 3) return (left + above) >> 1;
  const [a, b, c] = [abs(above - corner), abs(left - corner), abs(left + above - 2 * corner)];
  if (a <= b && a <= c) return left;
  return b <= c ? above : corner;
}

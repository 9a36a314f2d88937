import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";

/** Where systems keep the Liberation fonts; Debian 12 has version 2 in a folder of its own. */
const folders = [
  "/usr/share/fonts/truetype/liberation2",
  "/usr/share/fonts/truetype/liberation",
  "/usr/share/fonts/liberation-fonts",
  "/usr/share/fonts/liberation",
];

/**
 * The folder of this machine's Liberation fonts, version 2; undefined if it has none. Version 1 has
 * other shapes: it draws 121 noticeable pixels of a page of text otherwise.
 */
export const liberationFolder = (): string | undefined =>
  folders.find((folder) => majorOf(path.join(folder, "LiberationSans-Regular.ttf")) === 2);

/** The major version of a TrueType font, from its table `head`; undefined if there is no such file. */
function majorOf(file: string): number | undefined {
  if (!existsSync(file)) return undefined;
  const bytes = readFileSync(file);
  for (let at = 12; at < 12 + 16 * bytes.readUInt16BE(4); at += 16) {
    if (bytes.toString("latin1", at, at + 4) === "head") return bytes.readUInt16BE(bytes.readUInt32BE(at + 8) + 4);
  }
  return undefined;
}

const families = { "sans-serif": "Sans", "system-ui": "Sans", serif: "Serif", monospace: "Mono", "ui-monospace": "Mono" };

/** Chromium asks for a nameless font where a page says `system-ui` and the desktop names none. */
const otherwise =
  '<match target="pattern"><edit name="family" mode="append_last"><string>Liberation Sans</string></edit></match>';

/**
 * Writes a configuration of fontconfig into a folder, and returns its path. With it a browser has
 * the Liberation fonts alone, so that it draws a page alike on machines with different fonts.
 */
export function writeFontconfig(fonts: string, folder: string): string {
  const aliases = Object.entries(families).map(
    ([generic, name]) =>
      `<match target="pattern"><test name="family"><string>${generic}</string></test>` +
      `<edit name="family" mode="prepend" binding="strong"><string>Liberation ${name}</string></edit></match>`,
  );
  const text = `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig>
<dir>${fonts}</dir>
<cachedir>${folder}/fontconfig-cache</cachedir>
${aliases.join("\n")}
${otherwise}
</fontconfig>
`;
  const file = path.join(folder, "fonts.conf");
  mkdirSync(folder, { recursive: true });
  writeFileSync(file, text);
  return file;
}

import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";

/** Where systems keep the Liberation fonts. Debian's package is `fonts-liberation`. */
const folders = [
  "/usr/share/fonts/truetype/liberation",
  "/usr/share/fonts/truetype/liberation2",
  "/usr/share/fonts/liberation-fonts",
  "/usr/share/fonts/liberation",
];

/** The folder of this machine's Liberation fonts; undefined if it has none. */
export const liberationFolder = (): string | undefined =>
  folders.find((folder) => existsSync(path.join(folder, "LiberationSans-Regular.ttf")));

const families = { "sans-serif": "Sans", "system-ui": "Sans", serif: "Serif", monospace: "Mono", "ui-monospace": "Mono" };

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
</fontconfig>
`;
  const file = path.join(folder, "fonts.conf");
  mkdirSync(folder, { recursive: true });
  writeFileSync(file, text);
  return file;
}

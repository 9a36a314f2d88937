import { expect, test } from "@jest/globals";
import { versionFileOf } from "../../../src/core/existing/version-files.ts";

test.each<[file: string, content: string, text: string, match: string | undefined]>([
  ["VERSION", "1.4.2\n", "1.4.2", undefined],
  ["package.json", '{\n  "version": "1.4.2"\n}', "1.4.2", '^\\s*"version":\\s*"([^"]+)"'],
  ["api/pyproject.toml", '[project]\nversion = "0.8.1"', "0.8.1", '^version\\s*=\\s*"([^"]+)"'],
  ["Cargo.toml", '[package]\nversion = "0.3.0"', "0.3.0", '^version\\s*=\\s*"([^"]+)"'],
  ["Chart.yaml", 'version: 1.2.3\nappVersion: "4.5.6"', "4.5.6", "^appVersion:\\s*[\"']?([^\"'\\s]+)"],
  ["gradle.properties", "group=x\nversion=2.0", "2.0", "^version\\s*=\\s*(\\S+)"],
  ["src/__init__.py", "__version__ = '5.4.3'", "5.4.3", "^(?:__version__|version)\\s*=\\s*[\"']?([^\"'\\s]+)"],
  ["Makefile", "all:\nAPP_VERSION := 2.1.0\n", "2.1.0", "^APP_VERSION\\s+:=\\s+(\\S+)"],
  ["main.go", 'const version = "v1.2.0" // now', "1.2.0", '^const\\s+version\\s+=\\s+"v(\\S+)'],
])("%s", (file, content, text, match) => {
  const found = versionFileOf(file, content, text);
  const expected = match === undefined ? { file } : { file, match };
  if (file === "main.go") expect(new RegExp(found?.match ?? "", "m").exec(content)?.[1]).toBe(text);
  else expect(found).toEqual(expected);
});

test.each<[name: string, content: string, text: string]>([
  ["a part of a version", "1.4.2", "1.4"],
  ["a text that is not there", "1.4.2", "2"],
  ["an empty text", "", ""],
  ["several lines", "a\nb", "a\nb"],
])("%s has no place", (_name, content, text) => expect(versionFileOf("VERSION", content, text)).toBeUndefined());

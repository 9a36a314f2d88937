import type { ExampleKind } from "./kind.ts";

/** The page of an organisation's repository `images`, as the guide has it. */
const place = "https://octo-org.github.io/images/badges/";
const image = /^!\[[^\]]+\]\((?:https:\/\/img\.shields\.io\/endpoint\?url=)?(https:[^)]+)\)$/;

/** Badges for a README: each names a file that `badgeFiles` writes. */
export const badge: ExampleKind = {
  name: "badges",
  is: ({ language, text }) => language === "md" && text.startsWith("!["),
  faults: ({ text }) =>
    text
      .trim()
      .split("\n")
      .flatMap((line) => {
        const address = image.exec(line)?.[1];
        if (address === undefined) return [`"${line}" is no picture`];
        const isEndpoint = line.includes("img.shields.io");
        const file = new RegExp(`^${place}(?:all|[a-z0-9-]+/[\\w.-]+)\\.${isEndpoint ? "json" : "svg"}$`);
        return file.test(address) ? [] : [`${address} is no badge that Tagstream writes`];
      }),
};

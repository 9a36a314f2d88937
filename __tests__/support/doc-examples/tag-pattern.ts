import { parseTimestampTag, printTimestampTag } from "../../../src/core/tags/timestamp.ts";
import { makePublicationId } from "../holds.ts";
import type { ExampleKind } from "./kind.ts";

const movingTags = ["release", "25-el9-release", "3.22", "latest", "1.4.2", "1.4", "rc.release.pr-123", "sha-4be1c0f"];
const minutes = ["20261123-0617", "20261123-0617-01", "20261123-0617-99"];
const days = ["20261123", "20261123-01"];

/** A rule for immutable tags of a registry: it is for timestamp tags alone and, where the text above says so, for days. */
export const tagPattern: ExampleKind = {
  name: "pattern of timestamp tags",
  is: ({ language, text }) => language === "text" && /^\^.+\$\n$/.test(text),
  faults({ text, above }) {
    const pattern = new RegExp(text.trim());
    const isForDays = /timestamps: day[^\n]*\n*[^\n]*$/.test(above.trimEnd());
    const ids = [...minutes, ...(isForDays ? days : [])].map(makePublicationId);
    const timestampTags = movingTags.slice(0, 3).flatMap((tag) => ids.map((id) => printTimestampTag(tag, id)));
    const unread = timestampTags.filter((tag) => !parseTimestampTag(tag, isForDays ? { timestamps: "day" } : {}));
    return [
      ...[...timestampTags.filter((tag) => !pattern.test(tag)), ...unread].map((tag) => `it leaves out ${tag}`),
      ...movingTags.filter((tag) => pattern.test(tag)).map((tag) => `it is for ${tag}, too`),
    ];
  },
};

import { cut } from "../../lib/text/clean.ts";
import { isUnknown, type Unknowns } from "../expressions/unknowns.ts";
import { type TaggedRepository, taggedRepository } from "../found/reference.ts";
import type { Place } from "../model.ts";
import type { Step } from "./step.ts";

/** A reference that a step asks for. */
export interface AskedReference extends TaggedRepository {
  place: Place;
}

/** The key of a reference. */
export function referenceKey({ repository, tag }: TaggedRepository): string {
  return `${repository}:${tag}`;
}

/** References of texts with their places. What is not known becomes a fault if `isPushed`. */
export function askedReferences(
  step: Step,
  texts: readonly { text: string; place: Place; isComputed: boolean }[],
  isPushed: boolean,
): AskedReference[] {
  const { findings, origins } = step.run;
  return texts.flatMap(({ text, place, isComputed }) => {
    const reference = isUnknown(text) ? undefined : taggedRepository(text);
    if (reference !== undefined) {
      const origin = isComputed ? origins.get(referenceKey(reference)) : undefined;
      return [{ ...reference, place: origin ?? place }];
    }
    const why = isUnknown(text) ? unknownWhy(findings.unknowns, text) : `\`${cut(text, mostText)}\` is not the name of an image`;
    if (isPushed) findings.addFault(place, why);
    return [];
  });
}

const mostText = 120;

/** Why a reference is not known. A secret or a variable of GitHub has one text, which a person can write. */
function unknownWhy(unknowns: Unknowns, text: string): string {
  const isOfGitHub = unknowns.in(text).every(({ source }) => /^(?:secrets|vars)\./.test(source));
  return `${unknowns.why(text)}${isOfGitHub ? ": write its text there, and run again" : ""}`;
}

/** The references of the input `tags`: on lines, or with commas between them. */
export function tagsInput(step: Step, isPushed: boolean): AskedReference[] {
  const texts = step.lines("tags").flatMap(({ text, line, isComputed }) =>
    text
      .split(",")
      .map((part) => part.trim())
      .filter((part) => part !== "")
      .map((part) => ({ text: part, place: step.placeOf(line), isComputed })),
  );
  return askedReferences(step, texts, isPushed);
}

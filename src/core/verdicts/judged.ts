import { type CommandPlace, rollbackCommand } from "../rollback/rollback-command.ts";
import { printPublicationId } from "../tags/timestamp.ts";
import type { Named, VerdictWord } from "./verdict.ts";

/** What a person says, or takes back. */
export type Saying = VerdictWord | "undone" | "yanked" | "unyanked";

/** A publication that a command judges. */
export interface JudgedImage extends Named {
  /** The following streams that a verdict counts for; absent for a yank, which counts everywhere. */
  streams?: readonly string[];
  /** The units whose streams show it. */
  shownBy: readonly string[];
}

/** What a command says of publications. */
export interface Judging {
  saying: Saying;
  by: string;
  reason: string;
  images: readonly JudgedImage[];
  /** Where a person types a command. */
  place: CommandPlace;
  /** What it could not do or find, for people. */
  notes: readonly string[];
}

/**
 * What streams show that should not be used, with the command that rolls back: sentences. Nothing
 * after a saying that speaks for an image.
 */
export function shownWords({ saying, images, place }: Pick<Judging, "saying" | "images" | "place">): string[] {
  if (saying !== "bad" && saying !== "yanked") return [];
  const because = saying === "bad" ? "is bad" : "was yanked";
  return images.flatMap((image) =>
    image.shownBy.map((unit) => {
      // A timestamp is a unit's own: the same text is another image, or none, in another unit.
      const what = `${printPublicationId(image.stamp)}${unit === image.unit ? "" : ` of ${image.unit}`}`;
      const command = rollbackCommand({ only: unit, reason: `${what} ${because}` }, place);
      return `${unit} shows ${what}, and nothing moves back by itself. To roll back: \`${command}\``;
    }),
  );
}

/** What the checks must know of a command: a part of its declaration in the table of commands. */
export interface CommandNeeds {
  name: string;
  /** Permissions of the job's token. */
  permissions: object;
  engine: boolean;
  writes: "nothing" | "digests" | "tags";
  byHand?: true;
}

/** A permission that a command needs and its job lacks. */
export interface MissingRight {
  command: string;
  right: string;
  level: "read" | "write";
}

/**
 * The commands that an input may name: of an expression, those that people start by hand.
 * @param offered the choices of the workflow's form, if it has one
 */
export function commandsNamed<C extends Pick<CommandNeeds, "name" | "byHand">>(
  text: string,
  commands: readonly C[],
  offered?: readonly string[],
): readonly C[] {
  if (!text.includes("${{")) return commands.filter(({ name }) => name === text);
  return commands.filter(({ name, byHand }) => byHand === true && (offered?.includes(name) ?? true));
}

/** The permissions that a command needs: none to write in a dry run. */
export function rightsOf({ permissions }: Pick<CommandNeeds, "permissions">, dryRun: boolean): Map<string, "read" | "write"> {
  return new Map(
    Object.entries(permissions).flatMap(([right, level]): [string, "read" | "write"][] =>
      level === "read" || level === "write" ? [[right, dryRun ? "read" : level]] : [],
    ),
  );
}

/** The permissions that commands need and a job lacks. @param granted the job's permissions, by name */
export function missingRights(
  commands: readonly Pick<CommandNeeds, "name" | "permissions">[],
  granted: Readonly<Record<string, string>>,
  dryRun: boolean,
): MissingRight[] {
  return commands.flatMap((command) =>
    [...rightsOf(command, dryRun)].flatMap(([right, level]) => {
      const has = granted[right];
      return has === "write" || has === level ? [] : [{ command: command.name, right, level }];
    }),
  );
}

/** Whether a reference of an action names a full commit. */
export function namesCommit(uses: string): boolean {
  return /@[0-9a-f]{40}$/.test(uses);
}

/** Whether a schedule begins at a minute that many schedules have: GitHub delays or drops runs then. */
export function isCrowded(cron: string): boolean {
  const minute = cron.trim().split(/\s+/)[0] ?? "";
  return !/^\d+$/.test(minute) || Number(minute) % 5 === 0;
}

/** Whether runs of a group wait for each other, and none pushes out one that waits. */
export function isQueue({ queue, cancelInProgress }: { queue?: string; cancelInProgress?: string }): boolean {
  return queue === "max" && (cancelInProgress === undefined || cancelInProgress === "false");
}

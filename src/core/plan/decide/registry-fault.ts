import { groupBy } from "../../lib/group-by.ts";
import { withoutStop } from "../../lib/text/words.ts";

/**
 * What a registry's failure says, apart from the image that it is about. Several calls to one host
 * fail for one cause, and each reports it in its own words.
 */
export interface RegistryFault {
  /** Equal for failures with one cause. */
  cause: string;
  /** Whether it begins with the name of a host. */
  namesHost: boolean;
  /** The first sentence, without its full stop: what is wrong, and why. */
  what: string;
  /** What is wrong, without the reason. */
  short: string;
  /** The other sentences. */
  remedy: string;
  /** The image, without tag or digest, that the registry refused to read; absent if it is about the whole host. */
  image?: string;
}

/** `hub.example.org refused to read osg/squid:release: Tagstream found no login for it` */
const aboutImage = /^(\S+ .*? to (?:read|push|remove) )([^\s:@]*[^\s:@.])(?:[:@]\S*[^\s:.])?(?=[:.,;]? |\.?$)/;
const hostFirst = /^[^\s.:]*[.:]\S+ /;
/** Concurrent calls report different reasons for one host that is down or too slow. */
const aboutHost = /^\S+ (?:cannot be reached|is too slow)(?=: )/;

/** Reads a failure, one or more sentences on one line. */
export function registryFault(failure: string): RegistryFault {
  const [what = "", ...remedy] = failure.split(/\. (?=[A-Z])/);
  const [start, before, image] = aboutImage.exec(failure) ?? [];
  const rest = failure.slice(start?.length ?? 0);
  return {
    cause: aboutHost.exec(failure)?.[0] ?? (image === undefined ? failure : `${before}${rest.replaceAll(image, "")}`),
    namesHost: hostFirst.test(failure),
    what,
    short: aboutHost.exec(failure)?.[0] ?? start ?? what,
    remedy: remedy.join(". "),
    ...(image === undefined ? {} : { image }),
  };
}

/** What fails for one cause, with the first one's fault. */
export interface Cause<Item> {
  fault: RegistryFault;
  /** What is wrong, for all of them: `hub.example.org refused to read 6 repositories: …`. */
  what: string;
  items: Item[];
}

/** Groups by cause, in order. */
export function byCause<Item>(items: readonly Item[], failureOf: (item: Item) => string): Cause<Item>[] {
  const faults = items.map((item) => ({ item, fault: registryFault(failureOf(item)) }));
  return [...groupBy(faults, ({ fault }) => fault.cause).values()].flatMap((group) => {
    const [first] = group;
    if (!first) return [];
    const images = new Set(group.flatMap(({ fault }) => fault.image ?? []));
    const { fault } = first;
    const what = images.size < 2 ? fault.what : fault.what.replace(aboutImage, `$1${images.size} repositories`);
    return [{ fault, what, items: group.map(({ item }) => item) }];
  });
}

/** A cause in sentences: what is wrong, what follows from it, and the remedy. */
export function faultNote({ what, fault: { remedy } }: Cause<unknown>, consequence?: string): string {
  const sentences = [what, ...(consequence === undefined ? [] : [consequence]), ...(remedy === "" ? [] : [remedy])];
  return sentences.map((sentence) => `${withoutStop(sentence)}.`).join(" ");
}

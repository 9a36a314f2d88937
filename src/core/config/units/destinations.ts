import { normalRepository, repositoryKey } from "../../oci/reference.ts";
import type { Destination } from "../../unit/unit.ts";
import type { DefaultRegistry } from "../default-registry.ts";
import type { Path } from "../document/document.ts";
import type { Problems } from "../document/problems.ts";
import { type Condition, holds } from "../matrix/condition.ts";
import type { ImageModel, Model } from "../model.ts";

interface Candidate extends Destination {
  /** The repository as the configuration spells it. */
  written: string;
  condition: Condition | undefined;
  path: Path;
}

/** The repositories of an image's units, in the configuration's order. Reports each fault once. */
export class Destinations {
  readonly #image: ImageModel;
  readonly #problems: Problems;
  readonly #candidates: readonly Candidate[];
  readonly #known: boolean;
  readonly #selections = new Map<string, Destination[]>();

  constructor(image: ImageModel, model: Model, fallback: DefaultRegistry, problems: Problems) {
    this.#image = image;
    this.#problems = problems;
    const own = image.destinations?.map((entry) => candidateOf(entry, entry.name));
    const common = model.registries?.map((entry) => candidateOf(entry, `${entry.name}/${image.name}`));
    const byDefault = { required: true, condition: undefined, path: [] };
    const usual = "none" in fallback ? [] : [candidateOf(byDefault, `${fallback.registry}/${image.name}`)];
    this.#candidates = own ?? common ?? usual;
    this.#known =
      own || common
        ? !problems.hasErrorBelow(...(own ? [...image.path, "destinations"] : ["registries"]))
        : !("none" in fallback);
  }

  /** The repositories of one unit. Empty only after a problem. `subject` names the unit there. */
  of(values: Readonly<Record<string, string>>, subject: () => string): Destination[] {
    const chosen = this.#candidates.filter(({ condition }) => holds(condition, values));
    const id = chosen.map((candidate) => this.#candidates.indexOf(candidate)).join();
    const selection = this.#selections.get(id);
    if (selection) return selection;
    const destinations = chosen.map(({ repository, required }) => ({ repository, required }));
    this.#selections.set(id, destinations);
    if (this.#known) this.#check(chosen, subject);
    return destinations;
  }

  #check(chosen: readonly Candidate[], subject: () => string): void {
    const kind = this.#image.destinations ? "destination" : "registry";
    const [first] = chosen;
    if (!first) {
      const path = this.#image.destinations ? [...this.#image.path, "destinations"] : this.#image.path;
      this.#problems.add("config-registry", `no ${kind} matches ${subject()}: every \`when\` excludes it`, path, "key");
    } else if (!first.required) {
      const message = `the first ${kind} of ${subject()} stores its builds and candidates, so it cannot be \`required: false\`: put a required one before it`;
      this.#problems.add("config-registry", message, first.path);
    }
    const known = new Map<string, Candidate>();
    for (const candidate of chosen) {
      const { repository, written, path } = candidate;
      const other = known.get(repositoryKey(repository));
      if (other) {
        const what = other.written === written ? written : `${written} means ${other.written}, which`;
        this.#problems.add("config-registry", `${what} is already on line ${this.#problems.lineOf(other.path)}`, path);
      } else known.set(repositoryKey(repository), candidate);
    }
  }
}

function candidateOf(entry: Omit<Candidate, "repository" | "written">, written: string): Candidate {
  return { ...entry, repository: normalRepository(written), written };
}

import { normalRepository, repositoryNamePattern, withRegistry } from "../../oci/reference.ts";

/** A repository with its registry, and a tag. */
export interface TaggedRepository {
  repository: string;
  tag: string;
}

/** A reference by Docker's rules: `octo/app` is `docker.io/octo/app:latest`. Undefined if it is none. */
export function taggedRepository(text: string): TaggedRepository | undefined {
  const [, name, tag = "latest"] = /^([^\s@]+?)(?::([\w][\w.-]{0,127}))?$/.exec(text.trim()) ?? [];
  if (name === undefined) return undefined;
  const repository = repositoryOf(name);
  return repository === undefined ? undefined : { repository, tag };
}

/** A repository by Docker's rules, without a tag. Undefined if it is none. */
export function repositoryOf(name: string): string | undefined {
  const repository = normalRepository(withRegistry(name));
  return repositoryNamePattern.test(repository.slice(repository.indexOf("/") + 1)) ? repository : undefined;
}

import { Failure } from "../../core/lib/problems/problem.ts";
import { hostOf } from "../../core/oci/reference.ts";
import type { Registry } from "../../ports/registry.ts";

type Asked = Pick<Registry, "hasLogin" | "assertCanPush">;

/**
 * Whether a registry refused because this machine has no login for it at all. A refused login is
 * something else: that one is wrong, and stays an error.
 */
export async function isLackOfLogin(error: unknown, repository: string, registry: Pick<Asked, "hasLogin">): Promise<boolean> {
  if (!(error instanceof Failure) || !error.problems.some(({ code }) => code === "registry-login")) return false;
  return !(await hasLogin(repository, registry));
}

/**
 * Why nothing can be pushed to a repository: this machine has no login, and its registry asks for
 * one. Undefined with a login, for a registry that needs none, and without an answer.
 */
export async function lackOfLogin(repository: string, registry: Asked): Promise<string | undefined> {
  if (await hasLogin(repository, registry)) return undefined;
  try {
    await registry.assertCanPush(repository);
    return undefined;
  } catch (error) {
    if (await isLackOfLogin(error, repository, registry)) return lackWords(repository);
    if (error instanceof Failure) return undefined;
    throw error;
  }
}

/** `this job has no login for quay.io` */
export function lackWords(repository: string): string {
  return `this job has no login for ${hostOf(repository)}`;
}

/** Logins that cannot be read are not absent: the next request reports the fault. */
async function hasLogin(repository: string, registry: Pick<Asked, "hasLogin">): Promise<boolean> {
  try {
    return await registry.hasLogin(repository);
  } catch (error) {
    if (error instanceof Failure) return true;
    throw error;
  }
}

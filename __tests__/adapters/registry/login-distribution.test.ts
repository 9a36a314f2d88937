/**
 * Logins at real registries, as at the one in the tests' own process: `login.test.ts`.
 * @needs engine
 */
import { startRegistry } from "../../support/registry.ts";
import { describeLogins } from "../../support/registry-contract/login.ts";

describeLogins(startRegistry);

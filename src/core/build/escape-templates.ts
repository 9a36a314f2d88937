/**
 * Bake evaluates the strings of a JSON file, names included, as HCL templates: `${…}` and `%{…}`.
 * The escape of HCL (`$${`) is ambiguous after another `$`. Where a template could begin, each `$`
 * and `%` therefore becomes a template of itself.
 */
export function escapeTemplates<T>(value: T): T;
export function escapeTemplates(value: unknown): unknown {
  if (typeof value === "string") return /[$%]\{/.test(value) ? value.replace(/[$%]/g, (sign) => `\${"${sign}"}`) : value;
  if (Array.isArray(value)) return value.map((item) => escapeTemplates(item));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [escapeTemplates(key), escapeTemplates(item)]));
}

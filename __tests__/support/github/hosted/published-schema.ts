import { readFileSync } from "node:fs";
import { resolve as resolvePath } from "node:path";
import { Ajv, type ValidateFunction } from "ajv";
import {
  buildClientSchema,
  type GraphQLSchema,
  getVariableValues,
  type IntrospectionQuery,
  Kind,
  parse,
  validate,
} from "graphql";

interface Parameter {
  $ref?: string;
  in?: string;
  name?: string;
}

interface Operation {
  parameters?: Parameter[];
  requestBody?: { content: Record<string, { schema: { properties?: object } }> };
}

interface Api {
  paths: Record<string, Record<string, Operation>>;
  components: { parameters: Record<string, Parameter> } & Record<string, Record<string, unknown>>;
}

let api: Api | undefined;
let templates: [string, string[]][] = [];
let graphql: GraphQLSchema | undefined;
const bodies = new Map<string, ValidateFunction>();
// Of the schemas themselves, it checks nothing: GitHub publishes them.
const ajv = new Ajv({ strict: false, validateFormats: false, allErrors: true, meta: false, validateSchema: false });

/** Jest and tools/run.mjs both start at the repository's root; in a bundle, this file is elsewhere. */
function fileOf<T>(path: string): T {
  return JSON.parse(readFileSync(resolvePath("node_modules/@octokit", path), "utf8")) as T;
}

/** What in a request contradicts GitHub's published description of its REST API. */
export function faultsOfRest(method: string, target: string, body: Record<string, unknown>): string[] {
  api ??= fileOf<Api>("openapi/generated/api.github.com.json");
  if (templates.length === 0) templates = Object.keys(api.paths).map((one) => [one, one.split("/")]);
  const { pathname, searchParams } = new URL(target, "http://github.test");
  const given = pathname.split("/");
  const [template = ""] = templates.find(([, parts]) => fits(parts, given)) ?? [];
  const operation = api.paths[template]?.[method.toLowerCase()];
  if (!operation) return [`GitHub documents no ${method} ${pathname}`];
  const known = (operation.parameters ?? []).map((one) => (one.$ref ? resolve(one.$ref) : one));
  const queries = [...searchParams.keys()].filter((key) => !known.some((one) => one?.in === "query" && one.name === key));
  const where = `${method} ${template}`;
  return [...queries.map((key) => `${where} has no parameter ${key}`), ...bodyFaults(where, operation, body)];
}

function fits(parts: readonly string[], given: readonly string[]): boolean {
  return parts.length === given.length && parts.every((part, index) => part.startsWith("{") || part === given[index]);
}

function resolve(reference: string): Parameter | undefined {
  return api?.components.parameters[reference.split("/").at(-1) ?? ""];
}

function bodyFaults(where: string, { requestBody }: Operation, body: Record<string, unknown>): string[] {
  const schema = requestBody?.content["application/json"]?.schema;
  if (!schema) return Object.keys(body).map((key) => `${where} takes no ${key}`);
  let check = bodies.get(where);
  if (!check) {
    check = ajv.compile({ ...schema, components: componentsOf(schema) });
    bodies.set(where, check);
  }
  const unknown = Object.keys(body).filter((key) => !(key in (schema.properties ?? {})));
  const errors = check(body) ? [] : (check.errors ?? []);
  return [
    ...unknown.map((key) => `${where} takes no ${key}`),
    ...errors.map(({ instancePath, message }) => `${where} ${instancePath}: ${message}`),
  ];
}

/** The components that a schema names, and those that they name: with all of them, compiling takes a second. */
function componentsOf(schema: object): Record<string, Record<string, unknown>> {
  const components: Record<string, Record<string, unknown>> = {};
  const add = (text: string): void => {
    for (const [, kind = "", name = ""] of text.matchAll(/"#\/components\/(\w+)\/([\w.-]+)"/g)) {
      components[kind] ??= {};
      const own = components[kind];
      if (name in own) continue;
      own[name] = api?.components[kind]?.[name];
      add(JSON.stringify(own[name]) ?? "");
    }
  };
  add(JSON.stringify(schema));
  return components;
}

/** A mutation's name and input, and what contradicts GitHub's published schema of its GraphQL API. */
export function readMutation(query: string, variables: Record<string, unknown>) {
  // GitHub publishes it: to validate the schema itself, too, takes a second.
  graphql ??= buildClientSchema(fileOf<IntrospectionQuery>("graphql-schema/schema.json"), { assumeValid: true });
  const document = parse(query);
  const definition = document.definitions.find((one) => one.kind === Kind.OPERATION_DEFINITION);
  const field = definition?.selectionSet.selections.find((one) => one.kind === Kind.FIELD);
  const declared = definition?.variableDefinitions ?? [];
  const { errors = [] } = getVariableValues(graphql, declared, variables);
  const faults = [...validate(graphql, document), ...errors].map(({ message }) => message);
  return { name: field?.name.value ?? "", faults };
}

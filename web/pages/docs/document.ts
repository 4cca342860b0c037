/** The parts of an OpenAPI 3.1 document that the page shows; what it does not know it leaves out. */
export interface Schema {
  $ref?: string;
  type?: string | string[];
  format?: string;
  description?: string;
  enum?: unknown[];
  items?: Schema;
  properties?: Record<string, Schema>;
  additionalProperties?: Schema | boolean;
  required?: string[];
  oneOf?: Schema[];
  anyOf?: Schema[];
  default?: unknown;
}

export interface Parameter {
  name: string;
  in: string;
  required?: boolean;
  description?: string;
  schema?: Schema;
}

interface Content {
  content?: Record<string, { schema?: Schema }>;
  description?: string;
}

export interface Operation {
  operationId?: string;
  summary?: string;
  description?: string;
  tags?: string[];
  parameters?: Parameter[];
  requestBody?: Content;
  responses?: Record<string, Content>;
  security?: Record<string, string[]>[];
}

export interface ApiDocument {
  info: { title: string; version: string; description?: string };
  paths: Record<string, Record<string, Operation>>;
  components?: { schemas?: Record<string, Schema>; securitySchemes?: Record<string, { description?: string }> };
}

export interface Listed {
  id: string;
  method: string;
  path: string;
  operation: Operation;
}

const methods = ['get', 'post', 'put', 'patch', 'delete'];

/** All operations by their tags, in the order of the document; within a tag by path. */
export function byTag({ paths }: ApiDocument): Map<string, Listed[]> {
  const tags = new Map<string, Listed[]>();
  for (const [path, item] of Object.entries(paths)) {
    for (const method of methods) {
      const operation = item[method];
      if (!operation) continue;
      const tag = operation.tags?.[0] ?? 'Other';
      const id = `${method}${path.replace(/[^a-z0-9]+/gi, '-').replace(/-+$/, '')}`;
      tags.set(tag, [...(tags.get(tag) ?? []), { id, method: method.toUpperCase(), path, operation }]);
    }
  }
  return tags;
}

/** Who may call it: the scope of API tokens, if there is one, and the other ways. */
export function whoMay({ security }: Operation): { scope: string | undefined; ways: string[] } {
  const ways = (security ?? []).flatMap((way) => Object.keys(way));
  const scope = (security ?? []).map((way) => way['token']?.[0]).find((found) => found !== undefined);
  return { scope, ways };
}

/** The name that a reference ends with. */
export const nameOf = (ref: string): string => ref.slice(ref.lastIndexOf('/') + 1);

/** A schema's type in a few words: "string (uuid)", "Message[]", "integer or null". */
export function typeOf(schema: Schema): string {
  if (schema.$ref) return nameOf(schema.$ref);
  const many = schema.oneOf ?? schema.anyOf;
  if (many) return many.map(typeOf).join(' | ');
  const types = (Array.isArray(schema.type) ? schema.type : [schema.type ?? 'any']);
  const named = types.map((type) => (type === 'array' ? `${schema.items ? typeOf(schema.items) : 'any'}[]` : type === 'string' && schema.format ? schema.format : type));
  return named.join(' | ');
}

/** The schema itself, or what its reference means. */
export const resolved = (api: ApiDocument, schema: Schema): Schema => (schema.$ref ? api.components?.schemas?.[nameOf(schema.$ref)] ?? schema : schema);

/** The object of which a schema's fields are, through references, lists and "or null"; undefined where there is none. */
export function objectIn(api: ApiDocument, schema: Schema): Schema | undefined {
  const found = resolved(api, schema);
  if (found.properties) return found;
  if (found.items) return objectIn(api, found.items);
  for (const one of found.oneOf ?? found.anyOf ?? []) {
    const inner = objectIn(api, one);
    if (inner) return inner;
  }
  return undefined;
}

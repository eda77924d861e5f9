import { equal } from 'node:assert/strict';
import type { IncomingHttpHeaders } from 'node:http';
import type { JsonObject } from '../../../../lambda/json.ts';

/** A public API, as its documentation describes it, and calls of the tools that use it. */
export interface Api {
  /** Name of the server, and of its file in `examples/apis`. */
  readonly server: string;
  /** Secrets of the server, by name. */
  readonly secrets: Readonly<Record<string, string>>;
  /** What answers at each of its hosts. */
  readonly hosts: Readonly<Record<string, Answer>>;
  /** Calls, in order. */
  readonly calls: readonly Call[];
}

/** A call of a tool, and what the agent gets. */
export type Call = {
  readonly tool: string;
  /** The behaviour that the call shows. */
  readonly title: string;
  readonly args: JsonObject;
} & (
  | { /** The result, which the text holds as JSON or as it is. */ readonly gives: unknown }
  | { /** The blocks of the result. */ readonly content: readonly unknown[] }
  | { /** The text of an error. */ readonly fails: string }
);

/** A request as an API receives it. */
export interface Received {
  readonly method: string;
  readonly host: string;
  /** As sent, without the query. */
  readonly path: string;
  /** As sent, with its `?`, or empty. */
  readonly search: string;
  readonly query: Readonly<Record<string, string>>;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** A response: a body that is a text or bytes is sent as it is, anything else as JSON. */
export interface Reply {
  /** @default 200 */
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body?: unknown;
}

/** Answers a request; throws for one that the API does not understand. */
export type Answer = (request: Received) => Reply;

/** The answer of a path, which gets the parts of it that the pattern names, as they were sent. */
type Route = (request: Received, parts: Readonly<Record<string, string>>) => Reply;

/**
 * Answers by method and path.
 *
 * @param routes by patterns such as `GET /repos/:owner/:repo`; a part `*name` at the end takes the rest of the path
 * @param before checks every request
 */
export function byRoute(
  routes: Readonly<Record<string, Route>>,
  before: (request: Received) => void = () => {},
): Answer {
  const compiled = Object.entries(routes).map(([pattern, route]) => [compile(pattern), route] as const);
  return (request) => {
    before(request);
    for (const [pattern, route] of compiled) {
      const found = pattern.exec(`${request.method} ${request.path}`);
      if (found !== null) return route(request, found.groups ?? {});
    }
    throw new Error(`${request.method} ${request.host}${request.path} is not an operation of the API`);
  };
}

function compile(pattern: string): RegExp {
  const escaped = pattern.replaceAll(/[.$+()]/g, '\\$&');
  return new RegExp(`^${escaped.replaceAll(/:(\w+)/g, '(?<$1>[^/]+)').replace(/\*(\w+)$/, '(?<$1>.+)')}$`);
}

/** Requires a header to have a value. */
export function hasHeader(name: string, value: string): (request: Received) => void {
  return ({ headers }) => equal(headers[name], value, `${name}: ${headers[name]}, not ${value}`);
}

/** Requires a bearer token. */
export const hasBearer = (token: string) => hasHeader('authorization', `Bearer ${token}`);

/** Requires Basic credentials. */
export const hasBasic = (username: string, password: string) =>
  hasHeader('authorization', `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`);

/** The fields of a form, each once. */
export const formOf = ({ body }: Received): Readonly<Record<string, string>> =>
  Object.fromEntries(new URLSearchParams(body));

/** `count` values made of their numbers, from 1. */
export function list<T>(count: number, make: (number: number) => T): T[] {
  return Array.from({ length: count }, (_, index) => make(index + 1));
}

/** How many rows an argument asks for: `none`, `one` or `many`, which is three. */
export function countOf(word: string | undefined): number {
  const count = { none: 0, one: 1, many: 3 }[word ?? ''];
  if (count === undefined) throw new Error(`${word} is not none, one or many`);
  return count;
}

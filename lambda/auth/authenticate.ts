import type { HttpRequest } from '../http.ts';
import type { Refusal } from '../refusal.ts';
import type { Principal } from './principal.ts';

/** The caller, or why the request is refused. */
export type Authentication = { readonly principal: Principal } | { readonly refusal: Refusal };

/**
 * Finds the caller of a request from its headers; the body is not read before the caller is known. Never rejects: where a part
 * that it needs is away, it refuses.
 *
 * @param server name of the MCP server that the request addresses
 */
export type Authenticate = (request: HttpRequest, server: string) => Authentication | Promise<Authentication>;

/** A caller without credentials. It holds no scope. */
export const ANONYMOUS: Principal = { id: 'anonymous', scopes: new Set() };

const ANONYMOUS_CALLER: Authentication = { principal: ANONYMOUS };

/** Accepts every request that reaches the function as {@link ANONYMOUS}: the load balancer alone decides who may connect. */
export const anonymousOnly: Authenticate = () => ANONYMOUS_CALLER;

import { lookup as dnsLookup } from 'node:dns/promises';
import type { ClientRequest, OutgoingHttpHeaders, Agent as PlainAgent } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { type AddressGuard, addressRefused, createAddressGuard } from './guard.ts';
import { HttpAgent, httpRequest } from './node-http.ts';

/** The destination of a request. */
export interface Origin {
  readonly protocol: 'http:' | 'https:';
  /** Host name or address literal as the WHATWG URL parser returns it; IPv6 in brackets. */
  readonly hostname: string;
  /** Empty for the protocol's default port. */
  readonly port: string;
}

/** A request on the wire. */
export interface OutboundRequest {
  readonly origin: Origin;
  readonly method: string;
  /** Path and query. */
  readonly path: string;
  readonly headers: OutgoingHttpHeaders;
  /** What authenticates the connection, if the destination requires it. */
  readonly certificate?: ClientCertificate | undefined;
}

/** A client certificate with its private key, in PEM. Connections with different ones are never shared. */
export interface ClientCertificate {
  readonly cert: string;
  readonly key: string;
  /** Certificates to trust instead of the system's. */
  readonly ca?: string;
  readonly passphrase?: string;
}

/** What decides where connections may go. */
export interface OutboundEnvironment {
  /** Private CIDR blocks, IPv4 or IPv6, that hosts may be in (stage key `upstreams.allowedNetworks`). */
  readonly allowedNetworks: readonly string[];
  /**
   * Whether these blocks may include this machine, which only the local stack does.
   *
   * @default false
   */
  readonly loopback?: boolean | undefined;
  /**
   * The address of the Lambda Runtime API, `host:port`, which nothing may call.
   *
   * @default none
   */
  readonly runtimeApi?: string | undefined;
  /** The clock, in epoch milliseconds. */
  readonly now: () => number;
  /**
   * Resolves a host name to all its addresses; each is checked before a connection is opened.
   *
   * @default the system's resolver
   */
  readonly resolveHost?: ResolveHost;
}

/** An address of a host, as `dns.lookup` returns it. */
export interface HostAddress {
  readonly address: string;
  readonly family: number;
}

type ResolveHost = (hostname: string) => Promise<readonly HostAddress[]>;

/** Sockets per host, and how many idle ones are kept for the next call. */
const SOCKETS = { keepAlive: true, maxSockets: 64, maxFreeSockets: 8 } as const;
/** Milliseconds after which an idle socket is no longer used; common servers close theirs after 5 s. */
const IDLE_MS = 4_000;

/** The connections to the destinations that one guard allows. */
interface Exit {
  readonly allows: AddressGuard;
  readonly agents: { readonly 'http:': PlainAgent; readonly 'https:': HttpsAgent };
}

/** Opens connections to allowed addresses only, and keeps them for the next call. */
export class Outbound {
  readonly #exit: Exit;
  /** For the port of the Runtime API, which must not be called under any address of this machine. */
  readonly #runtimeExit: Exit;
  readonly #runtimePort: string | undefined;
  readonly #now: () => number;
  readonly #idleSince = new WeakMap<object, number>();

  constructor({ allowedNetworks, loopback, runtimeApi, now, resolveHost = resolveByDns }: OutboundEnvironment) {
    this.#now = now;
    this.#exit = this.#createExit(createAddressGuard(allowedNetworks, { loopback }), resolveHost);
    const [runtimeHost, runtimePort] = splitAddress(runtimeApi);
    this.#runtimeExit = this.#createExit(createAddressGuard(allowedNetworks, { refused: runtimeHost }), resolveHost);
    this.#runtimePort = runtimePort;
  }

  #createExit(allows: AddressGuard, resolveHost: ResolveHost): Exit {
    const options = { ...SOCKETS, lookup: checkedLookup(resolveHost, allows) };
    const agents = { 'http:': new HttpAgent(options), 'https:': new HttpsAgent(options) };
    for (const agent of Object.values(agents)) {
      agent.on('free', (socket) => this.#idleSince.set(socket, this.#now()));
    }
    return { allows, agents };
  }

  /**
   * Opens a request, whose body the caller still has to write. A name that resolves to a refused address fails as the request's
   * `error` event.
   *
   * @throws ToolError when the host is a refused address
   */
  open({ origin, method, path, headers, certificate }: OutboundRequest): ClientRequest {
    const host = origin.hostname.replace(/^\[|\]$/g, '');
    const isRuntimePort = (origin.port || DEFAULT_PORTS[origin.protocol]) === this.#runtimePort;
    const { allows, agents } = isRuntimePort ? this.#runtimeExit : this.#exit;
    if (isIP(host) !== 0 && !allows(host)) throw addressRefused(origin.hostname);
    const agent = agents[origin.protocol];
    this.#dropStale(agent);
    const port = origin.port === '' ? undefined : Number(origin.port);
    if (certificate !== undefined) return httpsRequest({ agent, host, port, method, path, headers, ...certificate });
    const request = origin.protocol === 'https:' ? httpsRequest : httpRequest;
    return request({ agent, host, port, method, path, headers });
  }

  /** A function may be frozen for an hour between two calls, after which its sockets look alive but are dead. */
  #dropStale(agent: PlainAgent): void {
    const oldest = this.#now() - IDLE_MS;
    for (const sockets of Object.values(agent.freeSockets)) {
      for (const socket of sockets ?? []) if ((this.#idleSince.get(socket) ?? 0) < oldest) socket.destroy();
    }
  }
}

const DEFAULT_PORTS = { 'http:': '80', 'https:': '443' } as const;

/** Splits `host:port`. AWS: "Using the Lambda runtime API for custom runtimes" */
function splitAddress(address = ''): readonly [host: string | undefined, port: string | undefined] {
  if (address === '') return [undefined, undefined];
  const [host, port = DEFAULT_PORTS['http:']] = address.split(':');
  return [host, port];
}

const resolveByDns: ResolveHost = (hostname) => dnsLookup(hostname, { all: true });

/**
 * A `lookup` hook that refuses a name when any of its addresses is refused. It passes exactly the checked addresses to the
 * connection, so that no second lookup can return others.
 */
function checkedLookup(resolve: ResolveHost, allows: AddressGuard): LookupFunction {
  return (hostname, options, callback) => {
    resolve(hostname).then(
      (addresses) => {
        const [first] = addresses;
        if (!first || !addresses.every(({ address }) => allows(address))) return callback(addressRefused(hostname), []);
        if (options.all) return callback(null, [...addresses]);
        return callback(null, first.address, first.family);
      },
      (error: NodeJS.ErrnoException) => callback(error, []),
    );
  };
}

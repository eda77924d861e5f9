import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';

/** Plays the hosts that a page's examples call: checks each request against the page, and answers as it says. */
export interface Hosts {
  /** Origins on loopback, as `host:port`. */
  readonly places: readonly string[];
  /** Puts loopback in place of the hosts. */
  local(words: string): string;
  /** Puts the hosts in place of loopback. */
  shown(words: string): string;
  /** Sets what comes next: requests and responses by turns. */
  expect(requests: readonly string[], responses: readonly Response[]): void;
  /** What was not as the page says; empty when all was. */
  problems(): readonly string[];
  close(): Promise<void>;
}

interface Response {
  readonly words: string;
  /** Whether the body is base64 of what is sent. */
  readonly base64: boolean;
}

/** Starts one server for each host. */
export async function startHosts(names: readonly string[]): Promise<Hosts> {
  let requests: readonly string[] = [];
  let responses: readonly Response[] = [];
  let problems: string[] = [];
  let turn = 0;
  const servers = await Promise.all(names.map((name) => startServer((...asked) => answer(name, ...asked))));
  const places = servers.map(({ place }) => place);

  async function answer(name: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = shownForm(await text(request)).replace(UUID, 'UUID');
    const expected = requests[turn] ?? 'no further request';
    const given = responses[turn];
    turn += 1;
    problems.push(...differences(expected, `${request.method} https://${name}${request.url}`, request, body, hosts));
    if (given === undefined) return void response.writeHead(500).end();
    const { status, headers, content } = parse(hosts.local(given.words));
    response.writeHead(Number(status), headers).end(given.base64 ? Buffer.from(content, 'base64') : content);
  }

  const hosts: Hosts = {
    places,
    local: (words) => names.reduce((all, name, index) => toPlace(all, name, places[index] ?? ''), words),
    shown: (words) => names.reduce((all, name, index) => toName(all, name, places[index] ?? ''), words),
    expect(nextRequests, nextResponses) {
      [requests, responses, problems, turn] = [nextRequests, nextResponses, [], 0];
    },
    problems: () => (turn < requests.length ? [...problems, `only ${turn} of ${requests.length} requests`] : problems),
    close: async () => {
      await Promise.all(servers.map(({ close }) => close()));
    },
  };
  return hosts;
}

const toPlace = (words: string, name: string, place: string) =>
  words.replaceAll(`https://${name}`, `http://${place}`).replaceAll(name, place);
const toName = (words: string, name: string, place: string) =>
  words.replaceAll(`http://${place}`, `https://${name}`).replaceAll(place, name);

/** A random one, which a page cannot have. */
const UUID = /[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}/;

/** A form of parts as a page shows it: the boundary is random, and a page's lines end with a line feed alone. */
function shownForm(body: string): string {
  const [boundary] = /^--spillway-[0-9a-f]{36}(?=\r\n)/.exec(body) ?? [];
  return boundary === undefined ? body : body.replaceAll(boundary, '--BOUNDARY').replaceAll('\r\n', '\n').trimEnd();
}

/** The first line, headers and body of a block. */
function parse(words: string): { status: string; headers: Record<string, string>; content: string } {
  const [head = '', ...rest] = words.split('\n\n');
  const [status = '', ...lines] = head.split('\n');
  const headers = Object.fromEntries(
    lines.map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1).trim()]),
  );
  return { status, headers, content: rest.join('\n\n') };
}

/** What a request has other than a block says; `…` stands for anything. */
function differences(
  expected: string,
  line: string,
  { headers }: IncomingMessage,
  body: string,
  hosts: Hosts,
): readonly string[] {
  const { status, headers: said, content } = parse(expected);
  const found: string[] = status === line ? [] : [`asked ${line}, not ${status}`];
  for (const [name, value] of Object.entries(said)) {
    const [start = '', end = ''] = value.split('…');
    const real = String(headers[name]);
    const good = value.includes('…') ? real.startsWith(start) && real.endsWith(end) : real === value;
    if (!good) found.push(`${name}: ${real}, not ${value}`);
  }
  if (hosts.shown(body) !== content) found.push(`sent ${body}, not ${content}`);
  return found;
}

async function startServer(answer: (request: IncomingMessage, response: ServerResponse) => Promise<void>) {
  const server: Server = createServer((request, response) => {
    answer(request, response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The host has no port');
  return {
    place: `127.0.0.1:${address.port}`,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

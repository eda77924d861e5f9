import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { targetTypes } from '../../../lambda/targets/publish.ts';
import { type Printed, runCommand } from '../support/commands.ts';

/** A directory with files of an author, and the command line in it. */
export interface Desk {
  readonly directory: string;
  write(name: string, text: string): void;
  run(words: readonly string[], interruption?: AbortSignal, onLine?: (line: string) => void): Promise<Printed>;
  remove(): void;
}

export function openDesk(): Desk {
  const directory = mkdtempSync(join(tmpdir(), 'spillway-authoring-'));
  return {
    directory,
    write: (name, text) => writeFileSync(join(directory, name), text),
    run: (words, interruption, onLine) =>
      runCommand(words, {
        ...{ directory, userDirectory: directory, targets: targetTypes },
        ...(interruption && { interruption: () => interruption }),
        ...(onLine && { stdout: onLine, stderr: onLine }),
      }),
    remove: () => rmSync(directory, { recursive: true }),
  };
}

/** An upstream on loopback. */
export async function startUpstream(answer: (request: IncomingMessage, response: ServerResponse) => void) {
  const server = createServer(answer).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    host,
    stop() {
      server.closeAllConnections();
      server.close();
    },
  };
}

/** The documents of a tool that calls an upstream with a secret. */
export const orders = (host: string, more = '') => `# The shop's orders.
kind: Server
server: orders
hosts: ["${host}"]
---
kind: Tool
server: orders
name: find_order
description: Finds an order. # by number
input: { type: object, properties: { id: { type: integer } }, required: [id] }
target:
  type: http
  url: http://${host}/orders/{id}
  auth: { type: bearer, secret: token }
  result: |-
    {% (
      $items := $response.body.items;
      { 'total': $sum($items.price) }
    ) %}
${more}`;

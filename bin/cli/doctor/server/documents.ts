import type { CatalogDocument } from '../../../../lambda/catalog/documents.ts';
import { DOCTOR_SERVER } from '../../../../lambda/doctor-server.ts';

/** The tool that sends rows at an interval. */
export const ROWS_TOOL = 'rows';
/** The tool that returns the address of its request. */
export const ADDRESS_TOOL = 'address';
/** The tool that is published last, to measure when it becomes visible. */
export const PUBLISHED_LATER = 'published-later';

/** Begins the scope of each run. */
const SCOPE = `${DOCTOR_SERVER}:`;

/**
 * A scope that only the key of this run has, so that nobody else sees the server, also where the stage admits everybody.
 *
 * @param random hexadecimal digits
 */
export function scopeOf(random: string): string {
  return `${SCOPE}${random}`;
}

/** Whether a Server document, as JSON, is one of doctor's, as opposed to one that was published before the name was reserved. */
export function isOfDoctor(document: string | undefined): boolean {
  return scopeIn(document)?.startsWith(SCOPE) ?? false;
}

/** Whether a Server document, as JSON, is the one of the run with this scope. */
export function isOfRun(document: string | undefined, scope: string): boolean {
  return scopeIn(document) === scope;
}

function scopeIn(document: string | undefined): string | undefined {
  const { scopes }: { readonly scopes?: readonly string[] } = JSON.parse(document ?? '{}');
  return scopes?.[0];
}

/**
 * The documents of the server.
 *
 * @param scope what a caller needs for any use of it
 * @param isLater whether the tool that is published last is among them
 */
export function documentsOf(scope: string, isLater: boolean): readonly CatalogDocument[] {
  const tool = { kind: 'Tool', server: DOCTOR_SERVER, input: { type: 'object' } } as const;
  const rows: CatalogDocument = {
    ...tool,
    name: ROWS_TOOL,
    description: 'Sends rows at an interval, to measure when each arrives.',
    input: { type: 'object', properties: { rows: { type: 'integer' }, intervalMs: { type: 'integer' } } },
    limits: { timeoutMs: 60_000 },
    target: { type: 'diagnostic', report: 'rows' },
  };
  const address: CatalogDocument = {
    ...tool,
    name: ADDRESS_TOOL,
    description: 'Returns the host, path and query that the function received.',
    target: { type: 'diagnostic', report: 'request' },
  };
  const later: CatalogDocument = {
    ...tool,
    name: PUBLISHED_LATER,
    description: 'Shows that a published change is visible.',
    target: { type: 'static', text: 'visible' },
  };
  return [
    {
      kind: 'Server',
      server: DOCTOR_SERVER,
      title: 'Spillway doctor',
      description: 'Measures this stage. `spillway doctor` publishes it, and deletes it when it ends.',
      scopes: [scope],
      subscriptions: { listChanged: true, maxSeconds: 2 },
    },
    rows,
    address,
    ...(isLater ? [later] : []),
  ];
}

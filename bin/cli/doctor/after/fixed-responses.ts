import { DOCTOR_SERVER } from '../../../../lambda/doctor-server.ts';
import { tryParseJson } from '../../../../lambda/json.ts';
import type { Check, Outcome } from '../check.ts';
import { expecting } from '../outcomes.ts';
import type { ProbeRequest } from '../probe/index.ts';
import type { AfterContext } from './context.ts';

const JSON_RPC_ERROR = 'a JSON-RPC error as JSON';

/** Clients that look for a stream with GET take only a 405 for "there is none". */
export const methodNotAllowed: Check<AfterContext> = {
  id: 'method-not-allowed',
  title: 'GET of a server',
  needs: ['endpoint'],
  run: (context) => compare(context, { method: 'GET', path: `/mcp/${DOCTOR_SERVER}` }, 405),
};

/** Whether a path that is no server's reaches no function. */
export const unknownPath: Check<AfterContext> = {
  id: 'unknown-path',
  title: 'Unknown path',
  needs: ['endpoint'],
  run: (context) => compare(context, { method: 'GET', path: `/${DOCTOR_SERVER}/unknown` }, 404),
};

async function compare({ site }: AfterContext, request: ProbeRequest, status: number): Promise<readonly Outcome[]> {
  const { passed, failed } = expecting(`${request.method} ${request.path} receives ${status} with ${JSON_RPC_ERROR}.`);
  const response = await site.probe(request);
  const isError = JSON.stringify(tryParseJson(response.text) ?? null).includes('"error"');
  const seen = `It received ${response.status} with ${isError ? JSON_RPC_ERROR : (response.headers.get('content-type') ?? 'no type')}.`;
  if (response.status === status && isError) return [passed(seen)];
  const fix =
    'Deploy the Service stack again, which has the listener and its rules. A proxy between you and the load balancer must pass ' +
    'requests and responses on unchanged.';
  return [failed(seen, { fix })];
}

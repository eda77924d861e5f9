import type { Check, Outcome } from '../check.ts';
import { expecting } from '../outcomes.ts';
import { mcpRequest, type Probed } from '../probe/index.ts';
import type { AfterContext } from './context.ts';

/** A credential that proves nothing on any stage. */
const BAD = { authorization: 'Bearer not-a-credential' };
const LIST = mcpRequest('tools/list', {});
const CALL = mcpRequest('tools/call', { name: 'any' }, { headers: BAD });

/**
 * Whether a caller that is not admitted learns why. API Gateway renames `WWW-Authenticate`, so the streaming path sends a plain 401,
 * and redirects to `direct` where a client needs the header (docs/decisions/0029).
 */
export const challenge: Check<AfterContext> = {
  id: 'challenge',
  title: 'WWW-Authenticate',
  needs: ['endpoint'],
  async run({ stage: { auth }, site }) {
    const admitted = auth.hasAnonymous ? [ADMITTED] : undefined;
    // Without issuers, nobody logs in: a key that is refused has no metadata to read.
    if (admitted !== undefined && !auth.hasIssuers) return admitted;
    const redirected = await site.probe({ ...CALL, path: `${CALL.path}?challenge=1` });
    const streamed = await site.probe(CALL);
    return [
      ...(admitted ?? [withHeader('A request without credentials', await site.probe(LIST), auth.hasIssuers)]),
      withHeader('A redirected request with a bad credential', redirected, auth.hasIssuers),
      plain(streamed),
    ];
  },
};

/** A stage that admits everybody challenges nobody who brings no credentials. */
const ADMITTED: Outcome = expecting('A request without credentials receives 401 with WWW-Authenticate.').skipped(
  'The stage admits callers without credentials.',
  { fix: 'Nothing to do, if that is what you want.', key: 'auth.anonymous' },
);

function withHeader(what: string, response: Probed, namesMetadata: boolean): Outcome {
  const expected = `${what} receives 401 through direct, with WWW-Authenticate${namesMetadata ? ' that names the metadata' : ''}.`;
  const { passed, failed } = expecting(expected);
  const header = response.headers.get('www-authenticate');
  const seen = `It received ${response.status} ${header === null ? 'without WWW-Authenticate.' : `with WWW-Authenticate: ${header}`}`;
  const isWhole = header?.startsWith('Bearer') && (!namesMetadata || header.includes('resource_metadata="'));
  if (response.status === 401 && isWhole) return passed(seen);
  const fix = 'Deploy the Service stack again: the rules with priority 40, 50 and 999 must forward to direct.';
  return failed(seen, { fix, key: 'auth' });
}

function plain({ status }: Probed): Outcome {
  const { passed, failed } = expecting('A bad credential receives 401 through stream.');
  if (status === 401) return passed(`It received ${status}.`);
  const fix = 'See call-stream, and the logs of the function stream.';
  return failed(`It received ${status}.`, { fix, key: 'auth' });
}

import type { JsonObject } from '../../../../lambda/json.ts';
import { prepareHttp } from '../../../../lambda/targets/http/index.ts';
import type { CallContext } from '../../../../lambda/targets/types.ts';
import { startUpstream, type Upstream } from '../http/upstream.ts';
import { callContext, environment, resultOf, toolOf } from '../support.ts';

const trace = {
  traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
  tracestate: 'rojo=00f067aa0ba902b7',
  baggage: 'user=alice',
};

const open: Upstream[] = [];
const start: typeof startUpstream = async (answer) => {
  const upstream = await startUpstream(answer);
  open.push(upstream);
  return upstream;
};
afterEach(() => Promise.all(open.splice(0).map((upstream) => upstream.close())));

function call(url: string, target: JsonObject = {}, context: Partial<CallContext> = {}) {
  const run = prepareHttp(toolOf({ type: 'http', url, ...target }), environment());
  return resultOf(run, {}, callContext({ trace, ...context }));
}

/** What an upstream was told of the trace, request by request. */
const told = ({ seen }: Upstream) =>
  seen.map(({ headers: { traceparent, tracestate, baggage } }) => ({ traceparent, tracestate, baggage }));
const NOTHING = { traceparent: undefined, tracestate: undefined, baggage: undefined };
const IDS = { ...trace, baggage: undefined };

describe("the caller's trace", () => {
  test('goes on to the upstream; what else the caller said goes only to hosts that the server lists', async () => {
    const upstream = await start();
    await call(upstream.origin);
    await call(upstream.origin, {}, { secretHosts: () => [upstream.host] });
    expect(told(upstream)).toEqual([IDS, trace]);
  });

  test('is not asked for where there is none', async () => {
    const upstream = await start();
    const secretHosts = () => {
      throw new Error('nobody needs to know');
    };
    await call(upstream.origin, {}, { trace: undefined, secretHosts });
    await call(upstream.origin, {}, { trace: { traceparent: trace.traceparent }, secretHosts });
    expect(told(upstream)).toEqual([NOTHING, { ...NOTHING, traceparent: trace.traceparent }]);
  });

  test('gives way to what the tool sets itself', async () => {
    const upstream = await start();
    const secretHosts = () => [upstream.host];
    await call(upstream.origin, { headers: { Traceparent: 'own' } }, { secretHosts });
    await call(upstream.origin, { headers: { baggage: 'own=1', tracestate: 'own=2' } }, { secretHosts });
    expect(told(upstream)).toEqual([
      { traceparent: 'own', tracestate: undefined, baggage: trace.baggage },
      { ...trace, tracestate: 'own=2', baggage: 'own=1' },
    ]);
  });

  test('follows redirects and pages within the origin, and leaves it nowhere', async () => {
    const other = await start();
    const upstream = await start((request, response) => {
      if (request.url === '/end') return void response.end('"ok"');
      response.writeHead(307, { location: request.url === '/away' ? `${other.origin}/` : '/end' }).end();
    });
    const secretHosts = () => [upstream.host, other.host];
    await call(`${upstream.origin}/here`, {}, { secretHosts });
    await call(`${upstream.origin}/away`, { redirects: [other.host] }, { secretHosts });
    expect(told(upstream)).toEqual([trace, trace, trace]);
    expect(told(other)).toEqual([NOTHING]);
  });

  test('goes with every way of streaming', async () => {
    const upstream = await start((_, response) => void response.end('{"a":1}\n'));
    await call(upstream.origin, { stream: 'ndjson' });
    await call(upstream.origin, { stream: 'text' });
    expect(told(upstream)).toEqual([IDS, IDS]);
  });
});

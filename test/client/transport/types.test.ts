import * as v2 from '@modelcontextprotocol/client';
import { auth as authV1, type OAuthClientProvider as ProviderV1 } from '@modelcontextprotocol/sdk/client/auth.js';
import type { Transport as TransportV1 } from '@modelcontextprotocol/sdk/shared/transport.js';
import { type SdkOAuth, SpillwayTransport } from '../../../client/transport/index.ts';

// The compiler is the test.
test('the transport is one of both SDKs, and takes the OAuth of both', () => {
  const transport = new SpillwayTransport({ url: new URL('http://127.0.0.1:1/mcp') });
  const transports: readonly [TransportV1, v2.Transport] = [transport, transport];
  const oauthV1 = (provider: ProviderV1): SdkOAuth => ({ provider, auth: authV1 });
  const oauthV2 = (provider: v2.OAuthClientProvider): SdkOAuth => ({ provider, auth: v2.auth });

  expect(transports.map((one) => one.sessionId)).toEqual([undefined, undefined]);
  expect([oauthV1, oauthV2]).toHaveLength(2);
});

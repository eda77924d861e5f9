import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type Provider from 'oidc-provider';
import type { InteractionDetails } from 'oidc-provider';
import { readBody } from '../http.ts';
import { agreementPage, signInPage } from './pages.ts';

const FORM_BYTES = 10_000;
const USER = /^[\w.@+-]{1,64}$/;

/**
 * Answers the request of a browser that signs in: with a page, with the outcome of its form, or, where nobody is asked, with the
 * outcome at once. The cookie of the interaction is `SameSite=Lax`, so that no other site can send the form.
 *
 * @throws Error when the browser has no such interaction
 */
export async function answerInteraction(
  provider: Provider,
  { user, asks }: { readonly user: string; readonly asks: boolean },
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const details = await provider.interactionDetails(request, response);
  if (!asks) return finish(provider, details, user, request, response);
  if (request.method !== 'POST') return showPage(response, await pageOf(provider, details, user));
  const form = new URLSearchParams(String((await readBody(request, FORM_BYTES)) ?? ''));
  if (form.has('refuse')) {
    const refused = { error: 'access_denied', error_description: 'The user refused' };
    return provider.interactionFinished(request, response, refused);
  }
  const name = form.get('user') ?? user;
  if (!USER.test(name)) return showPage(response, await pageOf(provider, details, user));
  return finish(provider, details, name, request, response);
}

/** Logs the user in, or grants what the client asks for. */
async function finish(
  provider: Provider,
  { prompt, params, session, grantId }: InteractionDetails,
  user: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (prompt.name === 'login') {
    return provider.interactionFinished(request, response, { login: { accountId: user } });
  }
  const owner = { accountId: session?.accountId ?? user, clientId: params.client_id };
  const known = grantId === undefined ? undefined : await provider.Grant.find(grantId);
  const grant = known ?? new provider.Grant(owner);
  const { missingOIDCScope = [], missingResourceScopes = {} } = prompt.details;
  if (missingOIDCScope.length > 0) grant.addOIDCScope(missingOIDCScope.join(' '));
  for (const [resource, scopes] of Object.entries(missingResourceScopes)) {
    grant.addResourceScope(resource, scopes.join(' '));
  }
  return provider.interactionFinished(request, response, { consent: { grantId: await grant.save() } });
}

async function pageOf(
  provider: Provider,
  { prompt, params, session }: InteractionDetails,
  user: string,
): Promise<string> {
  if (prompt.name === 'login') return signInPage(user);
  const client = await provider.Client.find(params.client_id);
  return agreementPage({
    user: session?.accountId ?? user,
    client: client?.clientName ?? params.client_id,
    redirectUri: params.redirect_uri,
    resource: params.resource ?? '',
    scopes: (params.scope ?? '').split(' ').filter((scope) => scope !== ''),
  });
}

function showPage(response: ServerResponse, html: string): void {
  const nonce = randomBytes(16).toString('base64');
  response.writeHead(200, {
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'no-store',
    // No script at all, and no page around it that could make a person click. `form-action` is absent: browsers apply it to the
    // redirect that follows, too, and that leads to the client.
    'content-security-policy': `default-src 'none'; style-src 'nonce-${nonce}'; frame-ancestors 'none'; base-uri 'none'`,
    'x-frame-options': 'DENY',
    'referrer-policy': 'no-referrer',
  });
  response.end(html.replaceAll('<style>', `<style nonce="${nonce}">`));
}

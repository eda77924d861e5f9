import { createPrivateKey, X509Certificate } from 'node:crypto';
import { isJsonObject, tryParseJson } from '../../../json.ts';
import type { ClientCertificate } from '../../../outbound/index.ts';
import { ToolError } from '../../../tool-error.ts';
import type { SecretReference, Secrets } from '../../secrets/index.ts';
import { secretAuth } from './secret.ts';
import type { Auth } from './session.ts';

/**
 * Authenticates the connection with a client certificate. RFC 8446 section 4.4.2
 *
 * @param now epoch milliseconds: a server that refuses a certificate seldom gives the reason
 */
export function certificateAuth(secrets: Secrets, reference: SecretReference, now: () => number): Auth {
  let last: { readonly secret: string; readonly certificate: ClientCertificate; readonly expiry: Date } | undefined;
  return secretAuth(secrets, reference, (request, secret) => {
    if (last?.secret !== secret) {
      const certificate = certificateIn(secret, reference);
      last = { secret, certificate, expiry: new Date(new X509Certificate(certificate.cert).validTo) };
    }
    const { certificate, expiry } = last;
    if (expiry.getTime() > now()) return { ...request, certificate };
    throw new ToolError(
      `The certificate of the secret "${reference.secret}" expired on ${expiry.toISOString().slice(0, 10)}. Retrying will not help until an operator renews it.`,
    );
  });
}

/**
 * @param secret PEM with the certificate and its key, or JSON with `certificate`, `privateKey` and optionally `ca` and `passphrase`
 * @throws ToolError for anything else, and for a key of another certificate; it never contains the secret
 */
function certificateIn(secret: string, { secret: name }: SecretReference): ClientCertificate {
  const parsed = secret.startsWith('{') ? tryParseJson(secret) : undefined;
  const { certificate = secret, privateKey = secret, ca, passphrase } = isJsonObject(parsed) ? parsed : {};
  const given = {
    cert: String(certificate),
    key: String(privateKey),
    ...(typeof ca === 'string' ? { ca } : {}),
    ...(typeof passphrase === 'string' ? { passphrase } : {}),
  };
  if (isPair(given)) return given;
  throw new ToolError(
    `The secret "${name}" is not a certificate with its private key in PEM. Retrying will not help until an operator corrects it.`,
  );
}

function isPair({ cert, key, passphrase }: ClientCertificate): boolean {
  try {
    return new X509Certificate(cert).checkPrivateKey(createPrivateKey({ key, ...(passphrase ? { passphrase } : {}) }));
  } catch {
    return false;
  }
}

import { isIP } from 'node:net';
import type { Fault, KeyPath } from '../../fault.ts';
import { isJsonObject, type JsonObject } from '../../json.ts';
import { createAddressGuard } from '../../outbound/index.ts';
import type { SecretUrl, StageAccess } from '../types.ts';

/** The URLs that receive a credential: the tool's own, and the token endpoint of OAuth. */
export function secretUrls({ url, auth }: JsonObject): readonly SecretUrl[] {
  if (!isJsonObject(auth)) return [];
  return [
    { path: ['url'], url: String(url) },
    ...(typeof auth.tokenUrl === 'string' ? [{ path: ['auth', 'tokenUrl'], url: auth.tokenUrl }] : []),
  ];
}

/** Finds addresses in networks that the stage does not allow, and roles that it does not list. A name's addresses may change. */
export function checkHttpStage({ url, auth }: JsonObject, stage: StageAccess): readonly Fault[] {
  const faults = checkAddress(['url'], url, stage);
  if (!isJsonObject(auth)) return faults;
  if (auth.tokenUrl !== undefined) faults.push(...checkAddress(['auth', 'tokenUrl'], auth.tokenUrl, stage));
  const { role } = auth;
  if (typeof role === 'string' && !stage.roles.includes(role)) {
    faults.push({ path: ['auth', 'role'], message: `the stage lists no role \`${role}\`: add it under \`awsRoles\`` });
  }
  return faults;
}

function checkAddress(path: KeyPath, url: unknown, { allowedNetworks, loopback }: StageAccess): Fault[] {
  if (typeof url !== 'string' || !URL.canParse(url)) return [];
  const host = new URL(url).hostname.replace(/^\[|\]$/g, '');
  if (isIP(host) === 0 || createAddressGuard(allowedNetworks, { loopback })(host)) return [];
  const message = `${host} is in a private or reserved network that the stage does not allow: add the network to \`upstreams.allowedNetworks\``;
  return [{ path, message }];
}

import { isIP } from 'node:net';
import type { Fault, KeyPath } from '../../fault.ts';
import { isJsonObject, type JsonObject } from '../../json.ts';
import { createAddressGuard } from '../../outbound/index.ts';
import type { SecretUrl, StageAccess } from '../types.ts';
import { type PlacedAuth, placedAuths } from '../upstream/auth/publish.ts';

/** The URLs that receive a credential: the tool's own, and the endpoints that give tokens. */
export function secretUrls(block: JsonObject): readonly SecretUrl[] {
  const auths = placedAuths(block);
  if (auths.length === 0) return [];
  return [{ path: ['url'], url: String(block.url) }, ...auths.flatMap(endpoints)];
}

/** Finds addresses in networks that the stage does not allow, and roles that it does not list. A name's addresses may change. */
export function checkHttpStage(block: JsonObject, stage: StageAccess): readonly Fault[] {
  const auths = placedAuths(block);
  return [
    ...checkAddress(['url'], block.url, stage),
    ...auths.flatMap(endpoints).flatMap(({ path, url }) => checkAddress(path, url, stage)),
    ...auths.flatMap(({ path, auth: { role } }) =>
      typeof role !== 'string' || stage.roles.includes(role)
        ? []
        : [{ path: [...path, 'role'], message: `the stage lists no role \`${role}\`: add it under \`awsRoles\`` }],
    ),
  ];
}

function endpoints({ path, auth: { tokenUrl, exchange } }: PlacedAuth): readonly SecretUrl[] {
  const url = isJsonObject(exchange) ? exchange.url : undefined;
  return [
    ...(typeof tokenUrl === 'string' ? [{ path: [...path, 'tokenUrl'], url: tokenUrl }] : []),
    ...(typeof url === 'string' ? [{ path: [...path, 'exchange', 'url'], url }] : []),
  ];
}

function checkAddress(path: KeyPath, url: unknown, { allowedNetworks, loopback }: StageAccess): Fault[] {
  if (typeof url !== 'string' || !URL.canParse(url)) return [];
  const host = new URL(url).hostname.replace(/^\[|\]$/g, '');
  if (isIP(host) === 0 || createAddressGuard(allowedNetworks, { loopback })(host)) return [];
  const message = `${host} is in a private or reserved network that the stage does not allow: add the network to \`upstreams.allowedNetworks\``;
  return [{ path, message }];
}

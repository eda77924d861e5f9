import type { KeyDetails, NewKey } from '../../../lambda/auth/keys/manage/index.ts';
import { columns } from '../list.ts';

/** A key as lines for people: each property on its own. */
export function keyLines(key: KeyDetails): string {
  const { id, name, owner, status, createdAt, expiresAt, rotatedAt, previousEndsAt, revokedAt } = key;
  const rows: (readonly [string, string] | undefined)[] = [
    ['id', id],
    ['name', name],
    ['owner', owner],
    ['status', statusText(status)],
    ['servers', serversText(key)],
    ['scopes', scopesText(key)],
    ['limits', limitsText(key)],
    ['created', timeText(createdAt)],
    ['expires', timeText(expiresAt)],
    rotatedAt === undefined ? undefined : ['rotated', timeText(rotatedAt)],
    previousEndsAt === undefined ? undefined : ['previous secret until', timeText(previousEndsAt)],
    revokedAt === undefined ? undefined : ['revoked', timeText(revokedAt)],
  ];
  return columns(rows.filter((row) => row !== undefined));
}

/** Keys as a table. */
export function keyTable(keys: readonly KeyDetails[]): string {
  const head = ['id', 'status', 'expires', 'owner', 'name', 'servers', 'scopes'];
  const rows = keys.map((key) => [
    key.id,
    key.status,
    timeText(key.expiresAt).slice(0, 10),
    key.owner,
    key.name,
    serversText(key),
    scopesText(key),
  ]);
  return columns([head, ...rows]);
}

/** A key as a JSON value: moments as ISO 8601, and `null` for what it does not have. */
export function keyJson(key: KeyDetails | NewKey): object {
  const { createdAt, expiresAt, rotatedAt, previousEndsAt, revokedAt, servers, limits } = key;
  const moment = (ms: number | undefined) => (ms === undefined ? null : timeText(ms));
  return {
    ...key,
    servers: servers ?? null,
    limits: limits ?? null,
    createdAt: moment(createdAt),
    expiresAt: moment(expiresAt),
    rotatedAt: moment(rotatedAt),
    previousEndsAt: moment(previousEndsAt),
    revokedAt: moment(revokedAt),
  };
}

function timeText(ms: number): string {
  const time = new Date(ms);
  return Number.isNaN(time.getTime()) ? 'at an unknown time' : time.toISOString();
}

function statusText(status: KeyDetails['status']): string {
  return status === 'other-table' ? 'other-table: written to another table, see `spillway keys adopt`' : status;
}

function serversText({ servers }: KeyDetails): string {
  return servers?.join(', ') ?? 'all';
}

function scopesText({ scopes }: KeyDetails): string {
  return scopes.length === 0 ? 'none' : scopes.join(' ');
}

function limitsText({ limits = {} }: KeyDetails): string {
  const { requestsPerSecond, burst, concurrentStreams } = limits;
  const parts = [
    ...(requestsPerSecond === undefined ? [] : [`${requestsPerSecond} operations a second`]),
    ...(burst === undefined ? [] : [`burst ${burst}`]),
    ...(concurrentStreams === undefined ? [] : [`streams ${concurrentStreams}`]),
  ];
  return parts.join(', ') || 'those of the stage';
}

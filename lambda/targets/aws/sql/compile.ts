import type { Fault } from '../../../fault.ts';
import { isJsonObject, type JsonObject } from '../../../json.ts';
import { type Compiled, compileOperation } from '../compile/publish.ts';
import { findOperation } from '../model/publish.ts';
import type { AwsRequest } from '../request.ts';
import { type Scanned, scanSql, withQuestionMarks } from './scan.ts';
import { ACTIONS, apis, type Statement } from './statement.ts';

/** A statement, and what is wrong with it. */
export interface CompiledSql extends Pick<Compiled, 'faults' | 'origins'> {
  readonly statement: Statement;
  readonly sql: Scanned;
}

/** The member of each first request that has the SQL. */
const SQL_KEYS = { athena: 'QueryString', rdsdata: 'sql', redshiftdata: 'Sql' } as const;
/** What each first request has besides. */
const FIXED: Readonly<Record<keyof typeof apis, JsonObject>> = {
  athena: {},
  rdsdata: { includeResultMetadata: true },
  redshiftdata: {},
};
/** Rows that come at once, as pages of which there is one. */
const ONE_PAGE: JsonObject = { type: 'next', next: { body: { NextToken: '{% $response.body.NextToken %}' } } };
/** First words of statements that change nothing. */
const READS = /^(?:DESCRIBE|EXPLAIN|SELECT|SHOW|VALUES)$/;

/** Compiles the SQL of a block into the requests that run it. */
export async function compileSql(block: JsonObject): Promise<CompiledSql | { readonly fault: Fault }> {
  const { service, parameters, sql: text, values } = block;
  const api = apiOf(String(service));
  if (api === undefined) {
    return { fault: { path: ['service'], message: 'has no SQL: `sql` works with athena, rds-data and redshift-data' } };
  }
  const sql = scanSql(String(text));
  const names = namesOf(sql, api);
  const own = isJsonObject(parameters) ? parameters : {};
  const set: JsonObject = {
    ...FIXED[api],
    [SQL_KEYS[api]]: api === 'athena' ? withQuestionMarks(String(text), sql) : String(text),
  };
  const compiled = await compile(api, ACTIONS[api].start, { ...own, ...set });
  const taken = [...Object.keys(set), apis[api].valuesKey].filter((key) => own[key] !== undefined);
  const { valuesKey } = apis[api];
  const { request } = compiled;
  const body = {
    ...(isJsonObject(request.parts.body) ? request.parts.body : {}),
    [valuesKey]: valuesOf(values, names),
  };
  const isOnePage = api === 'rdsdata';
  const start: AwsRequest = {
    ...request,
    readOnly: READS.test(sql.verb),
    parts: { ...request.parts, body },
    ...(isOnePage && { pages: ONE_PAGE }),
  };
  return {
    sql,
    statement: { api, names, start, ...(await waitingOf(api)) },
    faults: [
      ...compiled.faults,
      ...taken.map((key) => ({ path: ['parameters', key], message: 'is set by `sql` and `values`: remove it' })),
      ...(parameters === undefined || isJsonObject(parameters) ? [] : [NO_EXPRESSION]),
    ],
    origins: [[['body', SQL_KEYS[api]], ['sql']], [['body', valuesKey], ['values']], ...compiled.origins],
  };
}

const NO_EXPRESSION: Fault = { path: ['parameters'], message: 'must be an object: with `sql`, each member is checked' };

function apiOf(service: string): keyof typeof apis | undefined {
  const name = service
    .toLowerCase()
    .replace(/[^a-z0-9]/g, '')
    .replace('rdsdataservice', 'rdsdata')
    .replace('redshiftdataapiservice', 'redshiftdata');
  return Object.keys(apis).find((api): api is keyof typeof apis => api === name);
}

/** Athena takes a value for each `?`, and the others one for each name. */
function namesOf({ placeholders }: Scanned, api: keyof typeof apis): readonly string[] {
  const names = placeholders.map(({ name }) => name);
  return api === 'athena' ? names : [...new Set(names)];
}

/** Without `values`, each placeholder has the argument of its name. */
function valuesOf(values: JsonObject[string], names: readonly string[]): JsonObject {
  if (isJsonObject(values)) return values;
  return Object.fromEntries(names.map((name) => [name, `{% $args.\`${name}\` %}`]));
}

async function waitingOf(api: keyof typeof apis): Promise<Pick<Statement, 'waiting'>> {
  const { state, results, cancel } = ACTIONS[api];
  const id = 'waiting' in apis[api] ? apis[api].waiting?.id : undefined;
  if (state === undefined || results === undefined || cancel === undefined || id === undefined) return {};
  const requestOf = async (action: string) => (await compile(api, action, { [id]: 'ID' })).request;
  return {
    waiting: {
      state: { ...(await requestOf(state)), pages: ONE_PAGE },
      results: await requestOf(results),
      cancel: await requestOf(cancel),
    },
  };
}

async function compile(service: string, action: string, parameters: JsonObject): Promise<Compiled> {
  const found = await findOperation(service, action);
  if ('fault' in found) throw new Error(`the table of services lacks ${service}:${action}`);
  return compileOperation({ ...found, action }, parameters);
}

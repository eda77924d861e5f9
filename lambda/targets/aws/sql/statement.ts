import type { AwsRequest } from '../request.ts';
import type { SqlApi } from './api.ts';
import { athena } from './athena.ts';
import { rdsData } from './rds-data.ts';
import { redshiftData } from './redshift-data.ts';

/** The services that run SQL, by the names that stored blocks have for them. */
export const apis = { athena, rdsdata: rdsData, redshiftdata: redshiftData } satisfies Readonly<Record<string, SqlApi>>;

/** What publishing finds out about a statement: stored as `statement` of the block. */
export interface Statement {
  readonly api: keyof typeof apis;
  /** The placeholders, in the order in which the service takes their values. */
  readonly names: readonly string[];
  /** Runs the statement. Its body has the values' templates by placeholder, where the service has the values. */
  readonly start: AwsRequest;
  /** The requests that wait for a statement; each has its name in the body. */
  readonly waiting?: {
    readonly state: AwsRequest;
    readonly results: AwsRequest;
    readonly cancel: AwsRequest;
  };
}

/** The actions of a statement. */
export interface StatementActions {
  readonly start: string;
  readonly state?: string;
  readonly results?: string;
  readonly cancel?: string;
}

/** The actions of each service. */
export const ACTIONS: Readonly<Record<keyof typeof apis, StatementActions>> = {
  athena: {
    start: 'StartQueryExecution',
    state: 'GetQueryExecution',
    results: 'GetQueryResults',
    cancel: 'StopQueryExecution',
  },
  rdsdata: { start: 'ExecuteStatement' },
  redshiftdata: {
    start: 'ExecuteStatement',
    state: 'DescribeStatement',
    results: 'GetStatementResult',
    cancel: 'CancelStatement',
  },
};

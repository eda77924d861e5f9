import type { JsonObject } from '../../../../lambda/json.ts';
import { prepareAws } from '../../../../lambda/targets/aws/index.ts';
import type { TargetTool } from '../../../../lambda/targets/types.ts';
import { callContext, partsOf } from '../support.ts';
import { signatures } from '../upstream/auth/sigv4-verifier.ts';
import { awsTool, bodiesOf, call, failureOf, openServices, type Service, stage, stored } from './support.ts';

const serviceOf = openServices();

const actionsOf = ({ seen }: Service) => seen.map(({ headers }) => String(headers['x-amz-target']).split('.')[1]);

describe('athena', () => {
  const ATHENA = { service: 'athena', parameters: { WorkGroup: 'reports' } };
  const STARTED = { QueryExecutionId: 'q-1' };
  const state = (State: string, more: JsonObject = {}, StatementType = 'DML') => ({
    QueryExecution: { Status: { State, ...more }, StatementType },
  });
  const COLUMNS = [
    { Name: 'id', Type: 'bigint' },
    { Name: 'price', Type: 'decimal(10,2)' },
    { Name: 'rate', Type: 'double' },
    { Name: 'open', Type: 'boolean' },
    { Name: 'day', Type: 'date' },
    { Name: 'name', Type: 'varchar' },
    { Name: 'name', Type: 'varchar' },
  ];
  const row = (...cells: (string | null)[]) => ({
    Data: cells.map((text) => (text === null ? {} : { VarCharValue: text })),
  });
  const rows = (given: JsonObject[], NextToken?: string, ColumnInfo: JsonObject[] = COLUMNS): JsonObject => ({
    ResultSet: { Rows: given, ResultSetMetadata: { ColumnInfo } },
    ...(NextToken && { NextToken }),
  });
  const HEADER = row(...COLUMNS.map(({ Name }) => Name));
  const ONE = [{ Name: 'id', Type: 'integer' }];

  test('starts a query with bound values, waits for it, and reads its rows page by page', async () => {
    const service = await serviceOf(
      STARTED,
      state('QUEUED'),
      state('RUNNING'),
      state('SUCCEEDED'),
      rows([HEADER, row('7', '12.50', '1e-3', 'true', '2026-11-27', 'a', 'b')], 't1'),
      rows([row('9007199254740993', '0.10', 'NaN', 'false', null, '', null), HEADER]),
    );
    const sql = "select * from orders where id = :id and name <> ':no' and note = :note -- :comment";
    const target = { ...ATHENA, sql, values: { id: '{% $args.id %}', note: '{% $args.note %}' }, stream: 'pages' };

    const { parts, texts } = await call(service, awsTool(service, target), { id: 7, note: "it's" });

    expect(actionsOf(service)).toEqual([
      'StartQueryExecution',
      ...['GetQueryExecution', 'GetQueryExecution', 'GetQueryExecution', 'GetQueryResults', 'GetQueryResults'],
    ]);
    expect(bodiesOf(service)[0]).toEqual({
      WorkGroup: 'reports',
      QueryString: "select * from orders where id = ? and name <> ':no' and note = ? -- :comment",
      ExecutionParameters: ['7', "'it''s'"],
      ClientRequestToken: expect.any(String),
    });
    expect(bodiesOf(service).slice(4)).toEqual([STARTED, { ...STARTED, NextToken: 't1' }]);
    expect(JSON.parse(texts[0] ?? '')).toEqual([
      { id: 7, price: 12.5, rate: 0.001, open: true, day: '2026-11-27', name: 'a', name_2: 'b' },
      { id: '9007199254740993', price: 0.1, rate: 'NaN', open: false, day: null, name: '', name_2: null },
      { id: 'id', price: 'price', rate: 'rate', open: 'open', day: 'day', name: 'name', name_2: 'name' },
    ]);
    expect(parts.map((part) => (part.type === 'partial' ? part.rows : part.type))).toEqual([
      'progress',
      'progress',
      1,
      2,
      'result',
    ]);
    const [seen] = service.seen;
    expect(seen && signatures(seen, 'role-key-1').given).toBe(seen && signatures(seen, 'role-key-1').expected);
  });

  test.each([
    ["' or 1 = 1 --", "''' or 1 = 1 --'"],
    ["\\'; drop table orders; --", "'\\''; drop table orders; --'"],
    ["''", "''''''"],
    [1.5, '1.5'],
    [true, 'true'],
    [null, 'NULL'],
    [undefined, 'NULL'],
    [['a', "b'"], `'["a","b''"]'`],
  ])('a value never becomes SQL: %j', async (value, literal) => {
    const service = await serviceOf(STARTED, state('SUCCEEDED'), rows([]));
    const tool = awsTool(service, { ...ATHENA, sql: 'select :v, :v' }, { input: { properties: { v: {} } } });

    await call(service, tool, value === undefined ? {} : { v: value });

    expect(bodiesOf(service)[0]).toMatchObject({ QueryString: 'select ?, ?', ExecutionParameters: [literal, literal] });
  });

  test('rows are mapped, and end with `until` or `maxRows`', async () => {
    const page = rows([row('id'), row('1'), row('2'), row('3')], 't', ONE);
    const service = await serviceOf(STARTED, state('SUCCEEDED'), page);
    const target = { ...ATHENA, sql: 'select id from t', row: '{% $row.id * 10 %}' };

    const until = await call(service, awsTool(service, { ...target, until: '{% $row.id = 2 %}' }));
    const again = await serviceOf(STARTED, state('SUCCEEDED'), page);
    const most = await call(
      again,
      awsTool(again, { ...target, maxRows: '{% $args.n %}', result: { all: '{% $response.body %}' } }),
      {
        n: 1,
      },
    );

    expect(until.texts).toEqual(['[10,20]']);
    expect(most.texts[0]).toBe('{"all":[10]}');
  });

  test('a statement of another kind has no header, and one without rows says what it changed', async () => {
    const tables = await serviceOf(STARTED, state('SUCCEEDED', {}, 'UTILITY'), rows([row('id')], undefined, ONE));
    const insert = await serviceOf(STARTED, state('SUCCEEDED'), { UpdateCount: 3, ResultSet: { Rows: [] } });

    expect((await call(tables, awsTool(tables, { ...ATHENA, sql: 'show tables' }))).texts).toEqual(['[{"id":"id"}]']);
    expect((await call(insert, awsTool(insert, { ...ATHENA, sql: 'insert into t select 1' }))).texts).toEqual([
      '[{"updated":3}]',
    ]);
  });

  test('a query that fails is an error with its reason, and is not cancelled', async () => {
    const service = await serviceOf(STARTED, state('FAILED', { StateChangeReason: 'SYNTAX_ERROR: line 1:8' }));

    const failure = await failureOf(service, awsTool(service, { ...ATHENA, sql: 'select nothing' }));

    expect(failure).toBe(
      'ToolError: AWS athena:StartQueryExecution: the statement ended as FAILED: SYNTAX_ERROR: line 1:8.',
    );
    expect(actionsOf(service)).toEqual(['StartQueryExecution', 'GetQueryExecution']);
  });

  test.each([
    ['select 1', 'Request less, or ask the author to raise `limits.timeoutMs`.'],
    ['insert into t values (1)', 'The request may have been carried out: check before you call again.'],
  ])('a query that does not end in time is cancelled: %s', async (sql, advice) => {
    const service = await serviceOf(STARTED, state('RUNNING'));
    const context = callContext({ timeoutMs: 700, secretHosts: () => [service.host] });

    const failure = await failureOf(service, awsTool(service, { ...ATHENA, sql }), {}, context);

    expect(failure).toBe(
      `ToolError: AWS athena:StartQueryExecution was not done in time, so the statement was cancelled. ${advice}`,
    );
    expect(actionsOf(service).at(-1)).toBe('StopQueryExecution');
    expect(bodiesOf(service).at(-1)).toEqual(STARTED);
    expect(Date.now()).toBeLessThanOrEqual(context.deadline);
  });

  test('a caller who leaves while a query runs has it cancelled', async () => {
    const service = await serviceOf(STARTED, state('RUNNING'));
    const tool = await stored(awsTool(service, { ...ATHENA, sql: 'select 1' }));
    const parts = partsOf(prepareAws(tool, stage())({}, callContext({ secretHosts: () => [service.host] })));

    expect((await parts.next()).value).toMatchObject({ type: 'progress', progress: 1 });
    await parts.return(undefined);

    expect(actionsOf(service)).toEqual(['StartQueryExecution', 'GetQueryExecution', 'StopQueryExecution']);
  });

  test('a query that cannot be started is an error of the service', async () => {
    const service = await serviceOf([400, { __type: 'InvalidRequestException', message: 'No output location.' }]);

    expect(await failureOf(service, awsTool(service, { ...ATHENA, sql: 'select 1' }))).toBe(
      'AWS athena:StartQueryExecution returned 400 Bad Request: No output location. (InvalidRequestException)',
    );
  });

  test('a statement without a state is an error, and cancelled', async () => {
    const service = await serviceOf(STARTED, {});

    const failure = await failureOf(service, awsTool(service, { ...ATHENA, sql: 'select 1' }));

    expect(failure).toBe('ToolError: AWS athena:StartQueryExecution began a statement that has no state.');
    expect(actionsOf(service).at(-1)).toBe('StopQueryExecution');
  });

  test.each(['{% $args %}', '', 7, undefined, 'x'.repeat(200)])(
    'a name of a query that is none is not followed: %j',
    async (id) => {
      const service = await serviceOf({ QueryExecutionId: id });

      const failure = await failureOf(service, awsTool(service, { ...ATHENA, sql: 'select 1' }));

      expect(failure).toContain('AWS athena:StartQueryExecution returned no name of the statement.');
      expect(service.seen).toHaveLength(1);
    },
  );

  test('pages of rows that lead to each other end', async () => {
    const page = rows([row('id'), row('1')], 't', ONE);
    const service = await serviceOf(STARTED, state('SUCCEEDED'), page, page, page);

    const { texts } = await call(service, awsTool(service, { ...ATHENA, sql: 'select id from t' }));

    expect(texts[0]).toBe('[{"id":1},{"id":"id"},{"id":1}]');
    expect(texts[1]).toContain('leads back to the same page');
  });
});

describe('rds-data', () => {
  const RDS = { service: 'rds-data', parameters: { resourceArn: 'r', secretArn: 's', database: 'shop' } };
  const columnMetadata = [
    { name: 'id', typeName: 'int8' },
    { name: 'price', typeName: 'numeric' },
    { name: 'open', typeName: 'bool' },
    { name: 'tags', typeName: '_text' },
    { name: 'day', typeName: 'date' },
    { name: 'x', label: 'other', typeName: 'varchar' },
  ];

  test('sends typed values and reads typed cells', async () => {
    const records =
      '[[{"longValue":9007199254740993},{"stringValue":"12.50"},{"booleanValue":true},{"arrayValue":{"stringValues":["a"]}},{"stringValue":"2026-11-27"},{"isNull":true}],' +
      '[{"longValue":7},{"stringValue":"0.12345678901234567890"},{"booleanValue":false},{"isNull":true},{"isNull":true},{"stringValue":"7"}]]';
    const service = await serviceOf(`{"records":${records},"columnMetadata":${JSON.stringify(columnMetadata)}}`);
    const sql =
      'select * from orders where a = :a and b = :b::date and c = :c and d = :d and e = :e and f = :f and g = :a';
    const input = { properties: Object.fromEntries([...'abcdef'].map((name) => [name, {}])) };
    const args = { a: 7, b: '2026-11-27', c: true, d: 1.5, f: { k: "'" } };

    const { texts } = await call(service, awsTool(service, { ...RDS, sql }, { input }), args);

    expect(service.seen[0]?.url).toBe('/Execute');
    expect(bodiesOf(service)).toEqual([
      {
        ...RDS.parameters,
        sql,
        includeResultMetadata: true,
        parameters: [
          { name: 'a', value: { longValue: 7 } },
          { name: 'b', value: { stringValue: '2026-11-27' } },
          { name: 'c', value: { booleanValue: true } },
          { name: 'd', value: { doubleValue: 1.5 } },
          { name: 'e', value: { isNull: true } },
          { name: 'f', value: { stringValue: `{"k":"'"}` }, typeHint: 'JSON' },
        ],
      },
    ]);
    expect(JSON.parse(texts[0] ?? '')).toEqual([
      { id: '9007199254740993', price: 12.5, open: true, tags: ['a'], day: '2026-11-27', other: null },
      { id: 7, price: '0.12345678901234567890', open: false, tags: null, day: null, other: '7' },
    ]);
  });

  test('says what a write changed', async () => {
    const service = await serviceOf({ numberOfRecordsUpdated: 1, generatedFields: [{ longValue: 42 }] });
    const target = {
      ...RDS,
      sql: 'insert into orders (part) values (:part)',
      result: '{% $response.body[0].generated[0] %}',
    };

    const { texts } = await call(service, awsTool(service, target, { annotations: { readOnlyHint: false } }), {
      part: 'cog',
    });

    expect(texts).toEqual(['42']);
  });
});

describe('redshift-data', () => {
  const REDSHIFT = { service: 'redshift-data', parameters: { WorkgroupName: 'wg', Database: 'dev' } };
  const ColumnMetadata = [
    { name: 'id', label: 'id', typeName: 'int4' },
    { name: 'price', label: 'price', typeName: 'numeric' },
  ];

  test('starts a statement with values as texts, waits for it, and reads its rows page by page', async () => {
    const service = await serviceOf(
      { Id: 's-1' },
      { Id: 's-1', Status: 'STARTED' },
      { Id: 's-1', Status: 'FINISHED', HasResultSet: true },
      { Records: [[{ longValue: 1 }, { stringValue: '2.50' }]], ColumnMetadata, NextToken: 't' },
      { Records: [[{ longValue: 2 }, { isNull: true }]], ColumnMetadata },
    );
    const sql = 'select id, price from orders where id > :id and open = :open';
    const target = { ...REDSHIFT, sql, values: { id: '{% $args.id %}', open: true } };

    const { texts } = await call(service, awsTool(service, target), { id: 0 });

    expect(bodiesOf(service)[0]).toMatchObject({
      ...REDSHIFT.parameters,
      Sql: sql,
      Parameters: [
        { name: 'id', value: '0' },
        { name: 'open', value: 'true' },
      ],
    });
    expect(actionsOf(service)).toEqual([
      ...['ExecuteStatement', 'DescribeStatement', 'DescribeStatement', 'GetStatementResult', 'GetStatementResult'],
    ]);
    expect(texts).toEqual(['[{"id":1,"price":2.5},{"id":2,"price":null}]']);
  });

  test('says what a statement without a result changed', async () => {
    const service = await serviceOf(
      { Id: 's-1' },
      { Id: 's-1', Status: 'FINISHED', HasResultSet: false, ResultRows: 4 },
    );

    const { texts } = await call(service, awsTool(service, { ...REDSHIFT, sql: 'delete from orders' }));

    expect(texts).toEqual(['[{"updated":4}]']);
    expect(actionsOf(service)).toEqual(['ExecuteStatement', 'DescribeStatement', 'DescribeStatement']);
  });

  test.each([
    [{}, 'The value :id is missing, which Redshift cannot bind: pass a value.'],
    [{ id: '' }, 'The value :id is empty, which Redshift cannot bind: pass a value.'],
  ])('a value that it cannot bind is an error before anything is sent: %j', async (args, message) => {
    const service = await serviceOf({ Id: 's-1' });

    expect(await failureOf(service, awsTool(service, { ...REDSHIFT, sql: 'select :id' }), args)).toContain(message);
    expect(service.seen).toEqual([]);
  });

  test('a statement that fails is an error with its reason', async () => {
    const service = await serviceOf({ Id: 's-1' }, { Status: 'FAILED', Error: 'ERROR: relation "x" does not exist' });

    expect(await failureOf(service, awsTool(service, { ...REDSHIFT, sql: 'select 1' }))).toContain(
      'the statement ended as FAILED: ERROR: relation "x" does not exist.',
    );
  });
});

describe('SQL that is refused', () => {
  const faultsOf = (target: JsonObject, rest: Partial<TargetTool> = {}) =>
    serviceOf({}).then((service) =>
      stored(awsTool(service, { service: 'athena', sql: 'select 1', ...target }, rest)).then(
        () => [],
        (error: Error) => JSON.parse(error.message) as { path: string[]; message: string }[],
      ),
    );

  test.each<[JsonObject, Partial<TargetTool>, string]>([
    [
      { sql: 'select * from t where id = {% $args.id %}' },
      {},
      'sql: must be fixed text: write a placeholder such as `:id`',
    ],
    [{ sql: '{% $args.sql %}' }, {}, 'sql: must be fixed text'],
    [{ sql: '-- nothing' }, {}, 'sql: has no statement'],
    [{ sql: 'select ?' }, {}, 'sql: has a `?`: write a placeholder with a name'],
    [{ sql: 'delete from t' }, { annotations: { readOnlyHint: true } }, 'sql: is DELETE, but the tool has'],
    [{ sql: 'select :id', values: {} }, {}, 'sql: has :id, which `values` does not have: add it'],
    [{ sql: 'select :id', values: { id: 1, x: 1 } }, {}, 'values.x: is not a placeholder of `sql`, which has :id'],
    [{ sql: 'select :id' }, { input: { properties: {} } }, 'sql: has :id, but `input` has no such argument'],
    [{ sql: 'select :id', values: { id: '{% $response.body %}' } }, {}, 'values.id: '],
    [{ service: 'sqs' }, {}, 'service: has no SQL: `sql` works with athena, rds-data and redshift-data'],
    [
      { service: 'rds-data', parameters: { secretArn: 's' } },
      {},
      'parameters.resourceArn: is missing: ExecuteStatement requires it',
    ],
    [
      { parameters: { QueryString: 'select 2' } },
      {},
      'parameters.QueryString: is set by `sql` and `values`: remove it',
    ],
    [
      { parameters: { ExecutionParameters: ['1'] } },
      {},
      'parameters.ExecutionParameters: is set by `sql` and `values`',
    ],
    [{ parameters: { WorkGrup: 'x' } }, {}, 'parameters.WorkGrup: is not a parameter here; did you mean `WorkGroup`?'],
    [{ parameters: '{% $args %}' }, {}, 'parameters: must be an object'],
    [{ action: 'GetQueryResults' }, {}, 'action: does not apply with `sql`: remove it'],
    [{ pagination: true }, {}, 'pagination: does not apply with `sql`: remove it'],
    [{ row: '{% $rows.id %}' }, {}, 'row: '],
    [
      { sql: undefined, action: 'GetQueryExecution', parameters: { QueryExecutionId: 'q' }, values: {} },
      {},
      'values: needs `sql`',
    ],
    [{ sql: undefined }, {}, 'action: is missing: add it, or `sql`'],
  ])('%j', async (target, rest, message) => {
    const faults = await faultsOf(target, rest);

    expect(faults.map(({ path, message: said }) => `${path.join('.')}: ${said}`.slice(0, message.length))).toEqual([
      message,
    ]);
  });

  test.each([
    ["select '?', \"?\", $$ :a ? $$, /* :b */ :c::text, x::int, 'it''s :d' -- ?", ['c']],
    ['with a as (select :x) select :x, :y_1', ['x', 'x', 'y_1']],
  ])('only placeholders are placeholders: %s', async (sql, names) => {
    const tool = await stored(awsTool(await serviceOf({}), { service: 'athena', sql }));

    expect(tool.target.statement).toMatchObject({ names });
  });
});

import { type StartedTable, startDynalite } from './dynalite.ts';
import { hasJava, startDynamoDbLocal } from './dynamodb-local.ts';

/** A subject of a contract that every implementation of a table must satisfy. */
interface Closable {
  close(): Promise<void>;
}

/** An implementation to run the contract against. */
export interface TableKind<Subject extends Closable> {
  readonly name: string;
  /** Whether it can run on this machine. */
  readonly run: boolean;
  readonly open: () => Promise<Subject>;
}

/**
 * Lists the implementations of a table for `describe.each`: in memory (if given), dynalite, and Amazon's own, which needs Java.
 *
 * @param options `started`: opens the subject on a started look-alike, which stops when the subject is closed
 */
export function tableKinds<Subject extends Closable>(options: {
  readonly memory?: () => Subject;
  readonly started: (table: StartedTable) => Promise<Subject> | Subject;
}): readonly TableKind<Subject>[] {
  const { memory, started } = options;
  const java = hasJava();
  const opening = (start: () => Promise<StartedTable>) => async () => stopsWith(await start(), started);
  return [
    ...(memory ? [{ name: 'in memory', run: true, open: async () => memory() }] : []),
    { name: 'dynalite', run: true, open: opening(startDynalite) },
    {
      name: `DynamoDB Local${java ? '' : ' (skipped: no Java on this machine)'}`,
      run: java,
      open: opening(startDynamoDbLocal),
    },
  ];
}

async function stopsWith<Subject extends Closable>(
  table: StartedTable,
  open: (table: StartedTable) => Promise<Subject> | Subject,
): Promise<Subject> {
  try {
    const subject = await open(table);
    const close = async () => {
      await subject.close();
      await table.stop();
    };
    return { ...subject, close };
  } catch (error) {
    await table.stop();
    throw error;
  }
}

/**
 * Opens a kind before the tests of the surrounding `describe` and closes it after them.
 *
 * @param use receives the subject
 * @returns `test`, or `test.skip` for a kind that cannot run
 */
export function withTable<Subject extends Closable>(
  { run, open }: TableKind<Subject>,
  use: (subject: Subject) => void,
): typeof test | typeof test.skip {
  let subject: Subject | undefined;
  beforeAll(async () => {
    if (!run) return;
    subject = await open();
    use(subject);
  }, 60_000);
  afterAll(() => subject?.close());
  return run ? test : test.skip;
}

/** What each client does against the server, and what came of it. Runs in Node.js and in a browser. */

/** The steps in the order of the table's columns. */
export const STEPS = [
  'connect',
  'list',
  'call',
  'content',
  'wrong arguments',
  'unknown tool',
  'resource',
  'prompt',
  'progress',
  'disconnect',
  'trailing slash',
  '/{server}/mcp',
] as const;

export type Step = (typeof STEPS)[number];

/** `unsupported`: the client has no way to do it. The note says why, or what failed. */
export interface Cell {
  readonly outcome: 'passed' | 'failed' | 'unsupported';
  readonly note?: string;
}

/** One step of one client. */
export interface StepResult extends Cell {
  readonly step: Step;
}

/** A tool's result, as far as a step looks at it. */
export interface CallResult {
  readonly isError: boolean;
  /** Its text blocks, joined. */
  readonly text: string;
}

/** What a client can do once it is connected. A method that is absent is one that the client lacks. */
export interface Connection {
  /** It reads the first page of a list and no other. */
  readonly readsFirstPageOnly?: boolean;
  /** It calls only tools that the server lists. */
  readonly callsListedToolsOnly?: boolean;
  /** It does not show progress to its user. */
  readonly hidesProgress?: boolean;
  /** Names of all tools; of those on the first page, where the client never asks for another one. */
  listTools?(): Promise<readonly string[]>;
  /**
   * Calls a tool.
   *
   * @param onProgress given only where the step is about progress
   * @throws for a JSON-RPC error, with its message
   */
  call?(name: string, args: Readonly<Record<string, unknown>>, onProgress?: () => void): Promise<CallResult>;
  readResource?(uri: string): Promise<string>;
  getPrompt?(name: string, args: Readonly<Record<string, string>>): Promise<string>;
  /** Ends the session, then closes, and returns the error events of the connection. */
  close(): Promise<readonly string[]>;
}

/** A client under test. */
export interface Subject {
  connect(url: string): Promise<Connection>;
  /** It connects to URLs that end in `/mcp` and replaces the path of all others. */
  readonly connectsToMcpPathsOnly?: boolean;
}

/** Names of the tools of the server `library`, which fill several pages. */
export const BOOKS: readonly string[] = Array.from({ length: 300 }, (_, index) => `book_${index + 100}`);

/** A client lacks what the step is about; the message says in which way, unless it lacks the whole method. */
class Unsupported extends Error {}

/** A step that needs a connection, after the step that reported why there is none. */
class NotConnected extends Error {}

/**
 * Runs every step and reports each as it ends.
 *
 * @param endpoint origin of the load balancer, without a path
 */
export async function runSteps(
  subject: Subject,
  endpoint: string,
  report: (result: StepResult) => void | Promise<void>,
): Promise<void> {
  let open: Connection | undefined;
  const connected = (): Connection => {
    if (open === undefined) throw new NotConnected();
    return open;
  };
  const urlOf = (server: string): string =>
    subject.connectsToMcpPathsOnly ? `${endpoint}/${server}/mcp` : `${endpoint}/mcp/${server}`;
  const actions: Readonly<Record<Step, () => Promise<void>>> = {
    connect: async () => {
      open = await subject.connect(urlOf('clients'));
    },
    list: async () => readWholeList(await subject.connect(urlOf('library'))),
    call: async () => {
      const { text } = await callOf(connected())('quote', { part: 'cog' });
      expectText(text, '"price":12.5');
    },
    content: async () => {
      const { text } = await callOf(connected())('every_block', {});
      expectText(text, 'A text.');
    },
    'wrong arguments': async () => callWrongly(connected()),
    'unknown tool': async () => callUnknown(connected()),
    resource: async () => {
      const { readResource = missing } = connected();
      expectText(await readResource('clients://note'), 'A note for clients.');
    },
    prompt: async () => {
      const { getPrompt = missing } = connected();
      expectText(await getPrompt('review', { part: 'cog' }), 'Review the cog.');
    },
    progress: async () => watchProgress(connected()),
    disconnect: async () => {
      const errors = await connected().close();
      if (errors.length > 0) throw new Error(`error events: ${errors.join('; ')}`);
    },
    'trailing slash': async () => {
      if (subject.connectsToMcpPathsOnly) throw new Unsupported('connects to URLs that end in `/mcp` only');
      await connectOnce(subject, `${endpoint}/mcp/clients/`);
    },
    '/{server}/mcp': () => connectOnce(subject, `${endpoint}/clients/mcp`),
  };
  for (const step of STEPS) await report({ step, ...(await outcomeOf(actions[step], endpoint)) });
}

async function outcomeOf(action: () => Promise<void>, endpoint: string): Promise<Cell> {
  try {
    await action();
    return { outcome: 'passed' };
  } catch (error) {
    const note = noteOf(error, endpoint);
    const outcome = error instanceof Unsupported ? 'unsupported' : 'failed';
    return note === '' ? { outcome } : { outcome, note };
  }
}

/** The first line of a message, the same in every run. */
export function noteOf(error: unknown, endpoint: string): string {
  const message = error instanceof Error ? error.message : String(error);
  const line = message.replaceAll(endpoint, '').replaceAll(/\s+/g, ' ').trim();
  return line.length > 200 ? `${line.slice(0, 200).trim()} ...` : line;
}

async function readWholeList(connection: Connection): Promise<void> {
  try {
    const { listTools = missing, readsFirstPageOnly } = connection;
    const names = await listTools();
    const absent = BOOKS.filter((name) => !names.includes(name));
    const firstPage = names.length > 0 && absent.length > 0;
    if (readsFirstPageOnly && firstPage) throw new Unsupported('reads the first page only');
    if (absent.length > 0) throw new Error(`${absent.length} of ${BOOKS.length} tools are missing`);
  } finally {
    await connection.close();
  }
}

async function callWrongly(connection: Connection): Promise<void> {
  const { isError, text } = await callOf(connection)('quote', { part: 'cog', amount: 1000 });
  if (!isError) throw new Error(`not an error: ${text}`);
  expectText(text, 'amount');
  expectText(text, '100');
}

async function callUnknown(connection: Connection): Promise<void> {
  if (connection.callsListedToolsOnly) throw new Unsupported('calls listed tools only');
  const answer = await callOf(connection)('no_such_tool', {}).then(
    ({ isError, text }) => (isError ? text : `not an error: ${text}`),
    (error: unknown) => {
      if (error instanceof Unsupported) throw error;
      return error instanceof Error ? error.message : String(error);
    },
  );
  expectText(answer, 'no_such_tool');
}

async function watchProgress(connection: Connection): Promise<void> {
  let seen = 0;
  const { text } = await callOf(connection)('rows', {}, () => {
    seen += 1;
  });
  expectText(text, '"n":4');
  if (connection.hidesProgress) throw new Unsupported('shows the result, and no progress');
  if (seen === 0) throw new Error('the result came without progress');
}

async function connectOnce(subject: Subject, url: string): Promise<void> {
  const connection = await subject.connect(url);
  await connection.close();
}

function callOf({ call = missing }: Connection): NonNullable<Connection['call']> {
  return call;
}

async function missing(): Promise<never> {
  throw new Unsupported();
}

function expectText(text: string, part: string): void {
  if (!text.includes(part)) throw new Error(`expected ${part} in: ${text}`);
}

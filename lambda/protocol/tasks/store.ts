import type { StateTable } from '../../state/index.ts';
import { ConditionFailed, type Item } from '../../table/index.ts';
import type { Task, TaskWork } from './task.ts';

/** How often a change is tried anew because another one came first. */
const MAX_TRIES = 50;
/** Bytes of a task's own text, below DynamoDB's 409,600 for an item. AWS: amazondynamodb/latest/developerguide/Constraints.html */
const MAX_TASK_BYTES = 400_000;
/** Characters of a piece, each at most three bytes: as much as fits an item. */
const PIECE_CHARACTERS = 120_000;
/** Seconds that the table keeps a task beyond its time, so that no part of it goes while it can be asked for. */
const MARGIN_SECONDS = 3600;

/** Tasks in the state table: one small item that changes, and pieces of text beside it that do not. */
export interface TaskStore {
  /** Makes a task durable, with the work that it stands for. */
  create(task: Task, work: TaskWork): Promise<void>;
  /** @returns `undefined` for a task that never was, or whose time is over */
  read(id: string): Promise<Task | undefined>;
  /** @throws Error when it is not there: a bug, as a task is created after its work */
  readWork(task: Task): Promise<TaskWork>;
  /**
   * Changes a task, anew for as long as others come first.
   *
   * @param decide makes the next task of the one it is given, or `undefined` when there is nothing to change
   * @param known the task as it was read a moment ago, to spare the first read
   * @returns the task as written; `undefined` when nothing was
   */
  change(id: string, decide: (task: Task) => Task | undefined, known?: Task): Promise<Task | undefined>;
  /**
   * Writes the result of an attempt. Nobody sees it before the task is changed to say so.
   *
   * @returns the number of its pieces
   */
  writeResult(task: Task, text: string): Promise<number>;
  readResult(task: Task, pieces: number): Promise<string>;
}

/** @param now the clock, epoch milliseconds */
export function openTaskStore(table: StateTable, now: () => number): TaskStore {
  const store: TaskStore = {
    async create(task, work) {
      await writePieces(table, task, 'work', JSON.stringify(work));
      // No `put`: a request that was given up may still arrive, when a worker has the task already.
      const set = { expires: expiresOf(task), ...attributesOf(task) };
      await table.update(keyOf(task.id), { set, expect: { version: undefined } });
    },
    async read(id) {
      const item = await table.get(keyOf(id));
      const task = item && readTask(item);
      return task && now() < task.createdAt + task.ttlMs ? task : undefined;
    },
    async readWork(task) {
      return JSON.parse(await readPieces(table, task, 'work')) as TaskWork;
    },
    async change(id, decide, known) {
      for (let tries = 0; tries < MAX_TRIES; tries += 1) {
        const task = (tries === 0 && known) || (await store.read(id));
        if (task === undefined) return undefined;
        const next = decide(task);
        if (next === undefined) return undefined;
        const written = { ...next, version: task.version + 1 };
        if (await writeOver(table, task, written)) return written;
      }
      throw new Error(`task ${id} changed ${MAX_TRIES} times while it was to be changed`);
    },
    writeResult: (task, text) => writePieces(table, task, resultName(task), text),
    readResult: (task, pieces) => readPieces(table, task, resultName(task), pieces),
  };
  return store;
}

async function writeOver(table: StateTable, before: Task, after: Task): Promise<boolean> {
  try {
    await table.update(keyOf(before.id), { set: attributesOf(after), expect: { version: before.version } });
    return true;
  } catch (error) {
    if (error instanceof ConditionFailed) return false;
    throw error;
  }
}

const keyOf = (id: string) => ({ pk: `K#${id}`, sk: 'task' });
const expiresOf = ({ createdAt, ttlMs }: Task) => Math.ceil((createdAt + ttlMs) / 1000) + MARGIN_SECONDS;
// An attempt that lost its task may still write: the name keeps its pieces apart.
const resultName = ({ attempt }: Task) => `result#${attempt}`;

function attributesOf({ version, ...rest }: Task) {
  const text = JSON.stringify(rest);
  if (Buffer.byteLength(text) > MAX_TASK_BYTES) throw new Error(`task ${rest.id} is too large to be kept`);
  return { version, task: text };
}

function readTask({ version, task }: Item): Task {
  return { ...(JSON.parse(String(task)) as Omit<Task, 'version'>), version: Number(version) };
}

async function writePieces(table: StateTable, task: Task, name: string, text: string): Promise<number> {
  const pieces = cut(text);
  // One after the other: they share a connection, and the time of one that waits for it runs already.
  for (const [index, piece] of pieces.entries()) await table.put(pieceItem(task, name, index, piece));
  return pieces.length;
}

function pieceItem(task: Task, name: string, index: number, text: string): Item {
  return { pk: `K#${task.id}`, sk: `${name}#${String(index).padStart(4, '0')}`, expires: expiresOf(task), text };
}

async function readPieces(table: StateTable, { id }: Task, name: string, expected?: number): Promise<string> {
  const found = await table.query({ pk: `K#${id}`, from: `${name}#`, to: `${name}#~` });
  if (found.length === 0 || (expected !== undefined && found.length !== expected)) {
    throw new Error(`task ${id} has ${found.length} pieces of ${name}, not ${expected ?? 'any'}`);
  }
  return found.map(({ text }) => text).join('');
}

/** Cuts a text where no character is cut. */
function cut(text: string): string[] {
  const pieces: string[] = [];
  for (let start = 0; start < text.length; ) {
    let end = start + PIECE_CHARACTERS;
    if (isHighSurrogate(text.charCodeAt(end - 1))) end -= 1;
    pieces.push(text.slice(start, end));
    start = end;
  }
  return pieces;
}

const isHighSurrogate = (code: number) => code >= 0xd800 && code <= 0xdbff;

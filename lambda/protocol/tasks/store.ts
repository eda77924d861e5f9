import { readPieces, type StateTable, writePieces } from '../../state/index.ts';
import { ConditionFailed, type Item } from '../../table/index.ts';
import type { Task, TaskWork } from './task.ts';

/** Maximum attempts of one change while other writers come first. */
const MAX_TRIES = 50;
/**
 * Maximum bytes of a task's own text, below DynamoDB's 409,600 for an item. AWS:
 * amazondynamodb/latest/developerguide/Constraints.html
 */
const MAX_TASK_BYTES = 400_000;
/** Seconds that the table keeps an expired task, so that no part of it is deleted before it expires. */
const MARGIN_SECONDS = 3600;

/** Tasks in the state table: one small item that changes, and separate pieces of text that do not. */
export interface TaskStore {
  /** Stores a new task and its work. */
  create(task: Task, work: TaskWork): Promise<void>;
  /** @returns `undefined` for a task that does not exist or has expired */
  read(id: string): Promise<Task | undefined>;
  /** @throws Error if it is missing, which is a bug, because the work is stored before the task */
  readWork(task: Task): Promise<TaskWork>;
  /**
   * Changes a task; retries while other writers come first.
   *
   * @param decide returns the changed task, or `undefined` for no change
   * @param known the task if it was just read, to save the first read
   * @returns the task as written; `undefined` if nothing was written
   */
  change(id: string, decide: (task: Task) => Task | undefined, known?: Task): Promise<Task | undefined>;
  /**
   * Writes the result of an attempt. It is not visible until the task is changed to `completed`.
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
      await writePieces(table, piecesOf(task, 'work'), JSON.stringify(work));
      // Not a `put`: a timed-out request may still arrive later, when a worker already holds the task.
      const set = { expires: expiresOf(task), ...attributesOf(task) };
      await table.update(keyOf(task.id), { set, expect: { version: undefined } });
    },
    async read(id) {
      const item = await table.get(keyOf(id));
      const task = item && readTask(item);
      return task && now() < task.createdAt + task.ttlMs ? task : undefined;
    },
    async readWork(task) {
      return JSON.parse(await readPieces(table, piecesOf(task, 'work'))) as TaskWork;
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
      throw new Error(`another writer changed task ${id} first, ${MAX_TRIES} times in a row`);
    },
    writeResult: (task, text) => writePieces(table, piecesOf(task, resultName(task)), text),
    readResult: (task, pieces) => readPieces(table, piecesOf(task, resultName(task)), pieces),
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
// An attempt that lost its task may still write, so each attempt's pieces have their own name.
const resultName = ({ attempt }: Task) => `result#${attempt}`;

function attributesOf({ version, ...rest }: Task) {
  const text = JSON.stringify(rest);
  if (Buffer.byteLength(text) > MAX_TASK_BYTES) throw new Error(`task ${rest.id} is too large to be stored`);
  return { version, task: text };
}

function readTask({ version, task }: Item): Task {
  return { ...(JSON.parse(String(task)) as Omit<Task, 'version'>), version: Number(version) };
}

/** The name of a text that belongs to a task. */
function piecesOf(task: Task, name: string) {
  return { pk: keyOf(task.id).pk, name, expires: expiresOf(task) };
}

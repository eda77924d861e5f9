import { type Cell, STEPS, type Step } from './steps.ts';

/** What is known of one client: its cells, or why it could not run. */
export interface ClientResult {
  readonly name: string;
  readonly title: string;
  readonly cells?: Readonly<Record<Step, Cell>>;
  readonly skipped?: string;
}

/** The content of `results.json`. */
export interface Results {
  readonly clients: readonly ClientResult[];
}

/** A step that passed in the committed results, and failed now. */
export interface Regression {
  readonly title: string;
  readonly step: Step;
  readonly note: string;
}

/** Finds steps that passed before and fail now. A client that was skipped tells nothing. */
export function regressionsOf(before: Results, now: readonly ClientResult[]): readonly Regression[] {
  return now.flatMap(({ name, title, cells }) => {
    const old = before.clients.find((client) => client.name === name)?.cells;
    if (cells === undefined || old === undefined) return [];
    return STEPS.filter((step) => old[step]?.outcome === 'passed' && cells[step].outcome !== 'passed').map((step) => ({
      title,
      step,
      note: cells[step].note ?? cells[step].outcome,
    }));
  });
}

/**
 * The results to keep after a run. A client that was skipped, or not chosen, keeps the row that it had.
 *
 * @param names of all clients, in the order of the table
 */
export function mergeResults(before: Results, now: readonly ClientResult[], names: readonly string[]): Results {
  const rowOf = (name: string): ClientResult | undefined => {
    const fresh = now.find((client) => client.name === name);
    const old = before.clients.find((client) => client.name === name);
    return fresh?.cells === undefined && old?.cells !== undefined ? old : (fresh ?? old);
  };
  return { clients: names.map(rowOf).filter((row) => row !== undefined) };
}

const SYMBOLS: Readonly<Record<Cell['outcome'], string>> = { passed: '✓', failed: '✗', unsupported: '–' };

/** The table of `docs/clients.md`, and what its notes say. */
export function renderResults({ clients }: Results): string {
  return [table(clients), notes(clients)].filter((part) => part !== '').join('\n\n');
}

function table(clients: readonly ClientResult[]): string {
  const rows = [
    ['Client', ...STEPS.map((step) => (step.startsWith('/') ? `\`${step}\`` : step))],
    ...clients.map(({ title, cells }) => [
      title,
      ...STEPS.map((step) => (cells === undefined ? '' : SYMBOLS[cells[step].outcome])),
    ]),
  ];
  const widths = STEPS.map((_, column) => column).concat(STEPS.length);
  const widthOf = widths.map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const lines = rows.map((row) => `| ${row.map((cell, column) => cell.padEnd(widthOf[column] ?? 0)).join(' | ')} |`);
  const rule = `| ${widthOf.map((width) => '-'.repeat(width)).join(' | ')} |`;
  return [lines[0], rule, ...lines.slice(1)].join('\n');
}

function notes(clients: readonly ClientResult[]): string {
  const found = clients.flatMap(({ title, cells, skipped }) => {
    if (cells === undefined) return [{ title, text: `skipped: ${escapeMarkdown(skipped ?? '')}` }];
    const withNote = STEPS.filter((step) => cells[step].note !== undefined);
    const byNote = Map.groupBy(withNote, (step) => cells[step].note ?? '');
    return [...byNote].map(([note, steps]) => ({ title, text: `${steps.join(', ')}: ${escapeMarkdown(note)}` }));
  });
  // Clients with the same note share a line.
  const groups = Map.groupBy(found, ({ text }) => text);
  return [...groups].map(([text, each]) => `- ${each.map(({ title }) => title).join('; ')} (${text})`).join('\n');
}

function escapeMarkdown(text: string): string {
  return text.replaceAll(/[\\`*_{}[\]<>|]/g, '\\$&');
}

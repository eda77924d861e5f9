import type { Step } from '../agent.ts';

/** One of the two agents on the page. */
export class Lane {
  readonly #section: HTMLElement;
  readonly #clock: () => number;

  /**
   * Replaces what an earlier agent has shown.
   *
   * @param section where the agent is shown
   * @param template the content of the section
   * @param clock milliseconds since the agents started
   */
  constructor(section: HTMLElement, template: HTMLTemplateElement, clock: () => number) {
    this.#section = section;
    this.#clock = clock;
    for (const child of [...section.children].slice(1)) child.remove();
    section.append(template.content.cloneNode(true));
    this.#find('.rows').setAttribute('aria-label', `Rows: ${section.querySelector('h2')?.textContent}`);
    for (const time of section.querySelectorAll('[data-time]')) time.classList.add('pending');
  }

  /** Shows the time that passed, where the agent still waits. */
  tick(): void {
    for (const time of this.#section.querySelectorAll('[data-time].pending')) time.textContent = seconds(this.#clock());
  }

  /** Shows what the agent did. */
  show(step: Step): void {
    const atMs = this.#clock();
    if (step.type !== 'finding') this.#stamp(step.type, atMs);
    if (step.type === 'row') this.#addRow(step.row.name, atMs);
    if (step.type === 'finding') {
      const { hasCoast, neighbours } = step.finding;
      const cell = this.#find('tbody tr:last-child td:last-child');
      cell.textContent = hasCoast ? 'has a coast' : `${neighbours} neighbours`;
    }
    if (step.type === 'answer') this.#find('.answer').textContent = step.text;
  }

  /** The first time of its kind stays. */
  #stamp(type: string, atMs: number): void {
    const time = this.#find(`[data-time=${type}]`);
    if (!time.classList.contains('pending')) return;
    time.classList.remove('pending');
    time.textContent = seconds(atMs);
  }

  #addRow(name: string, atMs: number): void {
    const row = document.createElement('tr');
    for (const text of [seconds(atMs), name, '']) {
      const cell = document.createElement('td');
      cell.textContent = text;
      row.append(cell);
    }
    const rows = this.#find('.rows');
    const isAtEnd = rows.scrollTop + rows.clientHeight >= rows.scrollHeight - 2;
    this.#find('tbody').append(row);
    if (isAtEnd) rows.scrollTop = rows.scrollHeight;
    const mark = document.createElement('i');
    mark.style.setProperty('--at', String(atMs));
    this.#find('.strip').append(mark);
  }

  #find(selector: string): HTMLElement {
    const found = this.#section.querySelector(selector);
    if (!(found instanceof HTMLElement)) throw new TypeError(`page.html has no element ${selector}`);
    return found;
  }
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(2)} s`;
}

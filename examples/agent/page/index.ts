/** The page of the agent, in a browser: shows when each row arrives, and the two agents' times. */
import { SpillwayClient } from '../../../client/index.ts';
import { runAgent, type Way } from '../agent.ts';
import { Lane } from './lane.ts';

const WAYS: readonly Way[] = ['streamed', 'buffered'];

const one = <E extends Element>(selector: string, type: new () => E): E => {
  const found = document.querySelector(selector);
  if (!(found instanceof type)) throw new TypeError(`page.html has no ${type.name} ${selector}`);
  return found;
};

const form = one('#question', HTMLFormElement);
const start = one('#question [type=submit]', HTMLButtonElement);
const stop = one('#stop', HTMLButtonElement);
const failure = one('#failure', HTMLElement);
const lanes = one('#lanes', HTMLElement);
const template = one('#lane', HTMLTemplateElement);
const client = new SpillwayClient({ url: one('meta[name=spillway-endpoint]', HTMLMetaElement).content });

/** Runs both agents. If one fails, the other is stopped. */
async function run(): Promise<void> {
  const controller = new AbortController();
  const fields = new FormData(form);
  const question = { region: String(fields.get('region')), pauseMs: Number(fields.get('pauseMs')) };
  const startedAt = performance.now();
  const clock = (): number => performance.now() - startedAt;
  const shown = WAYS.map((way) => new Lane(one(`[data-way=${way}]`, HTMLElement), template, clock));
  const tick = setInterval(() => {
    // Both strips have the same scale.
    lanes.style.setProperty('--now', String(clock()));
    for (const lane of shown) lane.tick();
  }, 50);
  const onStop = (): void => controller.abort();
  stop.addEventListener('click', onStop, { once: true });
  try {
    const agents = WAYS.map(async (way, index) => {
      for await (const step of runAgent(client, { ...question, way, signal: controller.signal }))
        shown[index]?.show(step);
    });
    await Promise.all(agents);
  } finally {
    controller.abort();
    clearInterval(tick);
    lanes.style.setProperty('--now', String(clock()));
    stop.removeEventListener('click', onStop);
  }
}

form.addEventListener('submit', async (event) => {
  event.preventDefault();
  failure.textContent = '';
  start.disabled = true;
  stop.disabled = false;
  try {
    await run();
  } catch (error) {
    const isStopped = error instanceof DOMException && error.name === 'AbortError';
    failure.textContent = isStopped ? 'Stopped' : String(error instanceof Error ? error.message : error);
  }
  start.disabled = false;
  stop.disabled = true;
});

// Until here, a click would submit the form to the page's own server.
start.disabled = false;

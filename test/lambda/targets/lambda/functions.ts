import { gate } from '../gate.ts';
import { type FakeFunction, FunctionThrew } from './lambda-api.ts';
import { lines } from './support.ts';

/** Functions for the contract that holds for every kind of target. */
export const contractFunctions: Readonly<Record<string, FakeFunction>> = {
  echo: ({ event, write }) => write(JSON.stringify(event)),
  toolkit: ({ write }) => write(lines({ type: 'result', result: { content: [{ type: 'text', text: 'done' }] } })),
  async gated({ write, gone }) {
    await write(lines({ row: 1 }));
    await gate.pass(gone);
    await write(lines({ row: 2 }));
  },
  large: ({ write }) => write(JSON.stringify('x'.repeat(100_000))),
  throws() {
    throw new FunctionThrew('TypeError');
  },
  hangs: ({ gone }) => gone,
  async pours({ write, gone }) {
    let over = false;
    gone.then(() => {
      over = true;
    });
    while (!over) {
      await Promise.race([write(lines({ type: 'log', level: 'info', data: 'x' })), gone]);
      await new Promise((later) => setTimeout(later, 5));
    }
  },
};

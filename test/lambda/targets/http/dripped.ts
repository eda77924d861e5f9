import { createServer } from 'node:net';
import { prepareHttp } from '../../../../lambda/targets/http/index.ts';
import { callContext, environment, resultOf, toolOf } from '../support.ts';

/** Runs as a process of its own: reads a body whose every byte comes as a chunk, and prints how long the result is. */

const BYTES = 1_000_000;
const AT_ONCE = 10_000;

const server = createServer((socket) => {
  socket.once('data', () => {
    socket.write('HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\ntransfer-encoding: chunked\r\n\r\n');
    let left = BYTES;
    const pour = () => {
      left -= AT_ONCE;
      if (left < 0) socket.end('0\r\n\r\n');
      else socket.write('1\r\nx\r\n'.repeat(AT_ONCE), pour);
    };
    pour();
  });
});
await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
const address = server.address();
const port = typeof address === 'object' ? address?.port : undefined;
const run = prepareHttp(toolOf({ type: 'http', url: `http://127.0.0.1:${port}/` }), environment());
const { content } = await resultOf(run, {}, callContext({ timeoutMs: 60_000, resultBytes: BYTES }));
const [block] = content;
process.stdout.write(String(block?.type === 'text' ? block.text.length : 0));
process.exit();

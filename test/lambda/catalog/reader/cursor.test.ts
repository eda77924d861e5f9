import { InvalidCursor } from '../../../../lambda/catalog/index.ts';
import { readCursor, writeCursor } from '../../../../lambda/catalog/reader/cursor.ts';

const scope = {
  server: 'orders',
  list: 'tools',
  key: Buffer.alloc(32, 7).toString('base64url'),
  sight: 'ada',
} as const;
const BASE64URL = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

test('a cursor is good in one spelling only', () => {
  const cursor = writeCursor(scope, { version: 3, page: 2 });
  expect(readCursor(scope, cursor)).toEqual({ version: 3, page: 2 });
  for (const last of BASE64URL) {
    const other = cursor.slice(0, -1) + last;
    if (other !== cursor) expect(() => readCursor(scope, other)).toThrow(InvalidCursor);
  }
});

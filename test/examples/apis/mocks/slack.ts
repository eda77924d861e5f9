import { deepEqual, equal } from 'node:assert/strict';
import { type Api, byRoute, hasBearer } from '../support/api.ts';

export const slack: Api = {
  server: 'slack',
  secrets: { token: 'xoxb-1' },
  hosts: {
    'slack.com': byRoute(
      {
        'GET /api/conversations.list': ({ query }) => {
          equal(query.exclude_archived, 'true');
          const [id, next] = query.cursor === undefined ? ['C1', 'dGVhbTpDMDYx='] : ['C2', ''];
          if (query.cursor !== undefined) equal(query.cursor, 'dGVhbTpDMDYx=');
          return {
            body: { ok: true, channels: [{ id, name: id.toLowerCase() }], response_metadata: { next_cursor: next } },
          };
        },
        'POST /api/chat.postMessage': ({ body }) => {
          const { channel, ...rest } = JSON.parse(body);
          deepEqual(rest, { text: 'Grüezi "all" & <b>' });
          if (channel === 'C1') return { body: { ok: true, channel, ts: '1503435956.000247' } };
          return { body: { ok: false, error: 'missing_scope', needed: 'chat:write', provided: 'channels:read' } };
        },
      },
      hasBearer('xoxb-1'),
    ),
  },
  calls: [
    {
      tool: 'list_channels',
      title: 'channels of two pages',
      args: {},
      gives: [
        { id: 'C1', name: 'c1' },
        { id: 'C2', name: 'c2' },
      ],
    },
    {
      tool: 'post_message',
      title: 'a message',
      args: { channel: 'C1', text: 'Grüezi "all" & <b>' },
      gives: { time: '1503435956.000247' },
    },
    {
      tool: 'post_message',
      title: 'a scope that is missing, with status 200',
      args: { channel: 'C2', text: 'Grüezi "all" & <b>' },
      fails: '{"error":"missing_scope","needed":"chat:write"}',
    },
  ],
};

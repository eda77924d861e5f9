import { once } from 'node:events';
import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';

/** Plays Secrets Manager and STS for the examples of a page. */
export interface Account {
  readonly endpoint: string;
  close(): Promise<void>;
}

const CREDENTIALS = `<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult><Credentials>
<AccessKeyId>AKIDEXAMPLE</AccessKeyId><SecretAccessKey>secret-access-key</SecretAccessKey><SessionToken>session</SessionToken>
<Expiration>2099-01-01T00:00:00Z</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>`;

/** @param secrets texts by the store's own names */
export async function startAccount(secrets: Readonly<Record<string, string>>): Promise<Account> {
  const server = createServer(async (request, response) => {
    const body = await text(request);
    if (body.includes('Action=AssumeRole')) return response.setHeader('content-type', 'text/xml').end(CREDENTIALS);
    const name = String(JSON.parse(body).SecretId);
    response.setHeader('content-type', 'application/x-amz-json-1.1');
    const found = secrets[name];
    if (found !== undefined) return response.end(JSON.stringify({ Name: name, SecretString: found }));
    return response.writeHead(400).end(JSON.stringify({ __type: 'ResourceNotFoundException' }));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The account has no port');
  return {
    endpoint: `http://127.0.0.1:${address.port}`,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

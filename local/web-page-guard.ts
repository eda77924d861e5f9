import type { IncomingMessage, RequestListener } from 'node:http';

/**
 * Serves the programs of this machine only. Any web page can send requests to a port on loopback: a browser marks them with
 * `Origin` or `Sec-Fetch-Site`, and a page whose own host name resolves to loopback (DNS rebinding) sends that name as `Host`.
 *
 * @param serve handles the accepted requests
 */
export function refuseWebPages(serve: RequestListener): RequestListener {
  return (request, response) => {
    const problem = problemOf(request);
    if (problem === undefined) return serve(request, response);
    // An unread request body would block the next request of the connection.
    request.resume();
    const body = JSON.stringify({ __type: 'AccessDeniedException', message: problem });
    response.writeHead(403, {
      'Content-Type': 'application/json',
      'Content-Length': Buffer.byteLength(body),
      'x-amzn-ErrorType': 'AccessDeniedException',
    });
    response.end(body);
  };
}

function problemOf({ headers, socket }: IncomingMessage): string | undefined {
  const { localPort } = socket;
  if (headers.origin !== undefined || headers['sec-fetch-site'] !== undefined) {
    return 'The local stack accepts no request of a web page here: send it from a program, without Origin and Sec-Fetch-Site';
  }
  const hosts = ['127.0.0.1', 'localhost', '[::1]'].map((host) => `${host}:${localPort}`);
  if (hosts.includes((headers.host ?? '').toLowerCase())) return undefined;
  return `The local stack accepts only these values of Host here: ${hosts.join(', ')}`;
}

import { STATUS_CODES } from 'node:http';
import type { TargetResponse } from './request.ts';

/** A response that the load balancer generates itself. AWS: "Troubleshoot your Application Load Balancers", "HTTP status codes". */
export function errorResponse(status: number): TargetResponse {
  const title = `${status} ${STATUS_CODES[status] ?? ''}`.trim();
  return {
    status,
    headers: [
      ['Server', 'awselb/2.0'],
      ['Content-Type', 'text/html'],
    ],
    body: `<html>\r\n<head><title>${title}</title></head>\r\n<body>\r\n<center><h1>${title}</h1></center>\r\n</body>\r\n</html>\r\n`,
  };
}

import type { SeenRequest } from '../aws-server.ts';
import type { World } from './world.ts';

/** The resource that a request names, as IAM compares it with policies; `*` for actions without one. AWS: service-authorization/latest/reference */
export function resourceOf(action: string, { path, body }: SeenRequest, { region, caller }: World): string {
  const [service = ''] = action.split(':');
  const home = `${region}:${caller.account}`;
  const last = (pattern: RegExp) => pattern.exec(path)?.[1] ?? '';
  switch (service) {
    case 'cloudformation':
      return `arn:aws:cloudformation:${home}:stack/${new URLSearchParams(body).get('StackName')}/0`;
    case 'dynamodb':
      return `arn:aws:dynamodb:${home}:table/${JSON.parse(body).TableName}`;
    case 'ssm':
      return `arn:aws:ssm:${home}:parameter${JSON.parse(body).Name}`;
    case 'acm':
      return JSON.parse(body).CertificateArn;
    case 'route53':
      return `arn:aws:route53:::hostedzone/${last(/\/hostedzone\/([^/?]+)/)}`;
    case 'apigateway':
      return `arn:aws:apigateway:${region}::${path}`;
    default:
      return action === 'lambda:GetFunctionConcurrency'
        ? `arn:aws:lambda:${home}:function:${last(/\/functions\/([^/]+)/)}`
        : '*';
  }
}

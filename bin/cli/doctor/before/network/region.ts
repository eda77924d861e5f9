import type { Check } from '../../check.ts';
import { expecting } from '../../outcomes.ts';
import type { BeforeContext } from '../context.ts';
import { endpointServiceOf } from './endpoint-service.ts';

/** Whether the Region offers private APIs. No service lists where API Gateway streams: only a deployment shows that. */
export const region: Check<BeforeContext> = {
  id: 'region',
  title: 'Region',
  async run(context) {
    const { passed, failed } = expecting(`${context.config.region} offers interface endpoints of API Gateway.`);
    const service = await endpointServiceOf(context);
    if (service !== undefined) return [passed(`It offers ${service.name} in ${service.zones.join(', ')}.`)];
    return [failed('It does not offer execute-api.', { fix: 'Set another Region.', key: 'region' })];
  },
};

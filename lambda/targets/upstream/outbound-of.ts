import { Outbound } from '../../outbound/index.ts';
import { perEnvironment } from '../per-environment.ts';

/** The {@link Outbound} that all tools of an environment share, and with it the open connections. */
export const outboundOf = perEnvironment((environment) => new Outbound(environment));

import type { CallContext, TargetEnvironment, TargetTool } from '../../../lambda/targets/types.ts';

/** An environment as the `dev` stage gives it: upstreams on loopback are allowed. */
export function environment(overrides: Partial<TargetEnvironment> = {}): TargetEnvironment {
  return { allowedNetworks: ['127.0.0.0/8', '::1/128'], now: Date.now, ...overrides };
}

/** A call that has `timeoutMs` milliseconds and `resultBytes` bytes. */
export function callContext({ timeoutMs = 5_000, resultBytes = 262_144 } = {}): CallContext {
  return { deadline: Date.now() + timeoutMs, resultBytes };
}

/** A tool whose input schema does not matter to the test. */
export function toolOf(target: TargetTool['target'], rest: Partial<TargetTool> = {}): TargetTool {
  return { name: 'tool', input: { type: 'object' }, target, ...rest };
}

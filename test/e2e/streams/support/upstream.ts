import { type Behaviour, startUpstream, type Upstream } from '../../support/upstream.ts';

/** An upstream whose behaviour each test sets. */
export interface ScriptedUpstream extends Upstream {
  /**
   * Adds a behaviour.
   *
   * @returns the path under which tools call it
   */
  behave(behaviour: Behaviour): string;
}

/** Starts the service on a free loopback port. */
export async function startScriptedUpstream(): Promise<ScriptedUpstream> {
  const behaviours = new Map<string, Behaviour>();
  const upstream = await startUpstream((path) => behaviours.get(path.slice(1)));
  return {
    ...upstream,
    behave(behaviour) {
      const path = `behaviour-${behaviours.size}`;
      behaviours.set(path, behaviour);
      return path;
    },
  };
}

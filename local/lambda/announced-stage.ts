import type { FunctionSpec } from './spec.ts';

/** What a running stack announces of its stage: what `spillway doctor` expects of the responses. */
export interface AnnouncedStage {
  readonly name: string;
  readonly auth: { readonly hasAnonymous: boolean; readonly hasIssuers: boolean };
  /** `catalog.refreshSeconds` */
  readonly refreshSeconds: number;
  /** `streaming` of the stage. */
  readonly streaming: object;
}

/**
 * Reads the stage from the settings that it passes to its functions.
 *
 * @param hasIssuers whether the stack trusts issuers that the stage does not name
 */
export function announcedStage(specs: readonly FunctionSpec[], hasIssuers: boolean): AnnouncedStage {
  const texts = specs.flatMap(({ environment }) => environment.SPILLWAY_SETTINGS ?? []);
  const settings = texts.map((text) => JSON.parse(text));
  const { stage = '', auth = {}, catalog = {} } = settings[0] ?? {};
  return {
    name: stage,
    auth: { hasAnonymous: auth.anonymous !== undefined, hasIssuers: hasIssuers || auth.issuers !== undefined },
    refreshSeconds: catalog.refreshSeconds,
    streaming: settings.find(({ streaming }) => streaming !== undefined)?.streaming ?? {},
  };
}

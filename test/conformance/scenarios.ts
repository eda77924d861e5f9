/** A scenario of the official suite, spoken at one protocol revision. */
export interface Scenario {
  readonly name: string;
  readonly revision: '2025-06-18' | '2025-11-25' | '2026-07-28';
}

/** What Spillway is held to. A scenario that needs a feature still to come joins with that feature. */
export const scenarios: readonly Scenario[] = [
  ...at('2026-07-28', [
    'server-stateless',
    'caching',
    'http-header-validation',
    'http-custom-header-server-validation',
    'dns-rebinding-protection',
    'server-sse-multiple-streams',
    'tools-list',
    'tools-call-simple-text',
    'tools-call-image',
    'tools-call-audio',
    'tools-call-embedded-resource',
    'tools-call-mixed-content',
    'tools-call-error',
    'json-schema-2020-12',
  ]),
  ...at('2025-11-25', [
    'server-initialize',
    'ping',
    'dns-rebinding-protection',
    'tools-list',
    'tools-call-simple-text',
    'tools-call-image',
    'tools-call-audio',
    'tools-call-embedded-resource',
    'tools-call-mixed-content',
    'tools-call-error',
    'json-schema-2020-12',
  ]),
  ...at('2025-06-18', ['server-initialize', 'ping', 'tools-list', 'tools-call-simple-text']),
];

function at(revision: Scenario['revision'], names: readonly string[]): readonly Scenario[] {
  return names.map((name) => ({ name, revision }));
}

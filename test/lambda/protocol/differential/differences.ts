import type { Sent } from './pair.ts';

/** Where our answer is another than the SDK's, and why. */
export interface Difference {
  /** What ours amounts to, as `meaning` says it. */
  readonly ours: RegExp;
  readonly theirs: RegExp;
  /** Which requests, by name. */
  readonly of: RegExp;
  readonly reason: string;
}

const SSE_ONLY =
  'The SDK refuses clients of older revisions that do not accept SSE too; no revision tells a server to.';

export const DIFFERENCES: readonly Difference[] = [
  {
    ours: /^405, error -32600$/,
    theirs: /^405, error -32000$/,
    of: /: (?:GET|DELETE)$/,
    reason:
      'spec: basic/index#error-codes: -32000 to -32019 are not for new implementations; the status is what counts.',
  },
  {
    ours: /^415, error -32600$/,
    theirs: /^415, error -32000$/,
    of: /content type is text$/,
    reason: 'As above: another code for the same refusal.',
  },
  {
    ours: /^400, error -32600$/,
    theirs: /^400, error -32000$/,
    of: /: (?:a batch|a batch of notifications|a response|an error response)$/,
    reason: 'As above: another code for the same refusal.',
  },
  {
    ours: /^400, error -32022$/,
    theirs: /^400, error -32(?:602|020)$/,
    of: /a version of tomorrow$/,
    reason:
      'spec: basic/versioning#protocol-version-negotiation: a version that is not served is told which are, body or not.',
  },
  {
    ours: /^200, result of capabilities\+protocolVersion\+serverInfo$/,
    theirs: /^400, error -32020$/,
    of: /^2025-.*: initialize .*: a version of tomorrow$/,
    reason: 'spec: 2025-11-25 basic/lifecycle#version-negotiation: the body of initialize negotiates the version.',
  },
  { ours: /^200, /, theirs: /^406, error -32000$/, of: /accepts (?:only JSON|anything)$/, reason: SSE_ONLY },
  {
    ours: /^200, (?:complete|result) of description\+messages$/,
    theirs: /^200, (?:complete|result) of messages$/,
    of: /prompts\/get/,
    reason: 'The document has a description, and spec: server/prompts#getting-a-prompt has a place for it.',
  },
  {
    ours: /^200, error -32002$/,
    theirs: /^200, error -32602$/,
    of: /^2025-.*resources\/read/,
    reason: 'spec: 2025-11-25 server/resources#error-handling: resource not found is -32002 there.',
  },
  {
    ours: /^200, result of nothing$/,
    theirs: /^200, error -32601$/,
    of: /resources\/subscribe/,
    reason: 'Accepted without effect, so that a client which subscribes unasked is not turned away (docs/protocol.md).',
  },
  {
    ours: /^400, error -32600$/,
    theirs: /^202, nothing$/,
    of: /: (?:a batch of notifications|a response|an error response)$/,
    reason:
      'spec: 2025-11-25 basic/transports: a response that answers no open request cannot be accepted; batches are in 2025-03-26 only.',
  },
  {
    ours: /^400, error -32600$/,
    theirs: /^200, result of nothing and result of tools$/,
    of: /^2025-(?:11-25|06-18): a batch$/,
    reason: 'spec: 2025-06-18 changelog: batches were removed.',
  },
  {
    ours: /^200, error -32602$/,
    theirs: /^200, (?:complete|result) of /,
    of: /list: cursor of nobody$/,
    reason:
      'spec: server/utilities/pagination#error-handling: an invalid cursor is -32602; the SDK does not look at it.',
  },
];

/** The reasons that explain why two answers to a request differ. */
export function explain({ name }: Sent, ours: string, theirs: string): readonly Difference[] {
  return DIFFERENCES.filter(
    (difference) => difference.of.test(name) && difference.ours.test(ours) && difference.theirs.test(theirs),
  );
}

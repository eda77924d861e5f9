/** The caller lacks scopes that the operation needs, and may obtain them. The edge responds with a challenge. */
export class InsufficientScope extends Error {
  override readonly name = 'InsufficientScope';
  /** Everything that the challenge names: the scopes that the operation needs, and the granted ones that matter here. */
  readonly scopes: readonly string[];

  constructor(scopes: readonly string[]) {
    super('Insufficient scope');
    this.scopes = scopes;
  }
}

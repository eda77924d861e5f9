/** A token proves nothing. The message is for the client's developer: fixed text, without anything of the token. */
export class TokenRefused extends Error {
  override readonly name = 'TokenRefused';
}

import type * as Cedar from '@cedar-policy/cedar-wasm/nodejs';

export type { Cedar };

let loaded: Promise<typeof Cedar> | undefined;

/** Loads Cedar itself: 4 MB of WebAssembly, for publishing alone, and only where there are policies. */
export function loadCedar(): Promise<typeof Cedar> {
  loaded ??= import('@cedar-policy/cedar-wasm/nodejs');
  return loaded;
}

/** An error of Cedar as a line for people. */
export function errorText({ message, help }: Cedar.DetailedError): string {
  return help ? `${message}: ${help}` : message;
}

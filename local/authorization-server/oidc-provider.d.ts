/** Types for the part of oidc-provider that is used here; the package has none. */
declare module 'oidc-provider' {
  import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';

  /** How access tokens for a resource look. */
  interface ResourceServerInfo {
    readonly scope: string;
    readonly audience: string;
    readonly accessTokenFormat: 'jwt';
    readonly accessTokenTTL: number;
    readonly jwt: { readonly sign: { readonly alg: string } };
  }

  interface Client {
    readonly clientId: string;
    readonly clientName?: string;
    grantTypeAllowed(type: string): boolean;
  }

  interface Grant {
    addOIDCScope(scope: string): void;
    addResourceScope(resource: string, scope: string): void;
    save(): Promise<string>;
  }

  interface AccessToken {
    resourceServer: object;
    save(): Promise<string>;
  }

  /** Why the user is asked, and for what. */
  interface InteractionDetails {
    readonly prompt: {
      readonly name: string;
      readonly details: {
        readonly missingOIDCScope?: readonly string[];
        readonly missingResourceScopes?: Readonly<Record<string, readonly string[]>>;
      };
    };
    readonly params: {
      readonly client_id: string;
      readonly redirect_uri: string;
      readonly resource?: string;
      readonly scope?: string;
    };
    readonly session?: { readonly accountId: string };
    readonly grantId?: string;
  }

  interface RequestContext {
    readonly oidc: {
      readonly client: Client;
      readonly params: Readonly<Record<string, string | undefined>>;
    };
  }

  interface GrantContext extends RequestContext {
    body: unknown;
  }

  // biome-ignore lint/style/noDefaultExport: the package exports its class as default
  export default class Provider {
    constructor(issuer: string, configuration: object);
    callback(): RequestListener;
    interactionDetails(request: IncomingMessage, response: ServerResponse): Promise<InteractionDetails>;
    interactionFinished(request: IncomingMessage, response: ServerResponse, result: object): Promise<void>;
    registerGrantType(
      name: string,
      handler: (ctx: GrantContext, next: () => Promise<void>) => Promise<void>,
      parameters: readonly string[],
    ): void;
    readonly Client: { find(id: string): Promise<Client | undefined> };
    readonly Grant: {
      new (owner: { readonly accountId: string; readonly clientId: string }): Grant;
      find(id: string): Promise<Grant | undefined>;
    };
    readonly AccessToken: new (
      options: object,
    ) => AccessToken;
    readonly ResourceServer: new (
      resource: string,
      info: ResourceServerInfo,
    ) => object;
  }

  export const errors: {
    readonly InvalidGrant: new (message: string) => Error;
    readonly InvalidTarget: new (message?: string) => Error;
  };
}

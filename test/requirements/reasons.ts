/** Reasons that many sentences share. */

/** The client, the host application around it, or the person who uses it. */
export const CLIENT = { notApplicable: 'It binds clients.' } as const;

export const AUTHORIZATION_SERVER = { notApplicable: 'It binds authorization servers.' } as const;

export const CLIENT_AND_AUTHORIZATION_SERVER = {
  notApplicable: 'It binds clients and authorization servers.',
} as const;

export const STDIO = { notApplicable: 'It is about stdio; Spillway speaks Streamable HTTP alone.' } as const;

export const CUSTOM_TRANSPORT = { notApplicable: 'It is about custom transports; Spillway has none.' } as const;

export const INTERMEDIARY = { notApplicable: 'It binds intermediaries between client and server.' } as const;

export const PRINCIPLE = {
  notApplicable:
    'A principle for whole applications that the protocol cannot enforce; SECURITY.md says what Spillway does.',
} as const;

/** A fact of the host, told in docs/protocol.md. */
export const UNSEEN_HANGUP = {
  note: 'A function ends its work when its stream is left; that a caller hung up, AWS Lambda does not tell it, so there a call goes on to its end or its time limit.',
} as const;

/** Facts of the load balancer and API Gateway, told in docs/security.md. */
export const PLAIN_WHERE_STREAMED = {
  note: 'API Gateway renames WWW-Authenticate, so on the streaming path a 401 has none; the metadata is at its well-known path. Requests without credentials take that path only where a stage admits them.',
} as const;

export const STEP_UP = {
  note: 'For scopes that the server offers with stepUp; a document that requires others does not exist for the caller. On the streaming path, a 307 leads to the same path where the 403 has its header; clients known to refuse redirects, and batches, receive the scopes in the body.',
} as const;

/** What a stage decides. */
export const BASELINE = {
  note: 'The scope of a 401 is auth.scopesSupported, so a stage without it names none; a 403 always names its scopes.',
} as const;

export const OTHER_AUDIENCES = {
  note: 'For authorization servers without RFC 8707, an operator may list other audiences, or clients whose tokens have none; such a token is for the whole deployment.',
} as const;

export const AS_ASKED = {
  note: 'Metadata repeats the path that was asked for, because RFC 9728, section 3.3, wants both to be identical; everything else has no trailing slash.',
} as const;

export const PLAIN_HTTP = {
  note: 'With insecureHttp, which is off by default, a stage is served without TLS to the networks that it lists, never to everyone.',
} as const;

export const LIFETIME = {
  note: 'Of keys, which Spillway issues; the lifetime of a token is its issuer’s decision.',
} as const;

export const OWN_AUTHORIZATION_SERVER = {
  notApplicable:
    'It binds a server that is its own authorization server, as 2025-03-26 has it; Spillway leaves that to the issuers of a stage, as later revisions do.',
} as const;

export const AUTHOR = {
  notApplicable:
    'It binds the author of a tool, who writes what is asked; the platform cannot tell what a text is about.',
} as const;

export const OLD_TASKS = {
  notApplicable: 'The experimental tasks of 2025-11-25 are not offered; the extension that took their place is.',
} as const;

export const NO_URL_ELICITATION_OF_OUR_OWN = {
  notApplicable:
    'It binds who asks people to open a URL: the author of a target. Questions that Spillway asks itself are forms.',
} as const;

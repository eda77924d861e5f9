/** Reasons that many sentences share. */

/** The client, the host application around it, or the person who uses it. */
export const CLIENT = { notApplicable: 'It binds clients.' } as const;

export const AUTHORIZATION_SERVER = { notApplicable: 'It binds authorization servers.' } as const;

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

/** The only authentication mode there is yet is `none`. */
export const AUTHORIZATION = {
  later: 'Authorization: `none` is the only mode yet, so nothing presents or checks a token.',
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

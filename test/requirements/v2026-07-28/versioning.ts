import { CLIENT } from '../reasons.ts';
import type { Page } from '../types.ts';

export const versioningPage: Page = {
  revision: '2026-07-28',
  page: 'basic/versioning',
  requirements: [
    {
      id: 'versioning-1',
      section: 'protocol-version-negotiation',
      sentence:
        'If the server does not implement the requested version (whether the version is unknown to the server, or is a known version the server has chosen not to support), it MUST respond with an `UnsupportedProtocolVersionError` listing the versions it does support:',
      coveredBy: [
        'test/lambda/protocol/requirements/versioning.test.ts › a version that nobody implements is refused with the versions that are',
      ],
    },
    {
      id: 'versioning-2',
      section: 'protocol-version-negotiation',
      sentence:
        'The client SHOULD select a mutually supported version from the `supported` list and retry the request, or surface an error to the user if no compatible version exists.',
      ...CLIENT,
    },
    {
      id: 'versioning-3',
      section: 'protocol-version-negotiation',
      sentence: 'Servers MUST implement `server/discover`.',
      coveredBy: [
        'test/lambda/protocol/requirements/versioning.test.ts › discover answers with the versions, what is offered and who answers',
      ],
    },
    {
      id: 'versioning-4',
      section: 'extension-negotiation',
      sentence: 'Extension identifiers MUST follow the `_meta` key naming rules, with a mandatory prefix.',
      coveredBy: [
        'test/lambda/protocol/requirements/versioning.test.ts › extensions are named like keys of _meta, with a prefix',
      ],
    },
    {
      id: 'versioning-5',
      section: 'extension-negotiation',
      sentence:
        'If one party supports an extension but the other does not, the supporting party MUST either revert to core protocol behavior or reject the request with an appropriate error.',
      coveredBy: [
        'test/lambda/protocol/requirements/tasks.test.ts › a tool that may run as a task runs as a plain call for a client that knows none',
        'test/lambda/protocol/requirements/tasks.test.ts › a tool that must run as a task is -32021 for a client that knows none',
      ],
    },
    {
      id: 'versioning-6',
      section: 'extension-negotiation',
      sentence: 'Extensions SHOULD document their expected fallback behavior.',
      notApplicable: 'It binds who defines an extension.',
    },
    {
      id: 'versioning-7',
      section: 'backward-compatibility-with-initialization-based-versions',
      sentence:
        'Clients SHOULD cache the result for the lifetime of the server process (stdio) or origin (HTTP), and MAY persist it across restarts of the same server configuration, re-probing if the cached assumption later fails.',
      ...CLIENT,
    },
    {
      id: 'versioning-8',
      section: 'backward-compatibility-with-initialization-based-versions',
      sentence:
        'A server that supports only modern versions SHOULD name the protocol versions it supports in any error it returns to an `initialize` request, on any transport: legacy clients have no fall-forward mechanism, and this message may be the only diagnostic they can surface to users.',
      notApplicable: 'It is about servers without legacy versions; `initialize` is answered.',
    },
    {
      id: 'versioning-9',
      section: 'compatibility-matrix',
      sentence:
        'Modern | Legacy | Fails. The server may reject the request with an implementation-defined error, stay silent, or even process an era-ambiguous method under legacy semantics. On stdio, clients SHOULD send `server/discover` first to fail deterministically; the client then surfaces an actionable error to the user.',
      ...CLIENT,
    },
  ],
};

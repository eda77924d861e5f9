import { tasksPage } from './requirements/ext-tasks/tasks.ts';
import type { Page } from './requirements/types.ts';
import { authorization202503Page } from './requirements/v2025-03-26/authorization.ts';
import { base202503Page } from './requirements/v2025-03-26/base.ts';
import { lifecycle202503Page } from './requirements/v2025-03-26/lifecycle.ts';
import { transports202503Page } from './requirements/v2025-03-26/transports.ts';
import { authorization202506Page } from './requirements/v2025-06-18/authorization.ts';
import { base202506Page } from './requirements/v2025-06-18/base.ts';
import { elicitation202506Page } from './requirements/v2025-06-18/elicitation.ts';
import { sampling202506Page } from './requirements/v2025-06-18/sampling.ts';
import { transports202506Page } from './requirements/v2025-06-18/transports.ts';
import { authorization202511Page } from './requirements/v2025-11-25/authorization.ts';
import { base202511Page } from './requirements/v2025-11-25/base.ts';
import { cancellation202511Page } from './requirements/v2025-11-25/cancellation.ts';
import { elicitation202511Page } from './requirements/v2025-11-25/elicitation.ts';
import { lifecycle202511Page } from './requirements/v2025-11-25/lifecycle.ts';
import { logging202511Page } from './requirements/v2025-11-25/logging.ts';
import { pagination202511Page } from './requirements/v2025-11-25/pagination.ts';
import { ping202511Page } from './requirements/v2025-11-25/ping.ts';
import { progress202511Page } from './requirements/v2025-11-25/progress.ts';
import { prompts202511Page } from './requirements/v2025-11-25/prompts.ts';
import { resources202511Page } from './requirements/v2025-11-25/resources.ts';
import { roots202511Page } from './requirements/v2025-11-25/roots.ts';
import { sampling202511Page } from './requirements/v2025-11-25/sampling.ts';
import { tasks202511Page } from './requirements/v2025-11-25/tasks.ts';
import { tools202511Page } from './requirements/v2025-11-25/tools.ts';
import { transports202511Page } from './requirements/v2025-11-25/transports.ts';
import { authDiscoveryPage } from './requirements/v2026-07-28/auth-discovery.ts';
import { authRegistrationPage } from './requirements/v2026-07-28/auth-registration.ts';
import { authSecurityPage } from './requirements/v2026-07-28/auth-security.ts';
import { authorizationPage } from './requirements/v2026-07-28/authorization.ts';
import { basePage } from './requirements/v2026-07-28/base.ts';
import { cachingPage } from './requirements/v2026-07-28/caching.ts';
import { cancellationPage } from './requirements/v2026-07-28/cancellation.ts';
import { completionPage } from './requirements/v2026-07-28/completion.ts';
import { discoverPage } from './requirements/v2026-07-28/discover.ts';
import { elicitationPage } from './requirements/v2026-07-28/elicitation.ts';
import { httpPage } from './requirements/v2026-07-28/http.ts';
import { loggingPage } from './requirements/v2026-07-28/logging.ts';
import { mrtrPage } from './requirements/v2026-07-28/mrtr.ts';
import { overviewPage } from './requirements/v2026-07-28/overview.ts';
import { paginationPage } from './requirements/v2026-07-28/pagination.ts';
import { patternsPage } from './requirements/v2026-07-28/patterns.ts';
import { progressPage } from './requirements/v2026-07-28/progress.ts';
import { promptsPage } from './requirements/v2026-07-28/prompts.ts';
import { resourcesPage } from './requirements/v2026-07-28/resources.ts';
import { rootsPage } from './requirements/v2026-07-28/roots.ts';
import { samplingPage } from './requirements/v2026-07-28/sampling.ts';
import { stdioPage } from './requirements/v2026-07-28/stdio.ts';
import { subscriptionsPage } from './requirements/v2026-07-28/subscriptions.ts';
import { toolsPage } from './requirements/v2026-07-28/tools.ts';
import { transportsPage } from './requirements/v2026-07-28/transports.ts';
import { versioningPage } from './requirements/v2026-07-28/versioning.ts';

/**
 * The sentences of the specification that say MUST or SHOULD, each with the tests that cover it or the reason why none does:
 * every one of revision 2026-07-28 and of the Tasks extension, and of earlier revisions those that a later one does not repeat.
 * `test/requirements/extract.ts` compares the list with the specification.
 */
export const pages: readonly Page[] = [
  overviewPage,
  basePage,
  versioningPage,
  transportsPage,
  httpPage,
  stdioPage,
  patternsPage,
  mrtrPage,
  cancellationPage,
  progressPage,
  subscriptionsPage,
  authorizationPage,
  authDiscoveryPage,
  authRegistrationPage,
  authSecurityPage,
  discoverPage,
  toolsPage,
  promptsPage,
  resourcesPage,
  cachingPage,
  completionPage,
  loggingPage,
  paginationPage,
  elicitationPage,
  samplingPage,
  rootsPage,
  tasksPage,
  base202511Page,
  lifecycle202511Page,
  transports202511Page,
  authorization202511Page,
  cancellation202511Page,
  ping202511Page,
  progress202511Page,
  tasks202511Page,
  elicitation202511Page,
  roots202511Page,
  sampling202511Page,
  prompts202511Page,
  resources202511Page,
  tools202511Page,
  logging202511Page,
  pagination202511Page,
  base202506Page,
  transports202506Page,
  authorization202506Page,
  elicitation202506Page,
  sampling202506Page,
  base202503Page,
  authorization202503Page,
  lifecycle202503Page,
  transports202503Page,
];

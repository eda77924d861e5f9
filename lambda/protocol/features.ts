/** The features of the protocol that load with the first message that needs them. Calls of tools and lists are always there. */
import { loadedOnce } from '../loaded-once.ts';

export const prompts = loadedOnce(() => import('./prompts/index.ts'));
export const resources = loadedOnce(() => import('./resources/index.ts'));
export const completion = loadedOnce(() => import('./completion/index.ts'));
export const subscriptions = loadedOnce(() => import('./subscriptions/index.ts'));
export const tasks = loadedOnce(() => import('./tasks/index.ts'));

/** Admits the caller of a request: reads its credentials, has them checked, and challenges those who are not admitted. */
export { type Challenges, createChallenges } from './challenges.ts';
export { createAuthenticate } from './create-authenticate.ts';
export { DEFAULT_SERVER, METADATA_PATH } from './resource.ts';

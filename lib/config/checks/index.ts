/** Checks of a stage file that need more than its schema: each takes values and returns what is wrong with them. */
export { arnProblems } from './arns.ts';
export { nearestOf } from './nearest.ts';
export { deploymentProblem, type NoticedStage, stageNotices } from './notices.ts';
export { isLoopbackOnly, isPrivate, type Reach, reachProblems } from './reach.ts';
export { regionProblem } from './regions.ts';
export { tagProblems } from './tags.ts';

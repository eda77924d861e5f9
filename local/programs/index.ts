/** Programs of services as their files are saved. */
export { LivePrograms, type RunningProgram } from './live-programs.ts';

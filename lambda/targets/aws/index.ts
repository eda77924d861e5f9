export { oncePerEnvironment } from './once.ts';

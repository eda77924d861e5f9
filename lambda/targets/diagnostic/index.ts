/** The `diagnostic` target: what `spillway doctor` measures a stage with. No document of an author can name it. */
export { prepareDiagnostic, ROW_LIMITS } from './diagnostic-tool.ts';

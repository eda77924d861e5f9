/** The era of the revisions that open with `initialize`: 2025-11-25, 2025-06-18, 2025-03-26 and 2024-11-05. */
export { handle2025 } from './handle-2025.ts';
export { takeAnswer } from './open-questions.ts';

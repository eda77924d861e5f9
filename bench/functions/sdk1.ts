import { createSdk1 } from '../variants/sdk1.ts';

export const handler = createSdk1();

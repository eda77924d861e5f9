import * as z from 'zod';

/** The input of the workload `ORDERS`, as zod schemas for the SDKs' `McpServer`. */
export const inputShape = {
  customer: z.string(),
  limit: z.int().min(1).max(500).default(50),
};

/** {@link inputShape} as one schema. */
export const inputSchema = z.object(inputShape);

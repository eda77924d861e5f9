import { z } from 'zod';

/** The tool's input once more, as the SDKs' `McpServer` takes it. */
export const inputShape = {
  customer: z.string().min(1).max(40).describe('Customer number.'),
  status: z
    .array(z.enum(['open', 'paid', 'shipped', 'returned']))
    .max(4)
    .describe('Only orders in one of these states.')
    .optional(),
  shipTo: z.strictObject({ country: z.string().min(2).max(2), city: z.string().optional() }).optional(),
  express: z.boolean().optional(),
  limit: z.int().min(1).max(500),
};

/** {@link inputShape} as one schema. */
export const inputSchema = z.strictObject(inputShape);

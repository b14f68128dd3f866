import { z } from 'zod';

/** Whether the API server refuses what guardrails forbid, or lets it in and reports it. */
export const guardrails = z.enum(['enforce', 'report']);

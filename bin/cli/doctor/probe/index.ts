/** Requests to a stage that are measured: what arrives, and when. */
export { mcpRequest, notificationRequest, olderRequest } from './messages.ts';
export { createProbe, type Probe, type Probed, ProbeFailed, type ProbeRequest } from './probe.ts';
export { sseArrivals } from './sse-arrivals.ts';

/** The URLs at which Spillway judges a request, and never carries it out. */
export const CHALLENGE = /[?&]challenge=1(?:&|$)/;

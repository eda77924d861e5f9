import type { ContentBlock as V2 } from '@modelcontextprotocol/client';
import type { ContentBlock as V1 } from '@modelcontextprotocol/sdk/types.js';
import type { ContentBlock } from '../../../../lambda/content/blocks.ts';

/** The blocks whose members are spelled out on our side; that both SDKs know them is checked by compiling this file. */
type Spelled = Extract<ContentBlock, { type: 'text' | 'image' | 'audio' }>;
type Known<Ours extends Theirs, Theirs> = Ours;

/** Our blocks as SDK v1 takes them. */
export type KnownToV1 = Known<Spelled, V1>;
/** Our blocks as SDK v2 takes them. */
export type KnownToV2 = Known<Spelled, V2>;

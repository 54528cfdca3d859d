import { isRecord } from '../hook-input.ts';
import type { Outcome } from './facts.ts';

type Fields = Readonly<Record<string, unknown>>;

/** What a client says that refuses a call because a hook of `onFailure: block` gave no answer. The command stands before it. */
const BLOCKED = /^PreToolUse:[^\n]{0,300}? hook error: (?:\[[^\n]*\]: )?(?:failed|timed out); blocking because onFailure is "block"/;

/** What the client wraps its own refusals in. */
const REFUSAL = '<tool_use_error>';

/** Characters of a result that are looked at. */
const LOOKED_AT = 2_000;

/**
 * What became of a call, by the block of its result and the line around it, where that speaks of this result alone. Source: client 2.1.330, measured:
 * - each call that got as far as being run has `permissionDecision.decision: accept`, whatever came of it;
 * - what is refused before any hook (unknown tool, invalid input, an edit without match, a Read rule) is an error in
 *   `<tool_use_error>` without `toolDenialKind`; what is refused after the hooks has a `toolDenialKind`;
 * - an interrupted call has a `toolDenialKind` and no decision, and its text says that it did not run, also where it did.
 */
export function outcomeOf(block: Fields, line: Fields | undefined): Outcome {
  if (line === undefined) return block['is_error'] === true ? 'unknown' : 'ran';
  const { permissionDecision: said, toolDenialKind: denial } = line;
  const decision = isRecord(said) ? said['decision'] : undefined;
  if (decision === 'accept') return 'ran';
  if (block['is_error'] !== true) return decision === undefined ? 'ran' : 'unknown';
  const text = textOf(block['content']);
  if (denial === undefined) return text.startsWith(REFUSAL) ? 'refused by client' : 'unknown';
  if (decision === undefined) return 'interrupted';
  if (decision !== 'reject') return 'unknown';
  if (!isRecord(said) || said['source'] !== 'hook') return 'not permitted';
  return BLOCKED.test(text) ? 'failed hook' : 'refused by hook';
}

function textOf(content: unknown): string {
  if (typeof content === 'string') return content.slice(0, LOOKED_AT);
  const first: unknown = Array.isArray(content) ? content[0] : undefined;
  return isRecord(first) && typeof first['text'] === 'string' ? first['text'].slice(0, LOOKED_AT) : '';
}

import type { AnswerBody } from '../schema/event.ts';
import { canonical } from './canonical.ts';

/** What a signature speaks for. */
export const APPROVAL_NAMESPACE = 'twoloops-approval';

/** The text of an answer that is signed: what it says, tied to its run; not where in the record it stands. */
export function answerText(run: string, { request, answer, reason, how, until, narrow, lifts, digest, frozen }: AnswerBody): string {
  return `${canonical({ run, request, answer, reason, how, until, narrow, lifts, digest, frozen })}\n`;
}

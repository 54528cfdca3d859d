import type { AnswerBody } from '../schema/event.ts';
import { canonical } from './canonical.ts';

/** What a signature speaks for. */
export const APPROVAL_NAMESPACE = 'twoloops-approval';

/** The text of an answer that is signed: all of it but the signature, tied to its run. */
export function answerText(run: string, answer: AnswerBody): string {
  const { type: _, signature: __, signer: ___, by: ____, ...said } = answer;
  return `${canonical({ run, ...said })}\n`;
}

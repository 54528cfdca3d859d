/** How a sentence means what a pattern found in it: as a fact, as an expectation, or not as a statement at all. */
export type Tone = 'stated' | 'expected' | 'unsaid';

/** Where a clause begins: what stands before it does not bear on it. */
const CLAUSE = /[,;:(—–]\s|\s-\s|\b(?:and|but|so|although|though|while|however|because|which|then)\s/gi;

const NEGATED = /\b(?:not|never|cannot|no longer|without|unable|nor|neither|(?:fail|failed|fails) to)\b|n't\b/i;
const CONDITION = /\b(?:if|once|unless|until|till|assuming|provided|whether|in case|as long as|told|according to)\b/i;
/** A label that makes what follows it no statement about the end of the run. */
const LABEL =
  /(?:^\W*(?:(?:acceptance|success) criteri(?:a|on)|goals?|requirements?|to-?do|expected(?: \w+)?|before|previously|definition of done|fixed|next(?: steps?)?|example)|\b(?:rule|check|condition|constraint|guard|bug|problem|issue|symptom|cause))\s*:/i;
/** A request, a purpose, a rule, the words of somebody else: no statement about this run. */
const PURPOSE =
  /\b(?:make sure|ensure|please|you (?:can|should|may|could|need|must|might|want|will)|you'll|let me|let us|let's|wants?|needs?|must|has to|have to|try|trying|going to|plan|goal|aim|in order|so that|to (?:verify|confirm|check|see|make|ensure|get|keep|have)|check(?:s|ed)? (?:that|whether)|can|(?:issue|ticket|user|reporter|customer)s? reported|used to|say|says|said|claims?|states|reads|titled|named|called|requires?|required|verif(?:y|ies) that|when|where|why|how)\b/i;
const IMPERATIVE = /^(?:run|verify|confirm|check|ensure|make|keep|wait|use|try|add|create|review|see|merge|update|then)\b(?!:)/i;
const HOPE =
  /\b(?:should|ought|would|will|could(?! not)|might|may|presumably|likely|probably|hopefully|seems?|appears?|believe|think|assume|suspect|expect|expected)\b|\b(?:i|we|it|they)'ll\b/i;
const PAST_BEFORE = /\b(?:before|previously|initially|originally|at first|prior to|on main|had|used to)\b/i;
const PAST_AFTER =
  /^\s*(?:\w+\s+){0,2}(?:before|prior to|previously|initially|originally|at first|earlier|on main|on master|without (?:my|the|this|these))\b/i;
const CONDITION_AFTER = /^[^,;:.()—–]*\b(?:if|once|unless|assuming|provided|until|as long as|when you)\b/i;

/** The tone of `text` about what stands in it from `start` to `end`. English only. */
export function toneOf(text: string, start: number, end: number): Tone {
  if (text.endsWith('?')) return 'unsaid';
  const before = text.slice(0, start);
  const clause = (before.split(CLAUSE).at(-1) ?? '').replace(/\bcan (?=confirm|report|see)/gi, '');
  const after = text.slice(end);
  if (CONDITION.test(before) || NEGATED.test(clause) || PURPOSE.test(clause) || PAST_BEFORE.test(clause)) return 'unsaid';
  if (LABEL.test(before) || IMPERATIVE.test(before) || PAST_AFTER.test(after) || CONDITION_AFTER.test(after)) return 'unsaid';
  return HOPE.test(clause) || HOPE.test(text.slice(start, end)) ? 'expected' : 'stated';
}

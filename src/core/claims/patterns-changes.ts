import type { Judge } from './hit.ts';
import {
  docsUpdated,
  fileCreated,
  fileDeleted,
  filesChanged,
  insideScope,
  noOtherFiles,
  onlyChanged,
  reverted,
  untouched,
} from './judge-changes.ts';
import { type Pattern, ways } from './pattern.ts';
import { BE, DID_NOT, I, NUMBER, PATHLIKE, TO_TOUCH, TOUCHED, WHOLE } from './words.ts';

const raw = String.raw;
const SCOPE = raw`(?:the )?(?:\w+ )?scope\b(?! of (?:the )?(?:task|issue|request|change)\b)`;

/** `only changed` at the start of a sentence or after `I`: elsewhere it tells when a thing changes. */
const onlyByUs: Judge = (hit, facts) => (/(?:^|\bI(?:'ve| have)? )$/i.test(hit.before) ? onlyChanged(hit, facts) : undefined);
/** `added src/a.ts` may add to it; `added a new file` makes it. */
const addedFile: Judge = (hit, facts) => (/\bfile|\bnew\b/i.test(hit.match[0]) ? fileCreated(hit, facts) : undefined);

export const CHANGE_PATTERNS: readonly Pattern[] = [
  ...ways(
    'only changed',
    onlyChanged,
    raw`\bonly (?:changed|modified|touched) files? (?:is|was|are|were)\b`,
    raw`\bonly (?:[\w-]+ ){0,2}files? (?:in|under|inside) ${PATHLIKE} ${BE} ${TOUCHED}\b`,
    raw`\bonly (?:the )?(?:(?:[\w-]+ ){0,2}files? )?(?:${PATHLIKE}(?:, (?:and )?| and )?){1,8} ?${BE} ${TOUCHED}\b`,
    raw`\b(?:changes?|edits?|diff) (?:(?:is|are|were|was|stays?) )?(?:limited|confined|restricted|contained) (?:to|in)\b`,
    raw`\bno files? outside (?:of )?${PATHLIKE} ${BE} ${TOUCHED}\b`,
    raw`${DID_NOT} ${TO_TOUCH} (?:any files?|anything) outside (?:of )?${PATHLIKE}`,
  ),
  ...ways('only changed', onlyByUs, raw`\bonly ${TOUCHED}\b(?= \S)(?! (?:when|if|on|by|once)\b)`),
  ...ways(
    'files changed',
    filesChanged,
    raw`${I}${TOUCHED} (?:only |just |a total of )?${NUMBER} (?:[\w-]+ )?files?\b`,
    raw`${I}(?:created|added|deleted|removed) ${NUMBER} (?:new )?files?\b`,
    raw`\b${NUMBER} files? (?:${BE} )?(?:changed|modified|touched)\b`,
  ),
  ...ways(
    'no other files',
    noOtherFiles,
    raw`\bno other (?:source )?(?:files?|code) (?:${BE} )?(?:${TOUCHED}|affected)\b`,
    raw`\bno other changes (?:${BE} )?made\b`,
    raw`\bnothing else (?:in \S+ (?:\S+ )?)?(?:${BE} )?${TOUCHED}\b`,
    raw`${DID_NOT} ${TO_TOUCH} (?:any other files?|anything else)\b`,
    raw`\b(?:all )?other files (?:are|were|remain) (?:unchanged|untouched)\b`,
    raw`\bleft everything else (?:untouched|unchanged|alone)\b`,
  ),
  ...ways(
    'file untouched',
    untouched,
    raw`${DID_NOT} ${TO_TOUCH} (?:the )?(?:file |anything in )?${PATHLIKE}(?=\s*(?:$|[.,;!]|or\b|and\b|nor\b|at all\b))`,
    raw`\bleft (?:the )?${PATHLIKE} (?:untouched|unchanged|alone|as is)\b`,
    raw`${PATHLIKE} (?:is|was|are|were|remains?|stays?) (?:untouched|unchanged|not ${TOUCHED})\b`,
  ),
  ...ways('reverted', reverted, raw`${I}reverted (?:all (?:of )?(?:my|the|these) changes\b|(?:my|the) changes to\b)?`),
  ...ways(
    'inside the scope',
    insideScope,
    raw`\b(?:no files?|nothing) (?:was |were )?(?:outside|out) (?:of )?${SCOPE}`,
    raw`\bstay(?:ed|ing)? (?:within|inside|in) ${SCOPE}`,
    raw`\bchanges (?:are|stay(?:ed)?|were) (?:all )?(?:within|inside|in) ${SCOPE}`,
    raw`${DID_NOT} ${TO_TOUCH} (?:any files?|anything) outside (?:of )?${SCOPE}`,
  ),
  ...ways(
    'docs updated',
    docsUpdated,
    raw`${I}updated (?:the |our )?(?:docs|documentation|README(?:\.md)?|CHANGELOG(?:\.md)?)\b`,
    raw`\b(?:docs|documentation|README|CHANGELOG) (?:(?:has|have|was|were|is|are) (?:also )?(?:been )?)?updated\b`,
  ),
  ...ways('file created', fileCreated, raw`${I}created (?:an? |the )?(?:new )?(?:test |config |source )?(?:files? )?${PATHLIKE}${WHOLE}`),
  ...ways('file created', addedFile, raw`${I}added (?:an? |the )?(?:new )?(?:test |config |source )?(?:files? )?${PATHLIKE}${WHOLE}`),
  ...ways(
    'file deleted',
    fileDeleted,
    raw`${I}(?:deleted|removed) (?:the )?(?:(?:old|unused|obsolete|dead|test|now-unused|legacy) ){0,3}(?:files? )?${PATHLIKE}${WHOLE}`,
  ),
];

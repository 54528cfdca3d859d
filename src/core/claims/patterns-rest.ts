import { type Judge, notCheckable } from './hit.ts';
import { committed, noDenials, noDependencies, notCommitted, ran } from './judge-rest.ts';
import { type Pattern, ways } from './pattern.ts';
import { BE, DID_NOT, I, NEW } from './words.ts';

const raw = String.raw;
const DEPS = '(?:dependenc(?:y|ies)|packages?|libraries|npm packages)';
const open: Judge = () => notCheckable('no record shows whether this is so');

export const REST_PATTERNS: readonly Pattern[] = [
  ...ways(
    'no dependencies added',
    noDependencies,
    raw`\bno ${NEW}${DEPS}\b(?=\s*(?:$|[.,;!)✅]|and\b|or\b|(?:${BE} )?(?:added|introduced|installed|required|needed|changed|updated)\b))`,
    raw`(?:${DID_NOT} (?:add|introduce|install|change|touch)|\bwithout (?:adding|introducing|installing|changing)) ${NEW}${DEPS}\b(?! on\b)`,
    raw`\b${DEPS} (?:are|were|remain) unchanged\b`,
    raw`\bno ${NEW}dependency changes\b`,
  ),
  ...ways(
    'no breaking changes',
    open,
    raw`\b(?:no|without(?: any)?|not introduce any) breaking changes?\b`,
    raw`\b(?:fully )?backwards?[- ]compatible\b`,
  ),
  ...ways(
    'fixed',
    open,
    raw`${I}(?:fixed|resolved)\b(?! (?:in|by|at|width|size))(?= \S)`,
    raw`\b(?:bug|issue|problem|error|race|leak|crash|regression|timeout) (?:is|has been|was) (?:now )?(?:fixed|resolved)\b`,
  ),
  ...ways(
    'not committed',
    notCommitted,
    raw`${DID_NOT} (?:yet |been )?(?:commit(?:ted)?|make any commits|made any commits|created? (?:a|any) commits?)\b`,
    raw`\bnothing (?:was|has been|is) committed\b`,
    raw`\bchanges (?:have not|haven't) (?:yet )?been committed\b`,
    raw`\bchanges (?:are|were|remain) (?:left )?(?:uncommitted|not committed|unstaged)\b`,
    raw`\bno commits? (?:was|were|have been) (?:made|created)\b`,
    raw`\bleft (?:the changes|everything) uncommitted\b`,
  ),
  ...ways(
    'committed',
    committed,
    raw`${I}committed (?:and|the|my|these|all|this|everything|it|them|with|as|your|both)\b`,
    raw`^committed\b`,
    raw`\bchanges (?:have been|were|are) (?:all )?committed\b`,
    raw`\bI made (?:a|one|two|three|\d+) commits?\b`,
  ),
  ...ways(
    'no denials',
    noDenials,
    raw`\bno (?:tool )?(?:calls?|commands?|actions?|requests?) (?:was|were) (?:denied|blocked|refused)\b`,
    raw`\bnothing was (?:denied|blocked|refused)\b`,
  ),
  ...ways('ran', ran, raw`${I}(?:re-?)?ran «(?<code>\d+)»`),
];

import type { AnswerBody, RunEvent, VerdictBody } from '../../../schema/event.ts';
import type { SummaryRequest } from '../../../schema/summary.ts';
import type { Finding } from '../../../schema/verdict.ts';
import { aftermathOf } from '../../packet/aftermath.ts';
import { cut } from '../../redact.ts';
import { findingTarget, isRequestable } from '../../requests.ts';
import { normalised } from './normalise.ts';

type Verdict = RunEvent & VerdictBody;

/** Requests that a summary lists, the ones with most calls. */
const MOST = 500;
const MOST_RULE = 250;

/** The kind of access that a finding is about, where its arguments do not say. */
const KINDS: readonly (readonly [RegExp, string])[] = [
  [/^COMMAND_/, 'execute'],
  [/^NETWORK_/, 'network'],
  [/^(?:DELEGATE|MODEL)_/, 'delegate'],
  [/^SCHEDULE_/, 'schedule'],
  [/^SKILL_/, 'skill'],
  [/^WORKFLOW_/, 'workflow'],
  [/^PUBLISH_/, 'publish'],
  [/^(?:MCP_|DATA_DENIED)/, 'mcp'],
  [/^TOOL_/, 'tool'],
];

/** What was asked for beyond the scope: one for each kind and target, with the last answer to it. */
export function requestsMade(events: readonly RunEvent[], home: string): SummaryRequest[] {
  const verdicts = events.filter((event): event is Verdict => event.type === 'verdict');
  const answers = new Map(events.flatMap((event) => (event.type === 'answered' ? [[event.request, event] as const] : [])));
  const agreed = new Set(events.flatMap((event) => (event.type === 'result' && event.agreed ? [event.id] : [])));
  const rows = new Map<string, SummaryRequest>();
  for (const verdict of verdicts) {
    if (verdict.verdict === 'allow' || !verdict.enforced || !isRequestable(verdict.findings, undefined)) continue;
    const around = aftermathOf(verdict, verdicts).kind === 'workaround' ? 1 : 0;
    const answer = answerTo(verdict, answers, agreed);
    for (const finding of verdict.findings) {
      const kind = kindOf(finding);
      const target = normalised(kind, targetOf(finding, verdict), home);
      const key = JSON.stringify([kind, target]);
      const before = rows.get(key);
      rows.set(key, {
        kind,
        target,
        code: finding.code,
        rule: ruleOf(finding),
        calls: (before?.calls ?? 0) + 1,
        answer: answer === 'none' ? (before?.answer ?? 'none') : answer,
        workarounds: (before?.workarounds ?? 0) + around,
      });
    }
  }
  return [...rows.values()].sort((a, b) => b.calls - a.calls || (a.target < b.target ? -1 : 1)).slice(0, MOST);
}

function answerTo(verdict: Verdict, answers: ReadonlyMap<number, AnswerBody>, agreed: ReadonlySet<string>): SummaryRequest['answer'] {
  if (agreed.has(verdict.id)) return 'approved';
  const answer = verdict.request === undefined ? undefined : answers.get(verdict.request);
  if (answer === undefined) return 'none';
  return answer.answer === 'deny' ? 'denied' : answer.narrow === undefined ? 'approved' : 'narrowed';
}

function kindOf({ code, args }: Finding): string {
  const kind = args['kind'];
  if (kind === 'read' || kind === 'edit') return kind;
  return KINDS.find(([pattern]) => pattern.test(code))?.[1] ?? 'unknown';
}

/** A command by its words, as the accesses have them: the finding's text has lost where a word ends. */
function targetOf(finding: Finding, { accesses }: Verdict): string {
  const named = findingTarget(finding);
  if (kindOf(finding) !== 'execute') return named;
  const found = accesses.find(({ kind, target }) => kind === 'execute' && wordsOf(target)?.join(' ') === named);
  return found?.target ?? JSON.stringify(named.split(' '));
}

function wordsOf(target: string): readonly string[] | undefined {
  try {
    const words: unknown = JSON.parse(target);
    return Array.isArray(words) ? words.map(String) : undefined;
  } catch {
    return undefined;
  }
}

/** `edit.allow`, or `forbidden billing/**`: the rule without its file and line. */
function ruleOf({ rule, args }: Finding): string {
  const key = /^.*?:\d+:\d+ (.+)$/s.exec(rule)?.[1] ?? rule;
  const pattern = args['pattern'];
  return cut(typeof pattern === 'string' ? `${key} ${pattern}` : key, MOST_RULE);
}

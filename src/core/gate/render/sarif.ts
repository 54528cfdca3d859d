import { clip } from '../../packet/md/text.ts';
import { visible, visibleLine } from '../../visible.ts';
import { CHECKS, type CheckName, type Gated } from '../gated.ts';
import { HELP } from './help.ts';

/** GitHub shows so many results of one upload and leaves out the rest. */
const MOST = 5_000;
const MOST_MESSAGE = 2_000;

/** An alert needs a file: what is about no file in particular stands at the policy, which asks for it. */
const NO_FILE = '.claude/twoloops/policy.yaml';
const RISK_RULE = 'risk';

interface Finding {
  readonly rule: CheckName | typeof RISK_RULE;
  readonly text: string;
  /** What makes it the same one in the next run of the gate, beside its place among equals. */
  readonly key: string;
  readonly path?: string | undefined;
  readonly line?: number | undefined;
}

/**
 * The gate as a SARIF 2.1.0 log, JSON: a rule for each check, an error for each fault, a note for each rule of high or
 * critical risk that matched; at most 5,000 results, faults first. `version`: of twoloops.
 */
export function gateSarif(gated: Gated, { version }: { readonly version: string }): string {
  const all = [...faultsOf(gated), ...risksOf(gated)];
  const log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'twoloops', semanticVersion: semantic(version), version, rules: RULES } },
        columnKind: 'utf16CodeUnits',
        originalUriBaseIds: { SRCROOT: { description: { text: 'the root of the repository' } } },
        results: resultsOf(all.slice(0, MOST)),
        properties: { verdict: gated.verdict, leftOut: Math.max(0, all.length - MOST) },
      },
    ],
  };
  return `${JSON.stringify(log, undefined, 2)}\n`;
}

/** A version that is none by the rules of versions is not called one. */
const semantic = (version: string): string | undefined => (/^\d+\.\d+\.\d+/.test(version) ? version : undefined);

const RULES = [
  ...Object.entries(CHECKS).map(([id, text]) => ruleOf(id, text, HELP[id as CheckName], 'error')),
  ruleOf(
    RISK_RULE,
    'a rule of high or critical risk matched',
    'No fault: it says where to look first, and why the owner decides. The rules stand in the zones of the base policy.',
    'note',
  ),
];

function ruleOf(id: string, text: string, help: string, level: 'error' | 'note'): Readonly<Record<string, unknown>> {
  const sentence = `${text[0]?.toUpperCase()}${text.slice(1)}.`;
  return {
    id,
    name: id.replace(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase()),
    shortDescription: { text: sentence },
    fullDescription: { text: sentence },
    help: { text: help.replaceAll('`', ''), markdown: help },
    defaultConfiguration: { level },
    properties: { tags: ['twoloops'] },
  };
}

const faultsOf = ({ faults }: Gated): readonly Finding[] =>
  faults.map(({ check, text, next, run, path, line }) => ({
    rule: check,
    text: [run === undefined ? text : `${text} (run ${run})`, ...(next === undefined ? [] : [`Next: ${next}`])].join('. '),
    key: [check, run ?? '', path ?? ''].join(' '),
    path,
    line,
  }));

/** What a rule matched is a path, a package or a call: only a path that is known to have changed is taken for one. */
function risksOf({ risk, runs }: Gated): readonly Finding[] {
  const known = new Set(runs.flatMap((run) => [...run.covers, ...(run.packet?.delivery.changes.map((change) => change.path) ?? [])]));
  return risk.matches
    .filter((match) => match.tier === 'high' || match.tier === 'critical')
    .flatMap((match) => {
      const text = `${match.rule}: ${match.tier} risk, by ${match.place}; matched ${match.on.join(', ')}${match.count > match.on.length ? `, … (${match.count})` : ''}`;
      const paths = match.on.filter((on) => known.has(on));
      const at: readonly (string | undefined)[] = paths.length === 0 ? [undefined] : paths;
      return at.map((path) => ({ rule: RISK_RULE, text, key: [RISK_RULE, match.rule, path ?? ''].join(' '), path }) as const);
    });
}

function resultsOf(findings: readonly Finding[]): readonly unknown[] {
  const seen = new Map<string, number>();
  return findings.map(({ rule, text, key, path, line }) => {
    const nth = (seen.get(key) ?? 0) + 1;
    seen.set(key, nth);
    return {
      ruleId: rule,
      ruleIndex: RULE_IDS.indexOf(rule),
      level: rule === RISK_RULE ? 'note' : 'error',
      message: { text: messageOf(text) },
      locations: [
        {
          physicalLocation: {
            artifactLocation: { uri: uriOf(path ?? NO_FILE), uriBaseId: 'SRCROOT' },
            region: { startLine: Math.max(1, line ?? 1) },
          },
        },
      ],
      // no line, commit or sentence in it: those change while the fault stays the same
      partialFingerprints: { 'twoloops/v1': visible(`${key} ${nth}`) },
    };
  });
}

const RULE_IDS: readonly string[] = [...Object.keys(CHECKS), RISK_RULE];

/** A message is plain text, but `[text](1)` in it would be a link: square brackets are escaped as SARIF says. */
const messageOf = (text: string): string => visibleLine(clip(text, MOST_MESSAGE)).replace(/[\\[\]]/g, '\\$&');

/** A path below the root as a relative URI: each segment percent-encoded, what is no text at all shown. */
const uriOf = (path: string): string =>
  path
    .split('/')
    .map((segment) =>
      encodeURIComponent(segment.replace(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, '\ufffd')),
    )
    .join('/');

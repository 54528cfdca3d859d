import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { createTwoFilesPatch } from 'diff';
import { editYaml } from '../core/insight/edit-yaml.ts';
import { loadPolicy } from '../core/policy/freeze.ts';
import { loadScope } from '../core/scope/load.ts';
import { visibleLine } from '../core/visible.ts';
import { freezeContext } from '../io/freeze-context.ts';
import { sha256 } from '../io/hash.ts';
import { POLICY_FILE } from '../io/policy-files.ts';
import { readScopeFile, SCOPE_FILE } from '../io/scope-file.ts';
import type { Insight, InsightReport } from '../schema/insight.ts';
import type { Here } from './here.ts';
import { Refusal, type Terminal } from './terminal.ts';

/** Narrows and forbids: what may be proposed without anybody having asked for it. Widenings are written only where they are named. */
const NARROWS: ReadonlySet<string> = new Set([
  'unused-grant',
  'over-broad-grant',
  'convenience-grant',
  'never-approved',
  'mcp-server',
  'mcp-tool',
]);

interface Taken {
  readonly file: string;
  readonly before: string;
  readonly after: string;
}

/**
 * Writes the proposed changes of this repository's scope and policy files as one patch for `git apply`. `take`: numbers of
 * the list; the ones that narrow where nothing is named. Says what it could not write. Throws where nothing is left.
 */
export function writeProposals(
  report: InsightReport,
  file: string,
  take: readonly number[],
  { root }: Here,
  terminal: Terminal,
): readonly string[] {
  const chosen = chosenOf(report, take).filter((one) => one.proposal !== undefined);
  const texts = new Map<string, Taken>();
  const said: string[] = [];
  for (const insight of chosen) {
    const target = insight.proposal?.file === 'policy' ? POLICY_FILE : scopeOf(root, insight.profile, terminal);
    const name = `${insight.insight} of \`${visibleLine(insight.subject)}\``;
    if (target === undefined || !existsSync(join(root, target))) {
      said.push(`${name}: no ${insight.proposal?.file} file here belongs to profile \`${visibleLine(insight.profile)}\``);
      continue;
    }
    const known = texts.get(target) ?? fresh(root, target);
    const problem = applied(known, insight, texts, target);
    if (problem !== undefined) said.push(`${name}: ${problem}; change ${target} by hand`);
  }
  const changed = [...texts.values()].filter((one) => one.before !== one.after);
  if (changed.length === 0)
    throw new Refusal(
      `nothing to write${said.length === 0 ? ': no proposal narrows anything; --take N names others' : `: ${said.join('; ')}`}`,
    );
  for (const one of changed) check(root, one, terminal);
  writeFileSync(resolve(terminal.cwd, file), changed.map(patch).join(''), { flag: 'wx' });
  return said;
}

function chosenOf({ insights }: InsightReport, take: readonly number[]): readonly Insight[] {
  if (take.length === 0) return insights.filter((one) => NARROWS.has(one.insight));
  return take.map((number) => {
    const one = insights[number - 1];
    if (one === undefined) throw new Refusal(`there is no insight ${number}: the list has ${insights.length}`);
    if (one.proposal === undefined) throw new Refusal(`insight ${number} proposes no change`);
    return one;
  });
}

const fresh = (root: string, file: string): Taken => {
  const text = readFileSync(join(root, file), 'utf8');
  return { file, before: text, after: text };
};

function applied(known: Taken, { proposal }: Insight, texts: Map<string, Taken>, target: string): string | undefined {
  let { after } = known;
  for (const edit of proposal?.edits ?? []) {
    if (edit.key.startsWith('evidence')) return 'which command gives this evidence only people know';
    const edited = editYaml(after, edit);
    if ('problem' in edited) return edited.problem;
    after = edited.text;
  }
  texts.set(target, { ...known, after });
  return undefined;
}

/** The scope file whose runs have this profile. */
function scopeOf(root: string, profile: string, terminal: Terminal): string | undefined {
  const folder = join(root, '.claude', 'scopes');
  const others = existsSync(folder) ? readdirSync(folder).filter((name) => /\.ya?ml$/.test(name)) : [];
  return [SCOPE_FILE, ...others.map((name) => join('.claude', 'scopes', name))].find((file) => {
    const { frozen } = readScopeFile(join(root, file), root, terminal.home);
    return frozen !== undefined && (frozen.agent ?? file.replace(/^.*\//, '').replace(/\.ya?ml$/, '')) === profile;
  });
}

/** A change that makes a file invalid is no proposal. */
function check(root: string, { file, after }: Taken, terminal: Terminal): void {
  const context = freezeContext(root, terminal.home, file, sha256(after));
  const loaded = file === POLICY_FILE ? loadPolicy(after, context, 'repository') : loadScope(after, context);
  const errors = 'errors' in loaded ? loaded.errors : [];
  if (errors.length > 0) throw new Refusal(`nothing was written: ${file} would not be valid any more: ${errors[0]}`);
}

const patch = ({ file, before, after }: Taken): string => createTwoFilesPatch(`a/${file}`, `b/${file}`, before, after).replace(/^=+\n/, '');

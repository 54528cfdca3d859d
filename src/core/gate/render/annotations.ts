import { visible } from '../../visible.ts';
import type { Gated, GateFault } from '../gated.ts';
import { parted, plain, plural } from './parts.ts';

/** GitHub shows so many of each kind for a step and drops the rest without a word. */
const MOST = 10;

interface Annotation {
  readonly text: string;
  readonly title: string;
  readonly path?: string | undefined;
  readonly line?: number | undefined;
}

/**
 * The faults as GitHub's workflow commands, `::error …::…`, and the notes as warnings: one a line, at most ten of each, the
 * rest counted in the last. Nothing of a run can end a command or begin another.
 */
export function gateAnnotations(gated: Gated): string {
  const errors = gated.faults.map(ofFault);
  const warnings = gated.notes.map((note) => ({ title: 'twoloops', text: plain(note) }));
  return [...commands('error', errors), ...commands('warning', warnings)].map((line) => `${line}\n`).join('');
}

const ofFault = ({ check, text, next, run, path, line }: GateFault): Annotation => ({
  title: run === undefined ? `twoloops: ${check}` : `twoloops: ${check}, run ${plain(run, 80)}`,
  text: next === undefined ? plain(text) : `${plain(text)}\nnext: ${plain(next)}`,
  path,
  line,
});

function commands(kind: 'error' | 'warning', all: readonly Annotation[]): readonly string[] {
  const more = all.length - MOST;
  return all.slice(0, MOST).map((one, i) => {
    const rest = more > 0 && i === MOST - 1 ? `\n… and ${plural(more, `more ${kind}`)}: the job summary has all` : '';
    return command(kind, { ...one, text: `${one.text}${rest}` });
  });
}

function command(kind: string, { text, title, path, line }: Annotation): string {
  const properties = [
    ...(path === undefined ? [] : [`file=${property(parted(visible(path)))}`]),
    ...(path === undefined || line === undefined ? [] : [`line=${line}`]),
    `title=${property(title)}`,
  ];
  return `::${kind} ${properties.join(',')}::${data(text)}`;
}

/** As the runner's own toolkit escapes: the percent sign first. */
const data = (text: string): string => text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
const property = (text: string): string => data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');

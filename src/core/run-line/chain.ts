import { programOf, withoutQuiet } from './quiet.ts';
import { runsHooks, type ScriptCall, scriptCall, scriptText } from './script-call.ts';
import { isSure, type Segment, segmentsOf } from './segments.ts';

export type Scripts = Readonly<Record<string, string>>;

/** One command of a chain, and the chain that it is made of where it calls a script that can be read. */
export interface Step extends Segment {
  /** Equal for two commands that do the same. */
  readonly key: string;
  /** How it is written in short. */
  readonly text: string;
  readonly inner?: Chain;
}

export interface Chain {
  readonly steps: readonly Step[];
  /** Hooks of the script, or what cannot be read, run around it: a failure may be theirs. */
  readonly hooked: boolean;
}

/** How deep scripts that call scripts are followed. */
const DEEPEST = 5;

/** Commands that one line is followed to: scripts that call many others many times are not followed further. */
const MOST_STEPS = 500;

interface Reach {
  readonly scripts: Scripts;
  readonly spent: { steps: number };
  readonly above: readonly string[];
  readonly root?: string | undefined;
}

/** The commands of a line, each run only if the one before ended with 0; undefined where the line is anything else. */
export function chainOf(line: string, scripts: Scripts, root?: string): Chain | undefined {
  return chain(line, [], { scripts, spent: { steps: 0 }, above: [], root });
}

/** One command that stands by itself, such as a line of owed evidence. */
export const stepOf = (argv: readonly string[], scripts: Scripts): Step =>
  step({ argv, writes: false }, { scripts, spent: { steps: 0 }, above: [] });

function chain(line: string, args: readonly string[], reach: Reach): Chain | undefined {
  const segments = segmentsOf(line, reach.root);
  if (segments === undefined) return undefined;
  reach.spent.steps += segments.length;
  if (reach.spent.steps > MOST_STEPS) return undefined;
  const last = segments.length - 1;
  // a package manager hangs the arguments on to the script's text, so that its last command gets them
  const steps = segments.map((one, at) => step(at === last ? { ...one, argv: [...one.argv, ...args] } : one, reach));
  return { steps, hooked: false };
}

function step(segment: Segment, reach: Reach): Step {
  const call = scriptCall(segment.argv, reach.scripts);
  if (!call) {
    const argv = withoutQuiet(programOf(segment.argv), segment.argv);
    return { ...segment, key: JSON.stringify(argv), text: argv.join(' ') };
  }
  const short = { ...call, args: withoutQuiet(runnerOf(call, reach), call.args) };
  const inner = scriptChain(call, reach);
  const key = JSON.stringify(['script', short.manager, short.name, ...short.args]);
  return { ...segment, key, text: scriptText(short), ...(inner && { inner }) };
}

/** The chain of a script: its hooks, where the manager surely runs them, and its own commands. */
function scriptChain({ manager, name, args }: ScriptCall, { scripts, spent, above }: Reach): Chain | undefined {
  const text = Object.hasOwn(scripts, name) ? scripts[name] : undefined;
  if (text === undefined || above.includes(name) || above.length >= DEEPEST) return undefined;
  const reach = { scripts, spent, above: [...above, name] };
  const main = chain(text, args, reach);
  const [before, after] = [`pre${name}`, `post${name}`].map((hook) =>
    manager !== 'node' && Object.hasOwn(scripts, hook) ? scripts[hook] : undefined,
  );
  if (!main || (before === undefined && after === undefined)) return main;
  const read = (hook: string | undefined): readonly Step[] | undefined =>
    hook === undefined || !runsHooks(manager) ? [] : chain(hook, [], reach)?.steps;
  const late = read(after);
  // what runs afterwards and cannot be read may change the files that were tested
  if (late === undefined || (after !== undefined && !runsHooks(manager))) return undefined;
  return { steps: [...(read(before) ?? []), ...main.steps, ...late], hooked: true };
}

/** The program that gets a script's arguments in the end; empty where it is not known. */
function runnerOf({ name, args }: ScriptCall, { scripts, above }: Pick<Reach, 'scripts' | 'above'>): string {
  const text = Object.hasOwn(scripts, name) ? scripts[name] : undefined;
  const last = text === undefined || above.includes(name) || above.length >= DEEPEST ? undefined : segmentsOf(text)?.at(-1);
  if (!last) return '';
  const call = scriptCall([...last.argv, ...args], scripts);
  return call ? runnerOf(call, { scripts, above: [...above, name] }) : programOf(last.argv);
}

/** The steps of a chain that can fail or do anything. */
export const realSteps = ({ steps }: Chain): readonly Step[] => steps.filter((one) => !isSure(one));

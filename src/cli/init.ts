import { existsSync, mkdirSync, realpathSync, renameSync, statSync, unlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { parseArgs } from 'node:util';
import { createTwoFilesPatch } from 'diff';
import { reason } from '../io/repository.ts';
import { assets, here } from './here.ts';
import { outdated, type PlannedFile, pending, planInstall, SETTINGS, templateNames, VENDOR, writeReceipt } from './install-plan.ts';
import { peopleOnly } from './people-only.ts';
import { disarming } from './settings.ts';
import { bold, dim, EXIT, green, Refusal, type Terminal, yellow } from './terminal.ts';
import { addTrailerHook } from './trailer-hook.ts';
import { emailOf, ignoredOf } from './work-tree.ts';

export const usage =
  'twoloops init [--template NAME] [--trailers] [--dry-run] [--yes]   install the hooks, a policy and a scope into this repository; --trailers: commits name the runs they come from';

/** Shows what it would write, asks where a person is there, writes. Twice is the same as once. */
export async function init(args: readonly string[], terminal: Terminal): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      template: { type: 'string', default: 'bug-fix' },
      'dry-run': { type: 'boolean' },
      trailers: { type: 'boolean' },
      yes: { type: 'boolean', short: 'y' },
    },
  });
  peopleOnly(terminal, 'init');
  const repository = here(terminal);
  const found = assets(terminal);
  if (!templateNames(found).includes(values.template))
    throw new Refusal(`no template \`${values.template}\`: there are ${templateNames(found).join(', ')}`, EXIT.usage);
  const owner = (await emailOf(repository.root).catch(() => undefined)) ?? 'owner@example.com';
  const plan = planInstall(repository, found, values.template, owner);
  const changes = pending(plan);
  const old = outdated(repository.root, plan);
  const settings = plan.find((file) => file.path === SETTINGS);
  for (const warning of disarming(settings?.after ?? '{}', SETTINGS)) terminal.err(yellow(terminal, `warning: ${warning}\n`));
  for (const path of await ignoredOf(repository.root, [`${VENDOR}/hooks/pre-tool-use.cjs`, SETTINGS]).catch(() => [])) {
    terminal.err(yellow(terminal, `warning: git ignores ${path}: a fresh clone would not be guarded; see your .gitignore\n`));
  }
  const trailers = (): void => {
    if (values.trailers) terminal.out(`${addTrailerHook(repository, terminal.env['PATH'])}\n`);
  };
  if (changes.length === 0 && old.length === 0) {
    terminal.out(`twoloops is installed in ${repository.root}: nothing to change\n`);
    if (!values['dry-run']) trailers();
    return EXIT.done;
  }
  show(changes, terminal);
  if (values['dry-run']) {
    terminal.out('dry run: nothing was written\n');
    return EXIT.done;
  }
  if (terminal.interactive && !values.yes && !(await agreed())) {
    terminal.out('nothing was written\n');
    return EXIT.no;
  }
  if (settings) writeReceipt(repository, settings.before, settings.after);
  write(repository.root, changes);
  for (const path of old) unlinkSync(join(repository.root, path));
  trailers();
  terminal.out(next(terminal, owner, changes));
  return EXIT.done;
}

function show(changes: readonly PlannedFile[], terminal: Terminal): void {
  const vendored = changes.filter((file) => file.path.startsWith(`${VENDOR}/`));
  if (vendored.length > 0)
    terminal.out(
      `${bold(terminal, `${VENDOR}/`)}: ${vendored.length} files (${vendored.filter((file) => file.before === undefined).length} new)\n`,
    );
  for (const file of changes.filter((one) => !one.path.startsWith(`${VENDOR}/`))) {
    const patch = createTwoFilesPatch(
      file.before === undefined ? '/dev/null' : `a/${file.path}`,
      `b/${file.path}`,
      file.before ?? '',
      file.after,
      '',
      '',
      { context: 2 },
    );
    terminal.out(
      patch
        .split('\n')
        .slice(1)
        .map((line) => (line.startsWith('+') ? green(terminal, line) : line))
        .join('\n'),
    );
  }
}

async function agreed(): Promise<boolean> {
  const prompt = createInterface({ input: process.stdin, output: process.stdout });
  try {
    return /^y(es)?$/i.test((await prompt.question('write this? [y/N] ')).trim());
  } finally {
    prompt.close();
  }
}

/** The settings come last: until the hooks are whole, nothing names them. */
function write(root: string, changes: readonly PlannedFile[]): void {
  for (const { path, after } of changes) {
    const file = join(root, path);
    try {
      mkdirSync(dirname(file), { recursive: true });
      // a link stays a link, and a file keeps its mode: settings can hold tokens
      const real = existsSync(file) ? realpathSync(file) : file;
      writeFileSync(`${real}.new`, after, existsSync(real) ? { mode: statSync(real).mode & 0o777 } : {});
      renameSync(`${real}.new`, real);
    } catch (error) {
      throw new Refusal(`\`${path}\` cannot be written: ${reason(error)}; run init again when that is mended`);
    }
  }
}

function next(terminal: Terminal, owner: string, changes: readonly PlannedFile[]): string {
  const scope = changes.some((file) => file.path === '.claude/scope.yaml');
  return [
    green(terminal, 'installed.'),
    scope
      ? `1. write the task and the limits into ${bold(terminal, '.claude/scope.yaml')} (owner: ${owner}), then: node .claude/twoloops/cli.mjs scope check`
      : '1. your .claude/scope.yaml is untouched',
    '2. commit .claude, so that every clone is guarded',
    '3. run claude in the root of the repository, as always; a session that is already open must be started again',
    dim(
      terminal,
      '   node .claude/twoloops/cli.mjs doctor says whether this repository is guarded; uninstall takes away all but what you changed',
    ),
    '',
  ].join('\n');
}

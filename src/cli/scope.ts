import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { allowing, denying } from '../core/match.ts';
import { readEffective } from '../io/effective-scope.ts';
import { SCOPE_FILE, type ScopeFile, scopePath } from '../io/scope-file.ts';
import type { FrozenScope, PathRule } from '../schema/frozen.ts';
import * as explaining from './explain.ts';
import { assets, here } from './here.ts';
import { scopeFromTemplate, templateNames } from './install-plan.ts';
import { peopleOnly } from './people-only.ts';
import { EXIT, green, Refusal, red, type Terminal, yellow } from './terminal.ts';
import { emailOf, filesOf } from './work-tree.ts';

export const usage = [
  'twoloops scope check [FILE] [--json]   is the scope valid, and does it grant what its writer meant?',
  'twoloops scope show [FILE] [--effective] [--json]   what the scope grants, with the line of each grant; --effective: with the policies worked in',
  'twoloops scope new [TEMPLATE] [--out FILE]   a new scope from a template',
  explaining.usage,
].join('\n');

export async function scope(args: readonly string[], terminal: Terminal): Promise<number> {
  const [verb, ...rest] = args;
  if (verb === 'check') return check(rest, terminal);
  if (verb === 'show') return show(rest, terminal);
  if (verb === 'new') return create(rest, terminal);
  if (verb === 'explain') return explaining.explain(rest, terminal);
  throw new Refusal(`usage:\n${usage}`, EXIT.usage);
}

function fileFrom(
  args: readonly string[],
  terminal: Terminal,
): { readonly file: ScopeFile; readonly root: string; readonly json: boolean; readonly effective: boolean } {
  const { values, positionals } = parseArgs({
    args: [...args],
    options: { json: { type: 'boolean' }, effective: { type: 'boolean' } },
    allowPositionals: true,
  });
  const { root } = here(terminal);
  const named = positionals[0];
  const path = named === undefined ? scopePath(root, terminal.env['TWOLOOPS_SCOPE']) : resolve(terminal.cwd, named);
  const read = readEffective({ path, root, home: terminal.home, env: terminal.env });
  // a scope that is wider than its policy is no valid scope
  const own = read.errors.length > 0 ? without(read.file) : read.file;
  const frozen = values.effective ? read.ruling.scope : own.frozen;
  const file: ScopeFile = { ...own, ...(frozen === undefined ? {} : { frozen }), errors: read.errors, warnings: read.warnings };
  return { file, root, json: values.json === true, effective: values.effective === true };
}

function without({ frozen: _, ...file }: ScopeFile): ScopeFile {
  return file;
}

async function check(args: readonly string[], terminal: Terminal): Promise<number> {
  const { file, root, json } = fileFrom(args, terminal);
  const warnings = [...file.warnings, ...(file.frozen ? idle(file.frozen, await filesOf(root).catch(() => [])) : [])];
  if (json) terminal.out(`${JSON.stringify({ file: file.file, ok: file.errors.length === 0, errors: file.errors, warnings })}\n`);
  else {
    for (const error of file.errors) terminal.err(`${red(terminal, 'error')}: ${error}\n`);
    for (const warning of warnings) terminal.err(`${yellow(terminal, 'warning')}: ${warning}\n`);
    if (file.errors.length === 0)
      terminal.out(`${green(terminal, 'valid')}: ${file.file} (${warnings.length} warnings), SHA-256 ${file.frozen?.digest ?? ''}\n`);
  }
  return file.errors.length === 0 ? EXIT.done : EXIT.badInput;
}

/** Globs that match nothing now, and grants that name a folder where its content was meant. */
function idle(frozen: FrozenScope, files: readonly string[]): readonly string[] {
  const places = files.map(
    (path) => ({ state: 'known', path: `/${path}`, relative: path, root: 'repository', type: 'file', links: 1 }) as const,
  );
  const grants = [...frozen.read.allow, ...frozen.edit.allow];
  const limits = [...frozen.read.deny, ...frozen.edit.deny, ...frozen.forbidden, ...frozen.stop.touches];
  const matchesNothing = (rule: PathRule, find: (rules: readonly PathRule[], place: (typeof places)[number]) => unknown): boolean =>
    rule.base === 'repository' && !places.some((place) => find([rule], place));
  const folders = new Set(
    files.flatMap((path) =>
      path
        .split('/')
        .slice(0, -1)
        .map((_, i, parts) => parts.slice(0, i + 1).join('/')),
    ),
  );
  const isFolder = (rule: PathRule): boolean => folders.has(rule.pattern.replace(/\/$/, '')) && rule.folder === undefined;
  return [
    ...grants
      .filter(isFolder)
      .map((rule) => `${rule.place}: \`${rule.pattern}\` names a folder, not its content: write \`${rule.pattern}/**\``),
    ...grants
      .filter((rule) => !isFolder(rule) && matchesNothing(rule, (rules, place) => allowing(rules, place, false)))
      .map((rule) => `${rule.place}: \`${rule.pattern}\` matches no file now`),
    // a limit that holds in every folder is there for files that are yet to come
    ...limits
      .filter((rule) => !rule.pattern.startsWith('**/') && matchesNothing(rule, denying))
      .map((rule) => `${rule.place}: \`${rule.pattern}\` matches no file now`),
  ];
}

function show(args: readonly string[], terminal: Terminal): number {
  const { file, json, effective } = fileFrom(args, terminal);
  const { frozen } = file;
  if (frozen === undefined) throw new Refusal(file.errors.join('\n'));
  if (json) {
    terminal.out(`${JSON.stringify(effective ? frozen : { ...file.scope, digest: frozen.digest, file: frozen.file }, null, 2)}\n`);
    return EXIT.done;
  }
  const rules = (
    name: string,
    list: readonly { readonly place: string; readonly pattern?: string | boolean; readonly text?: string; readonly name?: string }[],
  ): string =>
    list
      .map((rule) => `  ${name.padEnd(10)} ${(rule.text ?? rule.name ?? String(rule.pattern ?? '')).padEnd(36)} ${rule.place}\n`)
      .join('');
  terminal.out(
    [
      `${frozen.task}\nowner ${frozen.owner}, approver ${frozen.approver}${frozen.enforce === 'observe' ? ', OBSERVED ONLY' : ''}\n`,
      rules('read', frozen.read.allow) +
        rules('no read', frozen.read.deny) +
        rules('edit', frozen.edit.allow) +
        rules('no edit', frozen.edit.deny),
      rules('forbidden', frozen.forbidden) +
        rules('scratch', frozen.scratch) +
        rules('run', frozen.commands.allow) +
        rules('ask', frozen.commands.ask) +
        rules('reach', frozen.network.hosts),
      rules('delegate', frozen.delegate.agents) +
        rules('workflow', frozen.workflows.names) +
        rules('skill', frozen.skills.names) +
        frozen.mcp.servers.map((rule) => rules(rule.server, [...rule.allow, ...rule.ask, ...rule.resources, ...rule.prompts])).join('') +
        rules(
          'publish',
          frozen.publish.rules.map(({ name, place }) => ({ name, place })),
        ) +
        rules('tool', frozen.tools) +
        rules('owed', frozen.evidence),
      ...Object.entries(frozen.stop).flatMap(([key, value]) =>
        'limit' in value ? [`  stop       ${`${key} ${value.limit}`.padEnd(36)} ${value.place}\n`] : [],
      ),
      rules('stop at', frozen.stop.touches),
      ...frozen.warnings.map((warning) => `  warning    ${warning}\n`),
    ].join(''),
  );
  return EXIT.done;
}

async function create(args: readonly string[], terminal: Terminal): Promise<number> {
  const { values, positionals } = parseArgs({ args: [...args], options: { out: { type: 'string' } }, allowPositionals: true });
  peopleOnly(terminal, 'scope new');
  const { root } = here(terminal);
  const text = scopeFromTemplate(
    assets(terminal),
    positionals[0] ?? 'bug-fix',
    (await emailOf(root).catch(() => undefined)) ?? 'owner@example.com',
  );
  const out = join(root, values.out ?? SCOPE_FILE);
  if (existsSync(out))
    throw new Refusal(
      `${values.out ?? SCOPE_FILE} exists: nothing was written; give another name with --out (there are ${templateNames(assets(terminal)).join(', ')})`,
    );
  mkdirSync(dirname(out), { recursive: true });
  writeFileSync(out, text);
  terminal.out(`written: ${values.out ?? SCOPE_FILE}; now write the task and the limits into it\n`);
  return EXIT.done;
}

import { applyEdits, modify, type Node, parseTree } from 'jsonc-parser';
import { isRecord } from '../core/hook-input.ts';
import { EVENTS, type EventName } from '../schema/hook-input.ts';
import { Refusal } from './terminal.ts';

/** Seconds that the client waits; the hook itself gives up and refuses well before. */
const TIMEOUTS: Readonly<Record<EventName, number>> = {
  SessionStart: 120,
  UserPromptSubmit: 120,
  UserPromptExpansion: 30,
  PreToolUse: 30,
  PermissionRequest: 30,
  PostToolUse: 30,
  PostToolUseFailure: 30,
  PostToolBatch: 30,
  SubagentStart: 30,
  SubagentStop: 30,
  ConfigChange: 30,
  Elicitation: 30,
  PreModelSwitch: 30,
  Stop: 120,
  SessionEnd: 60,
};

/** Where the hooks lie in a user's repository. */
export const HOOKS = '.claude/twoloops/hooks';

interface Handler {
  readonly type: 'command';
  readonly command: 'node';
  readonly args: readonly [string];
  readonly onFailure: 'block';
  readonly timeout: number;
}

/** The handler of one event: exec form, found after every `cd`, and a failure of any kind blocks. */
export function handlerOf(event: EventName): Handler {
  return {
    type: 'command',
    command: 'node',
    args: [`\${CLAUDE_PROJECT_DIR}/${HOOKS}/${EVENTS[event]}.cjs`],
    onFailure: 'block',
    timeout: TIMEOUTS[event],
  };
}

const events = Object.keys(EVENTS) as EventName[];

/** Parses a settings file as strictly as the client does: one comment or comma too many and it would be dropped silently. */
export function parseSettings(text: string, file: string): Readonly<Record<string, unknown>> {
  let value: unknown;
  try {
    value = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    throw new Refusal(
      `${file}: is no JSON, so the client ignores it silently: ${error instanceof Error ? error.message : ''}; mend it first`,
    );
  }
  if (!isRecord(value)) throw new Refusal(`${file}: is no JSON object`);
  const twice = duplicateKey(parseTree(text.replace(/^\uFEFF/, '')));
  if (twice !== undefined) throw new Refusal(`${file}: the key \`${twice}\` is there twice, and only the last one counts: keep one`);
  const hooks = value['hooks'];
  if (hooks !== undefined && !isRecord(hooks)) throw new Refusal(`${file}: \`hooks\` is no object`);
  for (const [event, groups] of Object.entries(isRecord(hooks) ? hooks : {})) {
    if (!Array.isArray(groups)) throw new Refusal(`${file}: \`hooks.${event}\` is no list`);
  }
  return value;
}

/** The first key that one object has twice. */
function duplicateKey(node: Node | undefined): string | undefined {
  const keys = node?.type === 'object' ? (node.children ?? []).map((property) => String(property.children?.[0]?.value)) : [];
  const twice = keys.find((key, i) => keys.indexOf(key) !== i);
  return twice ?? (node?.children ?? []).map(duplicateKey).find((key) => key !== undefined);
}

function groupsOf(settings: Readonly<Record<string, unknown>>, event: string): readonly unknown[] {
  const hooks = settings['hooks'];
  const groups = isRecord(hooks) ? hooks[event] : undefined;
  return Array.isArray(groups) ? groups : [];
}

/** Whether a handler is one that `init` wrote, of this or an earlier version. */
export function isOurs(handler: unknown): boolean {
  return isRecord(handler) && JSON.stringify(handler['args'] ?? '').includes(`/${HOOKS}/`);
}

/** The handlers of a group; empty where it is malformed. */
export function handlersIn(group: unknown): readonly unknown[] {
  return isRecord(group) && Array.isArray(group['hooks']) ? group['hooks'] : [];
}

/** Whether an event has our handler, as this version writes it, in a group that matches every call. */
function guards(settings: Readonly<Record<string, unknown>>, event: EventName): boolean {
  const wanted = JSON.stringify(handlerOf(event));
  return groupsOf(settings, event).some(
    (group) =>
      isRecord(group) &&
      [undefined, '', '*'].includes(group['matcher'] as string | undefined) &&
      handlersIn(group).some((handler) => JSON.stringify(handler) === wanted),
  );
}

const groupFor = (event: EventName): object => ({ hooks: [handlerOf(event)] });

/** The settings with exactly our handlers in them, everything else byte for byte as it was. */
export function withHooks(before: string | undefined, file: string): string {
  if (before === undefined || before.trim() === '') {
    return `${JSON.stringify({ hooks: Object.fromEntries(events.map((event) => [event, [groupFor(event)]])) }, null, 2)}\n`;
  }
  let text = before;
  for (const event of events) {
    if (guards(parseSettings(text, file), event)) continue;
    text = removeOurs(text, event, file);
    const kept = groupsOf(parseSettings(text, file), event).length;
    text = edit(text, kept === 0 ? ['hooks', event] : ['hooks', event, kept], kept === 0 ? [groupFor(event)] : groupFor(event), kept > 0);
  }
  return text;
}

/** Whether any handler of ours is in the settings. */
export function holdsOurs(text: string, file: string): boolean {
  return (
    text.trim() !== '' &&
    eventsOf(text, file).some((event) => groupsOf(parseSettings(text, file), event).some((group) => handlersIn(group).some(isOurs)))
  );
}

function eventsOf(text: string, file: string): readonly string[] {
  const hooks = parseSettings(text, file)['hooks'];
  return isRecord(hooks) ? Object.keys(hooks) : [];
}

/** The settings without our handlers; undefined where nothing else was in the file. */
export function withoutHooks(before: string, file: string): string | undefined {
  let text = before;
  for (const event of eventsOf(text, file)) {
    const had = groupsOf(parseSettings(text, file), event).length;
    text = removeOurs(text, event, file);
    if (had > 0 && groupsOf(parseSettings(text, file), event).length === 0) text = edit(text, ['hooks', event], undefined);
  }
  const hooks = parseSettings(text, file)['hooks'];
  if (isRecord(hooks) && Object.keys(hooks).length === 0) text = edit(text, ['hooks'], undefined);
  return Object.keys(parseSettings(text, file)).length === 0 ? undefined : text;
}

/** Takes our handlers out of an event, and the groups that this leaves empty; what a team put beside them stays. */
function removeOurs(before: string, event: string, file: string): string {
  const groups = groupsOf(parseSettings(before, file), event);
  return groups.reduceRight<string>((text, group, i) => {
    const handlers = handlersIn(group);
    const ours = handlers.flatMap((handler, j) => (isOurs(handler) ? [j] : []));
    if (ours.length > 0 && ours.length === handlers.length) return edit(text, ['hooks', event, i], undefined);
    return ours.reduceRight((at, j) => edit(at, ['hooks', event, i, 'hooks', j], undefined), text);
  }, before);
}

function edit(text: string, path: (string | number)[], value: unknown, isArrayInsertion = false): string {
  const mark = text.startsWith('\uFEFF') ? '\uFEFF' : '';
  const bare = text.slice(mark.length);
  const eol = bare.includes('\r\n') ? '\r\n' : '\n';
  const tabs = /^\t/m.test(bare);
  const indent = /^( +)"/m.exec(bare)?.[1]?.length ?? 2;
  const edits = modify(bare, path, value, {
    formattingOptions: { insertSpaces: !tabs, tabSize: tabs ? 1 : indent, eol },
    isArrayInsertion,
  });
  return mark + applyEdits(bare, edits);
}

/** Why the hooks of a settings file would not run, as far as the file itself says. */
export function disarming(text: string, file: string): readonly string[] {
  const settings = parseSettings(text, file);
  const wrong: string[] = [];
  if (settings['disableAllHooks'] === true) wrong.push(`${file}: \`disableAllHooks\` switches every hook off`);
  const objects = ['env', 'permissions', 'sandbox'].filter((key) => settings[key] !== undefined && !isRecord(settings[key]));
  wrong.push(...objects.map((key) => `${file}: \`${key}\` is no object, so the client drops the whole file silently`));
  const env = isRecord(settings['env']) ? settings['env'] : {};
  wrong.push(
    ...Object.keys(env)
      .filter((key) => typeof env[key] !== 'string')
      .map((key) => `${file}: \`env.${key}\` is no text, so the client drops the whole file silently`),
  );
  return wrong;
}

/** Events whose handler is missing or not as this version writes it. */
export function missingHandlers(text: string, file: string): readonly string[] {
  const settings = parseSettings(text, file);
  return events.filter((event) => !guards(settings, event));
}

import type { OwedEvidence, StopRules } from '../../schema/frozen.ts';
import type { Scope } from '../../schema/scope.ts';
import { simpleWords } from '../shell/words.ts';
import { defined, type Lists } from './lists.ts';

/** The stop rules of a scope or a policy, each with its line. `path` is where in the file they stand. */
export function stopRules(stop: Scope['stop'], lists: Lists, path: readonly string[] = ['stop']): StopRules {
  const limit = (key: keyof Scope['stop']) => {
    const value = stop[key];
    return lists.limit(typeof value === 'number' ? value : undefined, ...path, key);
  };
  return {
    ...defined('denials', limit('denials')),
    ...defined('failedTests', limit('failed_tests')),
    ...defined('filesChanged', limit('files_changed')),
    ...defined('linesChanged', limit('lines_changed')),
    ...defined('toolCalls', limit('tool_calls')),
    ...defined('minutes', limit('minutes')),
    ...defined('tokens', limit('tokens')),
    ...defined('costUsd', limit('cost_usd')),
    ...defined('secrets', limit('secrets')),
    ...defined('unattributedChanges', limit('unattributed_changes')),
    touches: lists.globs(stop.touches, ...path, 'touches'),
    commands: lists.commands(stop.commands, ...path, 'commands'),
    data: lists.names(stop.data, ...path, 'data'),
  };
}

/** Evidence that is owed before release; each has a name of its own. */
export function owedEvidence(items: Scope['evidence'], lists: Lists, path: readonly string[] = ['evidence']): OwedEvidence[] {
  const names = new Set<string>();
  const key = path.join('.');
  return items.map((item, i) => {
    const place = lists.place([...path, i]);
    const name = item === 'rollback' ? item : (item.name ?? item.run);
    if (names.has(name)) lists.refuse([...path, i], `\`${name}\` in \`${key}\` is there twice: give each a name of its own`);
    names.add(name);
    if (item === 'rollback') return { name, text: 'rollback', place };
    const words = simpleWords(item.run);
    if (!words.ok)
      lists.refuse(
        [...path, i],
        `\`${item.run}\` in \`${key}\` is not one plain command, so it could not be recognised: it holds ${words.why}`,
      );
    return { name, text: item.run, place, ...(words.ok ? { argv: words.argv } : {}) };
  });
}

import type { Call, Intent } from '../../schema/access.ts';
import type { PublishRow } from '../tools.ts';
import { optionalText, path, texts, unknown } from './fields.ts';

/** What leaves the machine, and what comes back into a folder. */
export function publish(call: Call, row: PublishRow): Intent[] {
  const action = row.action === undefined ? undefined : optionalText(call, row.action);
  const lists = row.files.map((field) => texts(call, field));
  const into = row.into === undefined ? undefined : optionalText(call, row.into);
  if (action === false || into === false || lists.includes(false))
    return unknown('input', `${call.tool} whose action or paths are not text`);
  const files = lists.flatMap((list) => (list === false ? [] : list));
  if (row.needsFile && files.length === 0) return unknown('input', `${call.tool} without ${row.files.join(' or ')}`);
  const destroys = action !== undefined && row.destroys.includes(action);
  return [
    ...files.map((raw) => path('read', raw, 'recursive')),
    ...(into === undefined ? [] : [path('edit', into, 'recursive')]),
    { kind: 'publish', tool: call.tool, ...(action === undefined ? {} : { action }), ...(destroys ? { destroys: true } : {}), files },
  ];
}

import type { Access, ExecuteIntent, PathIntent } from '../schema/access.ts';
import type { CommandRule, FrozenScope } from '../schema/frozen.ts';
import type { Place } from '../schema/located.ts';
import type { Finding } from '../schema/verdict.ts';
import type { Facts } from './decide.ts';
import { type Judged, type Ruling, refuse } from './judged.ts';
import { onlyReads, productCommand } from './product-commands.ts';
import { covers, wild } from './shell/grant.ts';

type Places = (intent: PathIntent) => readonly Judged[];

/** A program, against the commands that the scope grants and the paths that its words may be. `places` judges one of those. */
export function judgeCommand(ruling: Ruling, intent: ExecuteIntent, facts: Facts, places: Places): readonly Judged[] {
  const target = JSON.stringify(intent.argv);
  const access: Access = { kind: 'execute', target };
  const { scope } = ruling;
  const command = intent.argv.join(' ');
  if (scope === undefined) return [refuse(ruling, access, 'UNSCOPED', 'default', { command })];
  const product = intent.free ? undefined : productCommand(intent.argv);
  if (product?.who === 'people') return [refuse(ruling, access, 'PEOPLE_ONLY', 'protected', { command, verb: product.verb })];
  const asked = scope.commands.ask.find((rule) => covers(rule, intent));
  const allowed = scope.commands.allow.find((rule) => covers(rule, intent));
  const reads = isOnlyRead(ruling, intent, facts);
  // to run our own program is no use of its file
  const operands = (intent.operands ?? []).filter(({ index }) => !(reads && index === 1));
  const barred = operandFindings({ ...intent, operands }, asked ?? allowed, facts, places);
  if (barred.length > 0) return barred.map((finding) => ({ access, finding }));
  const [open] = intent.open ?? [];
  if ((asked ?? allowed) && open !== undefined)
    return [
      refuse(ruling, access, 'COMMAND_UNKNOWN', scope.commands.place, { what: `the word \`${open}\` of \`${intent.argv[0] ?? ''}\`` }),
    ];
  if (asked) return [{ access, finding: { code: 'COMMAND_ASK', args: { command }, rule: asked.place } }];
  if (allowed) {
    const form = intent.form === undefined ? {} : { form: intent.form };
    return [{ access, use: { kind: 'execute', target, grant: allowed.place, text: allowed.text, ...form } }];
  }
  if (reads) return [{ access, use: { kind: 'execute', target, grant: 'default', text: 'a command of twoloops that only reads' } }];
  if (intent.free) return [{ access, use: { kind: 'execute', target, grant: 'default', text: 'a utility whose accesses are judged' } }];
  return [refuse(ruling, access, 'COMMAND_NOT_GRANTED', scope.commands.place, notGranted(intent, command, scope))];
}

/** A command of ours that only reads, every word of it known. */
function isOnlyRead({ ground }: Ruling, intent: ExecuteIntent, { located }: Facts): boolean {
  if ((intent.env ?? []).length > 0 || (intent.open ?? []).length > 0 || intent.free) return false;
  return onlyReads(intent.argv, ground.root, (index) => {
    const places = (intent.operands ?? [])
      .filter((one) => one.index === index)
      .flatMap(({ raw }) => located.get(raw)?.places ?? [{ state: 'unknown' as const, why: '' }]);
    const [first] = places;
    // a folder that may be one of two makes the file one of two
    return first?.state === 'known' && places.every((one) => one.state === 'known' && one.path === first.path) ? first.path : undefined;
  });
}

/** What a refusal says beside the command: why it needs a grant, its form, and the grant that comes nearest. */
function notGranted(intent: ExecuteIntent, command: string, scope: FrozenScope): Finding['args'] {
  const near = scope.commands.allow.find((rule) => rule.forms.some((form) => form[0] === (intent.as ?? intent.argv)[0]));
  const env = (intent.env ?? []).join(' ');
  return {
    command,
    ...(intent.why === undefined ? {} : { why: env === '' ? intent.why : `it runs under \`${env}\`` }),
    ...(intent.form === undefined ? {} : { form: intent.form.name, reversibility: intent.form.reversibility }),
    ...(near === undefined ? {} : { near: near.text }),
  };
}

/**
 * Words of a command that may be paths: forbidden ones, protected ones and the record are denied whatever is granted;
 * those that only a wildcard matched must also lie where reading is allowed.
 */
function operandFindings(intent: ExecuteIntent, rule: CommandRule | undefined, facts: Facts, places: Places): readonly Finding[] {
  const always = new Set<Finding['code']>(['FORBIDDEN', 'DATA_DENIED', 'RUN_DIRECTORY', 'PROTECTED']);
  const loose = rule === undefined ? new Set<number>() : wild(rule, intent);
  const shifted = intent.as === undefined ? 0 : intent.argv.length - intent.as.length;
  return (intent.operands ?? []).flatMap(({ raw, word, index }) =>
    (['read', 'edit'] as const).flatMap((kind) =>
      places({ kind, raw, reach: 'content' }).flatMap(({ finding }) => {
        if (finding === undefined || (/\s/.test(word) && !facts.located.get(raw)?.places.some(isThere))) return [];
        if (always.has(finding.code)) return [finding];
        // a word that only a wildcard matched must not lead out of what may be read
        const outside = kind === 'read' && index > 0 && loose.has(index - shifted) && /^(?:[./~]|.*\/)/.test(word);
        return outside && (finding.code === 'OUTSIDE_REPOSITORY' || finding.code === 'READ_DENIED' || finding.code === 'PATH_UNKNOWN')
          ? [finding]
          : [];
      }),
    ),
  );
}

/** Words with blanks that name nothing on disk are messages, not paths. */
const isThere = (place: Place): boolean => place.state === 'unknown' || place.type !== 'absent';

import type { Packet, PacketChange } from '../../../schema/packet.ts';
import { code, h, joined, type Markup, type Part } from '../../html/markup.ts';
import { bad, type Column, facts, moment, paragraphs, plural, type Section, table, tierWord } from '../../html/parts.ts';
import { readingOrder } from './reading-order.ts';
import { linesText, tree } from './tree.ts';
import type { View } from './view.ts';

/** Names in a row of text; the rest is counted. */
const MOST_NAMED = 10;
const MOST_AUTHORS = 4;

const COLUMNS: readonly Column<PacketChange>[] = [
  { name: 'path', cell: (change) => code(change.path), kind: 'wide' },
  { name: 'tier and zones', cell: ({ tier, zones }) => h`${tierWord(tier)} ${zones.slice(0, MOST_NAMED).join(', ')}` },
  { name: 'change', cell: (change) => h`${change.status} ${linesText(change)}` },
  { name: 'scope', cell: scopeCell },
  { name: 'by', cell: authorsCell },
];

function scopeCell({ scope, rule }: PacketChange): Part {
  return h`${scope === 'inside' ? 'inside' : bad(scope)} <small>${rule}</small>`;
}

function authorsCell({ authors, dirtyBefore }: PacketChange): Part {
  const named = authors.slice(0, MOST_AUTHORS).map((author) => {
    const by = `${author.kind === 'other run' ? 'run ' : ''}${author.by}${author.agent === undefined ? '' : ` (subagent ${author.agent})`}`;
    return author.kind === 'unattributed' ? bad(`unattributed${author.by === '' ? '' : `: ${author.by}`}`) : by;
  });
  const more = authors.length > MOST_AUTHORS ? [`${authors.length - MOST_AUTHORS} more`] : [];
  const all: readonly Part[] = named.length === 0 ? [bad('no recorded call')] : [...named, ...more];
  return h`${joined(all, ', ')}${dirtyBefore ? h` <small>changed before the run too</small>` : ''}`;
}

/** A few names as code, how many more there are, and how many of `all` the packet counts without a name. */
export function few(names: readonly string[], all = names.length): Markup {
  const more = names.length > MOST_NAMED ? [`${names.length - MOST_NAMED} more in packet.json`] : [];
  const unnamed = all > names.length ? [`${all - names.length} more, not named`] : [];
  return joined([...names.slice(0, MOST_NAMED).map(code), ...more, ...unnamed], ', ');
}

export function changes({ packet, limits }: View): Section {
  const { delivery, risk } = packet;
  const ordered = readingOrder(delivery.changes);
  const drawn = tree(ordered, limits);
  return {
    id: 'changes',
    title: 'Changed files',
    note: String(delivery.changes.length),
    basis: delivery.basis,
    detail: false,
    body: h`${paragraphs([delivery.problem === undefined ? undefined : bad(`What changed is not known: ${delivery.problem}`)])}${
      ordered.length === 0
        ? h`<p>No file differs between the two trees.</p>`
        : table('In reading order: risk first', COLUMNS, ordered, limits.rows)
    }${risk.tier === 'low' ? h`<details><summary>Where they lie, and the trees</summary>${drawn}${notes(packet)}</details>` : h`${drawn}${notes(packet)}`}`,
  };
}

function notes({ delivery }: Packet): Markup {
  const { baseline, end, commits, unseen, left, ignored, preexisting, unread } = delivery;
  const names = (paths: readonly string[], count = paths.length): Part => (count === 0 ? undefined : few(paths, count));
  return facts([
    ['written where no tree can show it', unseen.length === 0 ? undefined : bad(few(unseen))],
    ['not in the trees', names(left)],
    ['ignored files that changed', ignored.problem === undefined ? names(ignored.paths, ignored.count) : `not known: ${ignored.problem}`],
    ['dirty before and not changed', names(preexisting.paths, preexisting.count)],
    ['not looked into', names(unread)],
    [
      'commits that the baseline does not have',
      commits.length === 0 ? undefined : h`${plural(commits.length, 'commit')}: ${few(commits.map((id) => id.slice(0, 12)))}`,
    ],
    ['baseline tree', treeText(baseline)],
    ['end tree', treeText(end)],
    ['change set', code(delivery.changeSet)],
  ]);
}

function treeText(tree: Packet['delivery']['end']): Part {
  const id = tree.id === undefined ? bad(`missing: ${tree.missing ?? 'no reason given'}`) : code(tree.id);
  return h`${id} ${moment(tree.at)}${tree.head === undefined ? '' : h`, HEAD ${code(tree.head.slice(0, 12))}`}`;
}

import type { Packet } from '../../../schema/packet.ts';
import { code, h, type Part } from '../../html/markup.ts';
import { type Column, moment, paragraphs, plural, type Section, table } from '../../html/parts.ts';
import type { View } from './view.ts';

type Denial = Packet['authority']['denied'][number];
type Answer = Packet['authority']['widened'][number];
type Typed = Packet['authority']['typed'][number];

const verdictText = (denial: Denial): string =>
  denial.verdict === 'ask' ? `asked: ${denial.outcome ?? 'not known'}` : denial.enforced ? 'denied' : 'would be denied';

/** What the agent did next; that a denial was got around must not be read over. */
function nextText({ next: { kind, calls } }: Denial): Part {
  const by = calls.length === 0 ? '' : `: ${calls.join(', ')}`;
  return h`<br>${kind === 'workaround' ? h`<strong>workaround</strong>` : kind}${by}`;
}

/** What people said to the request of a denial, in their order. */
function cameOf({ request, verdict }: Denial, answers: readonly Answer[]): Part {
  if (request === undefined) return verdict === 'ask' ? '–' : 'no request';
  const said = answers.filter((answer) => answer.request === request);
  if (said.length === 0) return `R${request}: unanswered`;
  return said.map(
    (answer, i) =>
      h`${i === 0 ? '' : '; '}R${request} ${answer.answer === 'approve' ? h`<strong>approved</strong>` : 'denied'} by ${answer.by}, ${usedText(answer)}`,
  );
}

const usedText = ({ answer, used }: Answer): string =>
  answer === 'deny'
    ? 'nothing let through'
    : used.length === 0
      ? 'unused'
      : `used by ${used
          .slice(0, 5)
          .map((seq) => `#${seq}`)
          .join(', ')}${used.length > 5 ? `, … (${used.length})` : ''}`;

const columnsOf = (answers: readonly Answer[]): readonly Column<Denial>[] => [
  { name: 'call', cell: (denial) => `#${denial.seq}` },
  { name: 'verdict', cell: verdictText },
  {
    name: 'what',
    cell: (denial) => h`${denial.tool}${denial.agent === undefined ? '' : ` (subagent ${denial.agent})`} ${code(denial.call)}`,
    kind: 'wide',
  },
  {
    name: 'why',
    cell: (denial) => denial.findings.map((finding) => h`<span class="finding">${finding.says} <small>${finding.rule}</small></span>`),
    kind: 'wide',
  },
  { name: 'what came of it', cell: (denial) => h`${cameOf(denial, answers)}${nextText(denial)}` },
];

export function denials({ packet: { authority }, limits }: View): Section {
  const { denied, asked, widened, basis } = authority;
  return {
    id: 'denials',
    title: 'Denied or asked',
    note: String(denied.length),
    basis,
    detail: true,
    body: h`${denied.length === 0 ? paragraphs(['No call was denied, and nobody was asked.']) : table('Calls that were not simply allowed', columnsOf(widened), denied, limits.rows)}${paragraphs(
      [asked === 0 ? undefined : `A person was asked ${plural(asked, 'time')} at the client’s own prompt.`],
    )}`,
  };
}

const ANSWERS: readonly Column<Answer>[] = [
  { name: 'request', cell: (answer) => `R${answer.request}` },
  { name: 'answer', cell: (answer) => (answer.answer === 'approve' ? h`<strong>approved</strong>` : 'denied') },
  { name: 'by', cell: (answer) => `${answer.by} (${answer.signed ? 'signed' : 'unsigned'})` },
  { name: 'for', cell: forCell },
  { name: 'reason', cell: (answer) => answer.reason, kind: 'wide' },
  { name: 'calls', cell: usedText },
];

function forCell({ how, until, narrow, at }: Answer): Part {
  return h`${how === 'once' ? 'one call' : 'the run'}, from ${moment(at)}${until === undefined ? '' : ` until ${moment(until)}`}${narrow === undefined ? '' : h`, narrowed to ${code(narrow)}`}`;
}

const TYPED: readonly Column<Typed>[] = [
  { name: 'typed', cell: (typed) => code(typed.what), kind: 'wide' },
  { name: 'when', cell: (typed) => moment(typed.at) },
  { name: 'verdict', cell: (typed) => `${typed.verdict}${typed.enforced ? '' : ', not enforced'}` },
  { name: 'why', cell: (typed) => typed.says },
];

export function answers({ packet: { authority }, limits }: View): Section {
  const approved = authority.widened.filter((one) => one.answer === 'approve').length;
  return {
    id: 'answers',
    title: 'Answers to requests',
    note: authority.widened.length === 0 ? 'none' : `${authority.widened.length}, ${approved} approved`,
    basis: authority.basis,
    detail: true,
    body: h`${authority.widened.length === 0 ? paragraphs(['Nobody widened or refused to widen the scope.']) : table('Who widened what', ANSWERS, authority.widened, limits.rows)}${table(
      'Commands that a person typed, questions of servers',
      TYPED,
      authority.typed,
      limits.rows,
    )}`,
  };
}

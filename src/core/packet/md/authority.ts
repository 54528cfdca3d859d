import type { Packet } from '../../../schema/packet.ts';
import { code, inline, section, table } from './text.ts';

export function denials({ authority }: Packet): string[] {
  const rows = authority.denied.map((denial) => [
    `${code(`#${denial.seq}`)}${denial.request === undefined ? '' : ` R${denial.request}`}`,
    `${denial.verdict === 'ask' ? `asked: ${denial.outcome ?? ''}` : denial.enforced ? 'denied' : 'would be denied'}`,
    `${inline(denial.tool)}${denial.agent === undefined ? '' : ' (subagent)'}`,
    code(denial.call.slice(0, 160)),
    inline(denial.findings.map((finding) => finding.says).join('; ')),
    `${denial.next.kind === 'workaround' ? '**workaround**' : denial.next.kind}${denial.next.calls.length === 0 ? '' : `: ${inline(denial.next.calls.join(', '))}`}`,
  ]);
  return section(`Denied or asked (${authority.denied.length})`, table(['call', 'verdict', 'tool', 'what', 'why', 'what came next'], rows));
}

export function authority({ authority: { granted, widened } }: Packet): string[] {
  const answers = table(
    ['request', 'answer', 'by', 'for', 'reason', 'calls'],
    widened.map((one) => [
      `R${one.request}`,
      one.answer === 'approve' ? '**approved**' : 'denied',
      `${inline(one.by)}${one.signed ? ' (signed)' : ' (unsigned)'}`,
      `${one.how === 'once' ? 'one call' : 'the run'}${one.until === undefined ? '' : `, until ${inline(one.until)}`}${one.narrow === undefined ? '' : `, narrowed to ${code(one.narrow)}`}`,
      inline(one.reason),
      one.used.length === 0 ? 'unused' : one.used.map((seq) => code(`#${seq}`)).join(', '),
    ]),
  );
  const sorted = [...granted].sort((a, b) => b.uses - a.uses);
  return [
    ...section('Answers to requests', answers),
    ...section(
      'Authority: granted and used',
      table(
        ['kind', 'grant', 'line', 'calls'],
        sorted.map((grant) => [inline(grant.kind), code(grant.text), code(grant.place), grant.uses === 0 ? 'unused' : String(grant.uses)]),
      ),
    ),
  ];
}

export function effects({ effects: { items } }: Packet): string[] {
  return section(
    'Effects that going back does not undo',
    table(
      ['call', 'what', 'reversibility', 'result', 'grant'],
      items.map((item) => [code(`#${item.seq}`), code(item.form), item.reversibility, item.result, code(item.grant)]),
    ),
  );
}

import type { Packet } from '../../schema/packet.ts';
import { code, h, type Markup, type Part, verbatim } from '../html/markup.ts';
import { bad, type Section } from '../html/parts.ts';
import { checks, longField, type Problem, problemsAt, shortField } from './fields.ts';

/** What stands in the form: what a person typed, or what it begins with. */
export interface Typed {
  readonly value: string;
  readonly owner: string;
  readonly reason: string;
  /** Evidence that is ticked, by its place among what is offered. */
  readonly evidence: readonly number[];
  /** Evidence that was typed: `#12, R3`. */
  readonly more: string;
  readonly asked: string;
  readonly residualRisk: string;
  readonly rollback: string;
  /** Reasons by requirement; empty: not overridden. */
  readonly overrides: Readonly<Record<string, string>>;
  readonly until: string;
  readonly sign: boolean;
}

export interface Form {
  readonly typed: Typed;
  readonly problems: readonly Problem[];
  /** Proves that the form came from this page. */
  readonly token: string;
  /** SHA-256 of the packet that the page shows. */
  readonly seen: string;
  /** Names of evidence that can be ticked. */
  readonly offered: readonly string[];
  /** Lines of the gate that stand against a release. */
  readonly unmet: Packet['requirements'];
  /** The key that would sign; undefined: there is none. */
  readonly key: string | undefined;
}

const MEANT = [
  ['ship', 'release it, exactly as it is'],
  ['hold', 'it is not released'],
  ['escalate', 'somebody above has to decide'],
] as const;

/** The decision form: plain fields, usable by keyboard alone and without a script. */
export function formSection(form: Form): Section {
  const { typed, problems, token, seen } = form;
  return {
    id: 'decide',
    title: 'Decide',
    detail: false,
    body: h`<form method="post" action="/decide" novalidate="" autocomplete="off">
<input type="hidden" name="token" value="${verbatim(token)}"><input type="hidden" name="seen" value="${verbatim(seen)}">
${choice(form)}
${shortField({ name: 'owner', label: 'Decision owner', hint: 'Who decides; where it is signed, the signer.', value: typed.owner, problems })}
${longField({ name: 'reason', label: 'Reason', hint: 'Why; always needed.', value: typed.reason, problems })}
${evidence(form)}
${shortField({ name: 'asked', label: 'What had to be asked', hint: 'Tags, with commas between: what you could not find in the packet.', value: typed.asked, problems })}
${longField({ name: 'residualRisk', label: 'Residual risk', hint: 'What can still go wrong; needed to ship.', value: typed.residualRisk, problems })}
${longField({ name: 'rollback', label: 'Rollback or containment path', hint: 'How to go back; needed to ship.', value: typed.rollback, problems })}
${overrides(form)}
${signing(form)}
<p class="send"><button type="submit">Record the decision</button></p>
</form>`,
  };
}

function choice({ typed, problems }: Form): Markup {
  const at = problemsAt('value', problems);
  const options = MEANT.map(
    ([value, says], i) =>
      h`<label class="pick"><input type="radio" name="value" value="${value}"${i === 0 ? h` id="f-value"` : ''}${typed.value === value ? h` checked=""` : ''}${at.described}> <span><strong class="${value}">${value}</strong> <small>${says}</small></span></label>\n`,
  );
  return h`<fieldset${at.marked}><legend>Release decision</legend>${at.texts}${options}</fieldset>`;
}

function evidence({ typed, problems, offered }: Form): Markup {
  const at = problemsAt('evidence', problems);
  const ticks = offered.map((name, i) => ({ name: 'evidence', value: String(i), label: code(name), on: typed.evidence.includes(i) }));
  return h`<fieldset${at.marked}><legend>Evidence reviewed</legend>${at.texts}
<div class="picks">${checks(ticks)}</div>
${shortField({ name: 'more', label: 'Other evidence', hint: 'Names with commas between; #12 is event 12 of the record.', value: typed.more, problems })}</fieldset>`;
}

function overrides({ typed, problems, unmet }: Form): Part {
  if (unmet.length === 0) return '';
  const lines = unmet.map((one) => {
    const says = one.says ?? one.title;
    if (one.override === 'never') return h`<p>${code(one.id)}: ${bad(says)} <small>Nobody can override this.</small></p>`;
    return shortField({
      name: `override-${one.id}`,
      label: h`Override ${code(one.id)}`,
      hint: h`${says}. Why may it pass? Empty: it may not.`,
      value: typed.overrides[one.id] ?? '',
      problems,
    });
  });
  return h`<fieldset><legend>Not met: what holds a release back</legend>
${lines}
${shortField({ name: 'until', label: 'Overrides end on', hint: 'One day for all of them, at most a year from now.', value: typed.until, problems, type: 'date' })}</fieldset>`;
}

function signing({ typed, problems, key }: Form): Markup {
  const at = problemsAt('sign', problems);
  const says =
    key === undefined
      ? 'Git signs with no SSH key here: start `twoloops review` with --key FILE to sign.'
      : h`With ${code(key)}. If it has a passphrase or wants a touch, it asks for it in the terminal that \`twoloops review\` runs in: look there.`;
  return h`<fieldset${at.marked}><legend>Signature</legend>${at.texts}
<label class="pick"><input type="checkbox" id="f-sign" name="sign" value="yes"${typed.sign ? h` checked=""` : ''} aria-describedby="f-sign-hint${at.ids}"> <span>Sign the decision</span></label>
<p class="hint" id="f-sign-hint">${says}</p></fieldset>`;
}

import { h, Markup, type Part, verbatim } from '../html/markup.ts';
import { bad } from '../html/parts.ts';

/** Something that speaks against what was typed. `field`: the name of the field that it is about. */
export interface Problem {
  readonly field: string;
  readonly text: string;
}

interface At {
  readonly texts: Markup;
  /** ` id id`: for `aria-describedby`, after the hint's. */
  readonly ids: Markup;
  /** The attribute, where there is anything to describe. */
  readonly described: Markup;
  readonly marked: Markup;
}

/** What speaks against one field, as text beside it and as what describes it. */
export function problemsAt(field: string, problems: readonly Problem[]): At {
  const own = problems.filter((one) => one.field === field);
  const id = (i: number): string => `f-${field}-problem-${i + 1}`;
  const ids = new Markup(own.map((_, i) => ` ${id(i)}`).join(''));
  return {
    texts: h`${own.map((one, i) => h`<p class="problem" id="${id(i)}">${bad(one.text)}</p>\n`)}`,
    ids,
    described: own.length === 0 ? h`` : h` aria-describedby="${new Markup(ids.text.trim())}"`,
    marked: own.length === 0 ? h`` : h` class="wrong"`,
  };
}

interface Field {
  readonly name: string;
  readonly label: Part;
  readonly hint: Part;
  readonly value: string;
  readonly problems: readonly Problem[];
}

const around = ({ name, label, hint, problems }: Field, control: (more: Markup) => Markup): Markup => {
  const at = problemsAt(name, problems);
  const wrong = at.ids.text === '' ? h`` : h` aria-invalid="true"`;
  return h`<div class="field"><label for="f-${name}">${label}</label><p class="hint" id="f-${name}-hint">${hint}</p>${at.texts}${control(
    h`id="f-${name}" name="${name}" aria-describedby="f-${name}-hint${at.ids}"${wrong}`,
  )}</div>`;
};

export const shortField = (field: Field & { readonly type?: 'date' }): Markup =>
  around(field, (more) => h`<input type="${field.type ?? 'text'}" ${more} value="${verbatim(field.value)}">`);

/** The newline before the text belongs to the markup: a browser leaves out the first. */
export const longField = (field: Field): Markup =>
  around(field, (more) => h`<textarea rows="3" ${more}>${new Markup('\n')}${verbatim(field.value)}</textarea>`);

interface Tick {
  readonly name: string;
  readonly value: string;
  readonly label: Part;
  readonly on: boolean;
}

export const checks = (ticks: readonly Tick[]): Markup =>
  h`${ticks.map(
    ({ name, value, label, on }, i) =>
      h`<label class="pick"><input type="checkbox"${i === 0 ? h` id="f-${name}"` : ''} name="${name}" value="${value}"${on ? h` checked=""` : ''}> <span>${label}</span></label>\n`,
  )}`;

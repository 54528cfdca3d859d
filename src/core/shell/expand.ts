import type { ArithmeticExpression, DoubleQuotedChild, ParameterExpansionPart, Script, Word, WordPart } from 'unbash';
import { parse as parseBash } from 'unbash';
import { expandBraces } from './braces.ts';
import { isSecretName } from './env-names.ts';
import { type Field, isNumber, join, NUMBER, text, unknown } from './field.ts';
import { type Input, MOST_VALUES, type State, setVar, type Variable } from './state.ts';

/** What expansion needs of its surroundings. */
export interface Surroundings {
  /** Runs the commands of a substitution and says what they print. */
  readonly substitute: (script: Script, state: State, at: number) => Input;
  /** A process substitution: its commands run; what is read of it. */
  readonly process: (script: Script, state: State, at: number) => void;
  /** Notes something that makes the line unknowable, whatever comes of its value. */
  readonly unknowable: (what: string, at: number) => void;
  readonly home: string;
  /** Environment of the shell that is known: `TMPDIR`, `USER`. */
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** Characters of a word whose braces are expanded. */
const LONGEST_BRACED = 1_000;

/** Pieces of one word: what stands together, what an unquoted expansion brought, and values that are whole fields. */
type Piece =
  | { readonly kind: 'field'; readonly field: Field; readonly quoted: boolean }
  /** the result of an unquoted expansion: split into words, and its pattern characters are active */
  | { readonly kind: 'split'; readonly text: string }
  /** several fields, as `"$@"` gives */
  | { readonly kind: 'fields'; readonly fields: readonly Field[] };

const literal = (value: string, quoted = true): Piece => ({ kind: 'field', field: text(value), quoted });

export class Expander {
  state: State;
  /** Credentials may be named: what is asked shows nothing of them. */
  discreet = false;
  private conditional = 0;
  private readonly around: Surroundings;
  constructor(state: State, around: Surroundings) {
    this.state = state;
    this.around = around;
  }

  /** Every list of fields that a word may become. */
  fields(word: Word): readonly (readonly Field[])[] {
    return this.alternatives(word, false).map((pieces) => split(pieces, this.separators()));
  }

  /** Every value of a word where the shell neither splits nor matches names: assignments, redirections, `case`. */
  values(word: Word): readonly Field[] {
    return this.alternatives(word, true).map((pieces) => whole(pieces));
  }

  /** The values of the parts of a here-document. */
  body(parts: readonly WordPart[]): Field {
    const alternatives = this.parts(parts as readonly WordPart[], true);
    return alternatives.length === 1 ? whole(alternatives[0] ?? []) : unknown('a here-document of several values', true);
  }

  private separators(): string | undefined {
    const ifs = this.state.vars.get('IFS');
    if (ifs === undefined) return ' \t\n';
    const value = ifs.values[0]?.[0];
    return ifs.values.length === 1 && value?.kind === 'text' ? value.text : undefined;
  }

  private alternatives(word: Word, assignment: boolean): readonly (readonly Piece[])[] {
    if (word.parts === undefined) {
      const tilde = tildeOf(word.text, this.home(), assignment);
      return [[tilde ? { kind: 'field', field: tilde, quoted: true } : literal(word.value)]];
    }
    if (!assignment && word.parts.some((part) => part.type === 'BraceExpansion')) {
      const expanded = this.braced(word);
      // dash has no braces: the word stands as it is written
      return this.state.posix ? [...expanded, [literal(word.value)]] : expanded;
    }
    return this.parts(word.parts, false, assignment);
  }

  private braced(word: Word): readonly (readonly Piece[])[] {
    const sources = word.text.length > LONGEST_BRACED ? undefined : expandBraces(word.text);
    if (sources === undefined) return [[{ kind: 'field', field: unknown(`the words of \`${word.text}\``), quoted: false }]];
    let out: (readonly Piece[])[] = [[]];
    for (const source of sources) {
      const again = parseBash(`_ ${source}`).commands[0]?.command;
      const inner = again?.type === 'Command' ? again.suffix[0] : undefined;
      const alternatives =
        source === ''
          ? [[]]
          : inner?.type === 'Word'
            ? inner.parts?.some((part) => part.type === 'BraceExpansion')
              ? this.parts(
                  inner.parts.map((part) =>
                    part.type === 'BraceExpansion' && part.parts === undefined
                      ? { ...part, type: 'Literal' as const, value: part.text }
                      : part,
                  ),
                  false,
                )
              : this.alternatives(inner, false)
            : [[literal(source)]];
      // each result is a word of its own: a break between them
      out = product(
        out,
        alternatives.map((pieces) => [BREAK, ...pieces, BREAK]),
      );
    }
    return out;
  }

  private home(): string | undefined {
    const home = this.state.vars.get('HOME');
    if (home === undefined) return this.around.home;
    const value = home.values.length === 1 ? home.values[0]?.[0] : undefined;
    return value?.kind === 'text' ? value.text : undefined;
  }

  private parts(parts: readonly WordPart[], quoted: boolean, assignment = false): readonly (readonly Piece[])[] {
    let out: (readonly Piece[])[] = [[]];
    parts.forEach((part, i) => {
      out = product(out, this.part(part, quoted, i === 0, assignment));
    });
    return out;
  }

  private part(part: WordPart | DoubleQuotedChild, quoted: boolean, first: boolean, assignment: boolean): readonly (readonly Piece[])[] {
    switch (part.type) {
      case 'Literal': {
        const tilde = first && !quoted ? tildeOf(part.text, this.home(), assignment) : undefined;
        return [[tilde ? { kind: 'field', field: tilde, quoted: true } : literal(part.value, quoted)]];
      }
      case 'SingleQuoted':
      case 'AnsiCQuoted':
        return [[literal(part.value)]];
      case 'DoubleQuoted':
      case 'LocaleString':
        return product([[literal('')]], this.parts(part.parts, true));
      case 'Glob':
        if (part.kind === 'bracket' && part.parts.some((one) => one.type !== 'Literal'))
          return this.inPattern(part.parts, part.text, quoted);
        return [[quoted || assignment ? literal(part.text) : active(part.text)]];
      case 'ExtendedGlob':
        if (part.parts?.some((one) => one.type !== 'Literal' && one.type !== 'Glob')) return this.inPattern(part.parts, part.text, quoted);
        return [[{ kind: 'field', field: { kind: 'glob', pattern: '*', text: part.text }, quoted: false }]];
      case 'BraceExpansion':
        // braces that the shell leaves as they are may hold expansions
        return part.parts ? this.parts(part.parts, quoted, assignment) : [[literal(part.text)]];
      case 'SimpleExpansion':
        return this.parameter(part.text.slice(1), part.text, quoted, part.pos);
      case 'ParameterExpansion':
        return this.expansion(part, quoted);
      case 'CommandExpansion': {
        if (part.script === undefined) return [[piece(unknown(`\`${part.text}\``, quoted), quoted)]];
        const output = this.around.substitute(part.script, this.state, part.pos);
        return [this.printed(output, part.text, quoted)];
      }
      case 'ArithmeticExpansion':
        this.arithmetic(part.expression, part.pos);
        return [[piece(NUMBER, true)]];
      case 'ProcessSubstitution':
        if (part.script) this.around.process(part.script, this.state, part.pos);
        return [[literal('/dev/fd/63')]];
    }
  }

  /** What stands in a pattern runs, whatever the pattern comes to. */
  private inPattern(parts: readonly WordPart[], source: string, quoted: boolean): readonly (readonly Piece[])[] {
    this.parts(parts, true);
    return [[piece(unknown(`\`${source}\``, quoted), quoted)]];
  }

  private printed(output: Input, source: string, quoted: boolean): readonly Piece[] {
    if (output.kind === 'none') return [literal('', quoted)];
    if (output.kind === 'unknown') return [piece(unknown(`\`${source}\``, quoted), quoted)];
    if (output.lines.every((line) => line.kind === 'text')) {
      const printed = output.raw ?? output.lines.map((line) => (line.kind === 'text' ? line.text : '')).join('\n');
      const trimmed = printed.replace(/\n+$/, '');
      return [quoted ? literal(trimmed) : { kind: 'split', text: trimmed }];
    }
    const only = output.lines[0];
    if (output.lines.length === 1 && only) return [piece(only, true)];
    return [quoted ? piece(unknown(`\`${source}\``, true), true) : { kind: 'fields', fields: output.lines }];
  }

  /** `$name` and `${name}`. */
  private parameter(name: string, source: string, quoted: boolean, at: number): readonly (readonly Piece[])[] {
    if (
      /^[?#$!]$/.test(name) ||
      ['RANDOM', 'SECONDS', 'LINENO', 'UID', 'EUID', 'PPID', 'SRANDOM', 'BASHPID', 'OPTIND', 'SHLVL'].includes(name)
    ) {
      if (!this.state.vars.has(name)) return [[piece(NUMBER, true)]];
    }
    if (name === '@' || name === '*') {
      const all = this.state.positional;
      if (all === undefined) return [[piece(unknown(`\`${source}\``, false), false)]];
      if (name === '@' || !quoted) return [[{ kind: 'fields', fields: all }]];
      const gap = this.separators();
      return [
        [
          piece(
            gap === undefined
              ? unknown(`\`${source}\``, true)
              : all.reduce<Field>((sum, field, i) => join(sum, i === 0 ? field : join(text(gap[0] ?? ''), field)), text('')),
            true,
          ),
        ],
      ];
    }
    if (/^\d+$/.test(name)) {
      if (name === '0') return [[this.state.zero ? brought(this.state.zero, quoted) : literal('bash', quoted)]];
      if (this.state.positional === undefined) return [[piece(unknown(`\`${source}\``, quoted), quoted)]];
      return [[brought(elementAt(this.state.positional, Number(name) - 1), quoted)]];
    }
    return this.valuesOf(name, source, quoted, at);
  }

  private valuesOf(name: string, source: string, quoted: boolean, at: number): readonly (readonly Piece[])[] {
    const variable = this.lookup(name);
    if (variable === undefined && !this.discreet && isSecretName(name)) this.around.unknowable(`the credential in \`$${name}\``, at);
    if (variable === undefined) return [[piece(unknown(`\`${source}\``, quoted), quoted)]];
    if (variable.values.length > MOST_VALUES) return [[piece(unknown(`\`${source}\`, which may be too many things`, quoted), quoted)]];
    const values = variable.values.map((value): readonly Piece[] => {
      const first = value[0];
      return [first ? brought(first, quoted) : literal('', quoted)];
    });
    return variable.unset ? [...values, [literal('', quoted)]] : values;
  }

  /** Variables of the line, then what is known of the environment. */
  private lookup(name: string): Variable | undefined {
    const own = this.state.vars.get(name);
    if (own) return own;
    if (name === 'HOME') return plain([text(this.around.home)]);
    if (name === 'PWD') {
      const bases = this.state.bases;
      return bases.includes(undefined) ? undefined : plain(bases.map((base) => text(base ?? '')));
    }
    if (name === 'TMPDIR') return plain([text(this.around.env['TMPDIR'] ?? '')]);
    if (name === 'USER' || name === 'LOGNAME') {
      const user = this.around.env['USER'];
      return user && /^[A-Za-z0-9._-]+$/.test(user) ? plain([text(user)]) : undefined;
    }
    if (name === 'IFS') return plain([text(' \t\n')]);
    return undefined;
  }

  private expansion(part: ParameterExpansionPart, quoted: boolean): readonly (readonly Piece[])[] {
    const { parameter: name, operation, prefix, index } = part;
    const source = part.text;
    this.walkOperation(part);
    if (
      isSecretName(name) &&
      this.lookup(name) === undefined &&
      !this.discreet &&
      !(operation?.type === 'Default' && operation.operator.endsWith('+')) &&
      prefix !== '#'
    )
      this.around.unknowable(`the credential in \`${source}\``, part.pos);
    if (index !== undefined && this.state.vars.get(name)?.keyed) this.values(index);
    else if (index !== undefined) this.subscript(index.text, index, part.pos);
    if (prefix === '#') return [[piece(NUMBER, true)]];
    if (prefix === '!') return this.indirect(part, quoted);
    if (operation?.type === 'Transform' || operation?.type === 'Unknown') {
      this.around.unknowable(`\`${source}\` can run what a variable holds`, part.pos);
      return [[piece(unknown(`\`${source}\``, quoted), quoted)]];
    }
    if (index !== undefined) return this.element(part, quoted);
    if (operation === undefined) return this.parameter(name, source, quoted, part.pos);
    if (operation.type === 'Default') return this.defaulted(part, operation.operator, operation.operand, quoted);
    return this.changed(part, quoted);
  }

  /** Substitutions in an operand run whatever becomes of the value; offsets are arithmetic. */
  private walkOperation({ operation, pos }: ParameterExpansionPart): void {
    if (operation === undefined) return;
    switch (operation.type) {
      case 'Remove':
        this.values(operation.operand);
        return;
      case 'CaseModification':
        if (operation.operand) this.values(operation.operand);
        return;
      case 'Replace':
        this.values(operation.pattern);
        this.values(operation.replacement);
        return;
      case 'Slice':
        for (const word of [operation.offset, operation.length]) if (word && !/^\s*-?\d*\s*$/.test(word.text)) this.scan(word, pos);
        return;
      case 'Default': {
        // its own assignment is made where its value is taken
        const before = this.state;
        this.values(operation.operand);
        this.state = before;
        return;
      }
      default:
    }
  }

  /** A subscript is arithmetic: digits, `@`, `*`, and names that hold numbers are safe. */
  subscript(source: string, word: Word | undefined, at: number): void {
    if (/^(?:[@*]|-?\d+)$/.test(source)) return;
    const name = /^\$?\{?([A-Za-z_]\w*)\}?$/.exec(source)?.[1];
    if (name !== undefined && this.numeric(name)) return;
    if (word) this.values(word);
    this.around.unknowable(`the subscript \`${source}\`, which is no static number`, at);
  }

  /** `${!x}`: the name is in the value; a value that is no plain name can run code. */
  private indirect(part: ParameterExpansionPart, quoted: boolean): readonly (readonly Piece[])[] {
    const none = [[piece(unknown(`\`${part.text}\``, quoted), quoted)]];
    if (part.operation?.type === 'Names' || part.index !== undefined) return none;
    const known = this.known(part.parameter);
    const names = known.flatMap((field) => (field.kind === 'text' && /^[A-Za-z_]\w*$/.test(field.text) ? [field.text] : []));
    if (known.unknown || names.length !== known.length) {
      this.around.unknowable(`\`${part.text}\` can run what a variable holds`, part.pos);
      return none;
    }
    return names.length === 0 ? none : names.flatMap((name) => this.valuesOf(name, part.text, quoted, part.pos));
  }

  private element(part: ParameterExpansionPart, quoted: boolean): readonly (readonly Piece[])[] {
    const { parameter: name, index, operation, text: source } = part;
    const variable = this.state.vars.get(name);
    const at = index?.text ?? '';
    if (!/^(?:[@*]|\d+)$/.test(at)) return [[piece(unknown(`\`${source}\``, quoted), quoted)]];
    if (variable === undefined || operation !== undefined || variable.values.length > MOST_VALUES)
      return [[piece(unknown(`\`${source}\``, at !== '@' && quoted), at !== '@' && quoted)]];
    return variable.values.map((value): readonly Piece[] => {
      if (at === '@' || (at === '*' && !quoted)) return [{ kind: 'fields', fields: value }];
      if (at === '*')
        return [
          piece(
            value.reduce<Field>((sum, field, i) => join(sum, i === 0 ? field : join(text(' '), field)), text('')),
            true,
          ),
        ];
      return [brought(elementAt(value, Number(at)), quoted)];
    });
  }

  private defaulted(part: ParameterExpansionPart, operator: string, operand: Word, quoted: boolean): readonly (readonly Piece[])[] {
    const name = part.parameter;
    const known = this.known(name);
    const other = (): readonly (readonly Piece[])[] => {
      if (!quoted) return this.alternatives(operand, false);
      return operand.parts === undefined ? [[literal(operand.value)]] : this.parts(operand.parts.map(asQuoted), true);
    };
    const kind = operator.replace(':', '');
    const empty = operator.startsWith(':');
    // may it be set (and not empty), may it be unset (or empty)?
    const maySet = known.length === 0 ? known.unknown : known.some((field) => !(empty && field.kind === 'text' && field.text === ''));
    const mayUnset =
      known.unknown || known.unset || known.some((field) => empty && (field.kind !== 'text' || field.text === '') && field.kind === 'text');
    const own = (): readonly (readonly Piece[])[] => {
      const all = this.parameter(name, part.text, quoted, part.pos);
      return mayUnset && empty ? all.filter((pieces) => !(pieces.length === 1 && isEmpty(pieces[0]))) : all;
    };
    switch (kind) {
      case '-':
        return [...(maySet ? own() : []), ...(mayUnset ? other() : [])];
      case '=': {
        const alternatives = mayUnset ? other() : [];
        if (mayUnset) {
          const fresh = alternatives.map((pieces) => [whole(pieces)]);
          const old = maySet && !known.unknown ? known.map((field) => [field]) : [];
          const values = maySet && known.unknown ? [[unknown(`\`$${name}\``)], ...fresh] : [...old, ...fresh];
          this.state = setVar(this.state, name, { values, array: false });
        }
        return [...(maySet ? own() : []), ...alternatives];
      }
      case '+':
        return [...(maySet ? other() : []), ...(mayUnset ? [[literal('', quoted)]] : [])];
      default:
        return own();
    }
  }

  /** The values a name may have, with what stays open. */
  private known(name: string): readonly Field[] & { unknown?: boolean; unset?: boolean } {
    if (/^\d+$/.test(name)) {
      const value =
        this.state.positional === undefined || this.state.positional[Number(name) - 1] === undefined
          ? undefined
          : elementAt(this.state.positional, Number(name) - 1);
      return Object.assign(value ? [value] : [], this.state.positional === undefined ? { unknown: true } : value ? {} : { unset: true });
    }
    const variable = this.lookup(name);
    if (variable === undefined) {
      return Object.assign([] as Field[], { unknown: true });
    }
    const fields = variable.values.map((value) => value[0] ?? text(''));
    const gone = variable.unset || (name === 'TMPDIR' && !this.state.vars.has(name) && this.around.env['TMPDIR'] === undefined);
    return Object.assign(fields, gone ? { unset: true } : {});
  }

  /** `${x#…}`, `${x%…}`, `${x/…}`, `${x:…}`, `${x^}`. */
  private changed(part: ParameterExpansionPart, quoted: boolean): readonly (readonly Piece[])[] {
    const none = [[piece(unknown(`\`${part.text}\``, quoted), quoted)]];
    const known = this.known(part.parameter);
    if (known.unknown || known.length === 0 || known.length > MOST_VALUES) return none;
    const results = known.map((field) => this.change(field, part));
    if (known.unset) results.push(text(''));
    if (results.some((field) => field === undefined)) return none;
    return results.map((field) => [field ? brought(field, quoted) : literal('')]);
  }

  private change(field: Field, { operation }: ParameterExpansionPart): Field | undefined {
    if (operation?.type === 'CaseModification' && field.kind === 'text' && operation.operand === undefined) {
      const change = operation.operator.startsWith('^') ? (s: string) => s.toUpperCase() : (s: string) => s.toLowerCase();
      return text(operation.operator.length === 2 ? change(field.text) : change(field.text.slice(0, 1)) + field.text.slice(1));
    }
    if (operation?.type !== 'Remove') return undefined;
    const operand = this.values(operation.operand);
    const [suffix] = operand;
    if (operand.length !== 1 || suffix?.kind !== 'text' || /[*?[]/.test(operation.operand.text))
      return basename(field, operation.operator, operation.operand.text);
    const atEnd = operation.operator.startsWith('%');
    if (field.kind === 'below') return atEnd && !suffix.text.includes('/') ? { kind: 'below', roots: field.roots } : undefined;
    if (field.kind !== 'text') return undefined;
    if (atEnd) return text(field.text.endsWith(suffix.text) ? field.text.slice(0, field.text.length - suffix.text.length) : field.text);
    return text(field.text.startsWith(suffix.text) ? field.text.slice(suffix.text.length) : field.text);
  }

  /** Arithmetic runs code where a name in it holds `a[$(…)]`; numbers and names with numeric values are safe. */
  arithmetic(expression: ArithmeticExpression | undefined, at: number): void {
    if (expression === undefined) return;
    switch (expression.type) {
      case 'ArithmeticBinary':
        // a plain assignment does not read what it assigns to
        if (!(expression.operator === '=' && expression.left.type === 'ArithmeticWord' && /^[A-Za-z_]\w*$/.test(expression.left.value)))
          this.arithmetic(expression.left, at);
        if (/^(?:&&|\|\|)$/.test(expression.operator)) this.conditional += 1;
        this.arithmetic(expression.right, at);
        if (/^(?:&&|\|\|)$/.test(expression.operator)) this.conditional -= 1;
        if (
          /^(?:[-+*/%&|^]|<<|>>)?=$/.test(expression.operator) &&
          expression.left.type === 'ArithmeticWord' &&
          /^[A-Za-z_]\w*$/.test(expression.left.value)
        )
          this.assigned(expression.left.value);
        return;
      case 'ArithmeticUnary':
        this.arithmetic(expression.operand, at);
        return;
      case 'ArithmeticTernary':
        this.arithmetic(expression.test, at);
        this.conditional += 1;
        this.arithmetic(expression.consequent, at);
        this.arithmetic(expression.alternate, at);
        this.conditional -= 1;
        return;
      case 'ArithmeticGroup':
        this.arithmetic(expression.expression, at);
        return;
      case 'ArithmeticCommandExpansion':
        if (expression.script) this.around.substitute(expression.script, this.state, at);
        this.around.unknowable(`arithmetic over the output of \`${expression.text}\``, at);
        return;
      case 'ArithmeticWord':
        this.operand(expression.value, expression.parts, at);
        return;
    }
  }

  /** A number is assigned; inside `&&`, `||` and `?:` perhaps it is not. */
  private assigned(name: string): void {
    const old = this.state.vars.get(name);
    if (this.conditional > 0 && old === undefined) return;
    const values = this.conditional > 0 ? [...(old?.values ?? []), [NUMBER]] : [[NUMBER]];
    this.state = setVar(this.state, name, { values, array: false });
  }

  private operand(value: string, parts: readonly WordPart[] | undefined, at: number): void {
    if (/^(?:0[xX][0-9a-fA-F]+|\d+(?:#\w+)?)$/.test(value) || value === '') return;
    const name = /^\$?\{?([A-Za-z_]\w*|[?#!$]|\d)\}?$/.exec(value)?.[1];
    if (name !== undefined && this.numeric(name)) return;
    if (parts) this.parts(parts, true);
    this.around.unknowable(`arithmetic over \`${value}\`, whose value is no static number`, at);
  }

  /** True for a name that surely holds a number or nothing. */
  numeric(name: string): boolean {
    if (/^[?#!$]$/.test(name) || ['RANDOM', 'SECONDS', 'LINENO', 'UID', 'EUID', 'SRANDOM'].includes(name)) return true;
    if (/^\d$/.test(name)) {
      const value = this.state.positional?.[Number(name) - 1];
      return this.state.positional !== undefined && (value === undefined || isNumber(value));
    }
    const variable = this.state.vars.get(name);
    return variable?.values.every((value) => value.every(isNumber)) ?? false;
  }

  /** Arithmetic in a text: `let`, offsets. */
  expression(source: string, at = 0): void {
    this.scan({ type: 'Word', text: source, value: source, pos: at, end: at }, at);
  }

  private scan(word: Word, at: number): void {
    const parsed = parseBash(`_=$((${word.text}))`).commands[0]?.command;
    const value = parsed?.type === 'Command' ? parsed.prefix[0] : undefined;
    const part = value?.type === 'Assignment' && value.value.type === 'Word' ? value.value.parts?.[0] : undefined;
    if (part?.type === 'ArithmeticExpansion') this.arithmetic(part.expression, at);
    else this.around.unknowable(`arithmetic over \`${word.text}\``, at);
  }
}

const plain = (fields: readonly Field[]): Variable => ({ values: fields.map((field) => [field]), array: false });

const piece = (field: Field, quoted: boolean): Piece => ({ kind: 'field', field, quoted });
const active = (value: string): Piece => ({ kind: 'field', field: { kind: 'glob', pattern: value, text: value }, quoted: false });
const BREAK: Piece = { kind: 'fields', fields: [] };

/** A value as an expansion brings it: text is split and matched where it stands unquoted. */
function brought(field: Field, quoted: boolean): Piece {
  if (field.kind === 'text' && !quoted) return { kind: 'split', text: field.text };
  if (field.kind === 'unknown') return piece({ ...field, quoted: quoted && field.quoted }, quoted);
  return piece(field, quoted);
}

/** One of several words: behind a pattern or an unquoted unknown, which are any number of words, the places are not known. */
function elementAt(fields: readonly Field[], index: number): Field {
  const open = fields
    .slice(0, index + 1)
    .some((field) => (field.kind === 'glob' && !isNumber(field)) || (field.kind === 'unknown' && !field.quoted));
  return open ? unknown(`word ${index + 1} of a list`) : (fields[index] ?? text(''));
}

function isEmpty(one: Piece | undefined): boolean {
  return (
    one !== undefined &&
    ((one.kind === 'split' && one.text === '') || (one.kind === 'field' && one.field.kind === 'text' && one.field.text === ''))
  );
}

function asQuoted(part: WordPart): WordPart {
  return part.type === 'Glob' ? { ...part, type: 'Literal', value: part.text } : part;
}

/** The usual removals by pattern: of all folders, of the last name, of the suffix, of all but the suffix. */
function basename(field: Field, operator: string, pattern: string): Field | undefined {
  if (field.kind !== 'text') return undefined;
  if (operator === '##' && pattern === '*/') return text(field.text.slice(field.text.lastIndexOf('/') + 1));
  if (operator === '%' && pattern === '/*')
    return text(field.text.includes('/') ? field.text.slice(0, field.text.lastIndexOf('/')) : field.text);
  if (operator === '%' && pattern === '.*')
    return text(field.text.includes('.') ? field.text.slice(0, field.text.lastIndexOf('.')) : field.text);
  if (operator === '##' && pattern === '*.') return text(field.text.slice(field.text.lastIndexOf('.') + 1));
  return undefined;
}

/** `~`, `~/x`, and behind `=` or `:` of what looks like an assignment; undefined where there is no tilde to expand. */
function tildeOf(source: string, home: string | undefined, assignment: boolean): Field | undefined {
  const named = /^([A-Za-z_]\w*=)(.*)$/s.exec(source);
  const lead = assignment ? '' : (named?.[1] ?? '');
  const value = assignment ? source : (named?.[2] ?? source);
  if (!value.includes('~')) return undefined;
  const pieces = assignment || lead !== '' ? value.split(':') : [value];
  if (!pieces.some((one) => one.startsWith('~'))) return undefined;
  const expanded = pieces.map((one) => {
    if (!one.startsWith('~')) return one.replace(/\\(.)/gs, '$1');
    if ((one === '~' || one.startsWith('~/')) && home !== undefined) return home + one.slice(1).replace(/\\(.)/gs, '$1');
    return undefined;
  });
  if (expanded.includes(undefined)) return unknown(`\`${source}\``, true, lead);
  return text(lead + expanded.join(':'));
}

/** Every pairing of the alternatives, or one unknown where there are too many. */
function product(left: readonly (readonly Piece[])[], right: readonly (readonly Piece[])[]): (readonly Piece[])[] {
  if (left.length * right.length > MOST_VALUES) return [[piece(unknown('a value of too many possibilities'), false)]];
  return left.flatMap((a) => right.map((b) => [...a, ...b]));
}

function whole(pieces: readonly Piece[]): Field {
  let out: Field = text('');
  for (const one of pieces) {
    if (one.kind === 'field') out = join(out, one.field);
    else if (one.kind === 'split') out = join(out, text(one.text));
    else
      out = join(
        out,
        one.fields.length === 1 ? (one.fields[0] ?? text('')) : one.fields.length === 0 ? text('') : unknown('several words', true),
      );
  }
  return out;
}

/** Splits what unquoted expansions brought, as the shell does; everything else stays together. */
function split(pieces: readonly Piece[], separators: string | undefined): readonly Field[] {
  const out: Field[] = [];
  let current: Field | undefined;
  const add = (field: Field): void => {
    current = current === undefined ? field : join(current, field);
  };
  const end = (): void => {
    if (current !== undefined) out.push(current);
    current = undefined;
  };
  for (const one of pieces) {
    if (one.kind === 'field') {
      // an unquoted expansion that is empty makes no word; a quoted one does
      if (!(one.field.kind === 'text' && one.field.text === '' && !one.quoted)) add(one.field);
    } else if (one.kind === 'fields') {
      if (one === BREAK) end();
      one.fields.forEach((field, i) => {
        if (i > 0) end();
        add(field.kind === 'text' ? field : field);
      });
    } else if (separators === undefined) add(unknown('words split by an unknown IFS'));
    else {
      const words = one.text.split(separatorPattern(separators));
      words.forEach((word, i) => {
        if (i > 0) end();
        if (word !== '') add(/[*?[]/.test(word) ? { kind: 'glob', pattern: word, text: word } : text(word));
      });
    }
  }
  end();
  return out;
}

function separatorPattern(separators: string): RegExp {
  if (separators === '') return /(?!)/;
  return new RegExp(`[${separators.replace(/[\]\\^-]/g, '\\$&')}]+`);
}

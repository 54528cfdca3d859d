import { array, assert, constantFrom, property } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clip, code, inline, quote, row, table } from '../../src/core/packet/md/text.ts';
import { elementsOf, pageOf, proseOf } from '../support/page-of.ts';

/** What GitHub makes of text after the Markdown has been read. */
const LIVE = /(?<![\w`])@[a-z0-9]|[\w/]?#\d|(?<![a-z0-9])GH-\d|:\/\/|(?<![a-z0-9])www\.|\w@\w/i;

const PIECES = [
  '<img src=x>',
  '<!--',
  '-->',
  '</details>',
  '<a href=//x>',
  '[x](https://x.invalid)',
  '![x](//x)',
  '[x]: //x',
  '<https://x.invalid>',
  'https://x.invalid/a',
  'HTTP://x.invalid',
  'www.x.invalid',
  'a@x.invalid',
  'mailto:a@x.invalid',
  '@team',
  '@org/team',
  '#12',
  'o/r#12',
  'GH-12',
  '```',
  '`',
  '``',
  '~~~',
  '|',
  '\\',
  '\\|',
  '\n',
  '\r\n',
  '\n\n',
  '# x',
  '- x',
  '* x',
  '1. x',
  '+ x',
  '===',
  '---',
  '***',
  '> x',
  '    x',
  '[^1]',
  '[!NOTE]',
  '[ ]',
  '$x$',
  '**',
  '__',
  '~~',
  '&lt;b&gt;',
  '&#60;',
  '&#64;team',
  '\u200b',
  '\u202e',
  '\u001b[2J',
  '\u0000',
  ' ',
  'x',
  '_',
  ':-',
  ':-:|',
] as const;

const SHAPES: Readonly<
  Record<string, (text: string) => { readonly markdown: string; readonly elements: Readonly<Record<string, number>> }>
> = {
  'alone in a line': (text) => ({ markdown: inline(text), elements: { p: 1 } }),
  'in the middle of a line': (text) => ({ markdown: `x ${inline(text)} y`, elements: { p: 1 } }),
  'under a line': (text) => ({ markdown: `x\n${inline(text)}\ny`, elements: { p: 1 } }),
  'as an item': (text) => ({ markdown: `- ${inline(text)}\n- y`, elements: { ul: 1, li: 2 } }),
  'as a heading': (text) => ({ markdown: `# ${inline(text)}`, elements: { h1: 1 } }),
  'as a cell': (text) => ({
    markdown: table(['a', 'b'], [[inline(text), code(text)]]).join('\n'),
    elements: { table: 1, thead: 1, tbody: 1, tr: 2, th: 2, td: 2 },
  }),
  'as code': (text) => ({ markdown: `x ${code(text)} y ${code('')} z`, elements: { p: 1 } }),
};

// a blank text makes no paragraph, or ends one
const text = array(constantFrom(...PIECES), { minLength: 1, maxLength: 8 }).filter((pieces) => pieces.join('').trim() !== '');

describe.each(Object.entries(SHAPES))('hostile text %s', (_name, shape) => {
  it('brings no element, link, mention or reference of its own', () => {
    assert(
      property(text, (pieces) => {
        const { markdown, elements } = shape(pieces.join(''));
        const page = pageOf(markdown);
        const { code: _code, span: _span, ...found } = elementsOf(page);
        expect(found).toEqual(elements);
        expect(proseOf(page)).not.toMatch(LIVE);
      }),
      { numRuns: Number(process.env['TWOLOOPS_RUNS'] ?? 300) },
    );
  });
});

describe('text in Markdown', () => {
  it.each([
    ['@team and a@x.invalid', '@\u200bteam and a@\u200bx.invalid'],
    ['see #12, o/r#12 and gh-12', 'see \\#\u200b12, o/r\\#\u200b12 and gh-\u200b12'],
    ['https://x.invalid WWW.x', 'https:\u200b//x.invalid WWW\u200b.x'],
    ['- x', '\\- x'],
    ['-x, 0.1.0', '-x, 0.1.0'],
    ['12. x', '12\\. x'],
    ['  x', 'x'],
    ['costs $5', 'costs <span>$</span>5'],
    ['`#12 @team`', '`#12 @team`'],
  ])('`%s` is written so that it shows and does nothing', (given, written) => {
    expect(inline(given)).toBe(written);
  });

  it('keeps code apart where it is empty or full of backquotes', () => {
    expect(pageOf(`${code('')} @x ${code('``')}`)).toBe('<p><code> </code> @x <code>``</code></p>');
  });

  it('is cut between characters', () => {
    expect(clip('ab😀cd', 4)).toBe('ab…');
    expect(clip('abcd', 4)).toBe('abcd');
  });

  it('stays in its quotation and in its row', () => {
    expect(elementsOf(pageOf(quote('a\n\n# b\n- c\n[!NOTE]\n:-:').join('\n')))).toEqual({ blockquote: 1, p: 2 });
    expect(row('a\nb')).toBe('| a b |');
  });
});

import { rules } from '@secretlint/secretlint-rule-preset-recommend';
import { type Hit, merged } from './hit.ts';
import { privateKeys } from './private-keys.ts';
import { likelyReal, PATTERNS } from './secret-patterns.ts';

/**
 * As much of secretlint's contract for rules as is used. The rules are run here and not by @secretlint/core: that compares
 * each find with all others (24 000 tokens took minutes), keeps every run in the process's performance timeline, prints
 * when `DEBUG` says so, and doubles the time to load.
 */
interface Rule {
  readonly meta: { readonly id: string };
  readonly create: (
    context: { createTranslator: () => () => object; report: (found: { range: readonly [number, number] }) => void },
    options: object,
  ) => { file?: (source: { content: string; contentType: 'text'; filePath: string; ext: string }) => unknown };
}

/** Rules of the preset that are left out, with the reason; ./secret-patterns.ts and ./private-keys.ts find what they would. */
const LEFT_OUT: ReadonlySet<string> = new Set(
  [
    // lets the text itself switch the search off: `secretlint-disable`
    'filter-comments',
    // reads a file when the name ends in .p12
    'gcp',
    // takes anything behind `_authToken=`, code too
    'npm',
    // takes `SG.prototype.render`
    'sendgrid',
    // take `user:pass@`, and miss passwords with signs in them
    'basicauth',
    'database-connection-string',
    // misses encrypted keys, those of PGP and those that are cut off
    'privatekey',
  ].map((name) => `@secretlint/secretlint-rule-${name}`),
);

const RULES = (rules as unknown as readonly Rule[]).filter((rule) => !LEFT_OUT.has(rule.meta.id));

/**
 * Secrets in a text: keys, tokens, passwords in addresses. In this process, without network, files or settings; linear in the
 * length of the text. Stand-ins (`xxxx`, `<token>`, `${TOKEN}`, the examples of AWS's manual) are none.
 */
export async function secretsIn(text: string): Promise<readonly Hit[]> {
  const hits: Hit[] = [];
  const add = (start: number, end: number): void => {
    hits.push({ detector: 'secret', start, end });
  };
  for (const [start, end] of privateKeys(text)) add(start, end);
  for (const { pattern, real } of PATTERNS) {
    for (const match of text.matchAll(pattern)) if (real === undefined || real(match)) add(match.index, match.index + match[0].length);
  }
  // rules count from behind a byte order mark, so it is not given to them
  const lead = text.startsWith('\ufeff') ? 1 : 0;
  for (const rule of RULES) {
    const found = ({ range: [start, end] }: { readonly range: readonly [number, number] }): void => {
      if (likelyReal(text.slice(start + lead, end + lead))) add(start + lead, end + lead);
    };
    const context = { createTranslator: () => () => ({}), report: found };
    await rule.create(context, {}).file?.({ content: text.slice(lead), contentType: 'text', filePath: 'text', ext: '' });
  }
  return merged(hits);
}

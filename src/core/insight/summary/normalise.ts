import { cut } from '../../redact.ts';

const OPEN = '…';
const MOST = 200;
const MOST_WORDS = 4;
const PLAIN = /^[A-Za-z0-9@][A-Za-z0-9@:.+_/-]{0,63}$/;

/** A target without its content, as docs/insights.md says: what two runs did alike is the same text. `home`: absolute, resolved. */
export function normalised(kind: string, target: string, home: string): string {
  return cut(spelt(kind, target, home), MOST);
}

function spelt(kind: string, target: string, home: string): string {
  if (kind === 'execute') return command(target);
  if (kind === 'read' || kind === 'edit' || kind === 'publish')
    return target === home || target.startsWith(`${home}/`) ? `~${target.slice(home.length)}` : target;
  return target.replace(/[?#].*$/s, '');
}

/** `argv` as its JSON. */
function command(target: string): string {
  const words: unknown = parsed(target);
  if (!Array.isArray(words)) return OPEN;
  const out: string[] = [];
  let plain = 0;
  for (const word of words.map(String)) {
    const option = /^--?[A-Za-z][A-Za-z0-9-]*/.exec(word)?.[0];
    const kept = option ?? (PLAIN.test(word) && plain < MOST_WORDS ? word : OPEN);
    if (option === undefined && kept !== OPEN) plain += 1;
    if (kept !== OPEN || out.at(-1) !== OPEN) out.push(kept);
    if (option !== undefined && option !== word && out.at(-1) !== OPEN) out.push(OPEN);
  }
  return out.join(' ');
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

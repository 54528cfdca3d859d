/** One kind of secret: what it looks like, and whether a match (the whole, then its groups) really is one. */
export interface SecretPattern {
  readonly pattern: RegExp;
  readonly real?: (match: readonly (string | undefined)[]) => boolean;
}

/** What people write where a secret would stand. */
const STAND_IN =
  /\.\.\.|…|\*{3}|<|>|\$\{|\{\{|%\(|your|example|placeholder|redacted|changeme|change-me|dummy|replace|insert|x{6}|(.)\1{9}/i;

/** Not a stand-in, and more than a handful of characters. */
export function likelyReal(text: string): boolean {
  return !STAND_IN.test(text) && new Set(text).size > 5;
}

/** Values of `password=` that are in every manual. */
const WELL_KNOWN = new Set(
  'password passwd passw0rd pass pwd secret user username admin root test testing postgres mysql mongo redis guest token apikey changeme default none null undefined true false foo bar pw p s3cret mypassword mysecretpassword mysecret'.split(
    ' ',
  ),
);

/** A password in an address: not a variable, not what manuals write, not the user's name again. */
export function realPassword(password: string, user: string): boolean {
  const plain = password.toLowerCase();
  if (password.length < 4 || WELL_KNOWN.has(plain) || plain === user.toLowerCase()) return false;
  return !/^[$%{[(:]|\$[A-Za-z_{(]|\{[\w.]+\}|%[A-Z_]+%|%[sdv]\b|^x+$|^(.)\1+$/i.test(password) && !STAND_IN.test(password);
}

/** What a short password is made of when it is no word. */
const KINDS = [/[a-z]/, /[A-Z]/, /\d/, /[^A-Za-z0-9]/];

/** Bits of a character, by how often each occurs. */
function entropy(text: string): number {
  const counts = new Map<string, number>();
  for (const char of text) counts.set(char, (counts.get(char) ?? 0) + 1);
  return [...counts.values()].reduce((sum, count) => sum - (count / text.length) * Math.log2(count / text.length), 0);
}

/** A value that no person chose as a name: letters and digits mixed, no words in a row, no path, no version. */
function random(value: string): boolean {
  if (!/\d/.test(value) || !/[A-Za-z]/.test(value) || !likelyReal(value) || /\$[A-Za-z_{(]/.test(value) || entropy(value) < 3) return false;
  if (/^[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)+$/.test(value)) return false;
  return !/^[A-Za-z]+\d{0,4}(?:[-_./:][A-Za-z]*\d{0,4})+$|^[A-Za-z]{4,}\d{0,4}$|^\.{0,2}\/|^[a-z]+:\/\/|^v?\d+(?:\.\d+)+/i.test(value);
}

const AFTER = '(?![A-Za-z0-9_-])';
const token = (source: string, flags = 'g'): SecretPattern => ({
  pattern: new RegExp(`(?<![A-Za-z0-9])(?:${source})${AFTER}`, flags),
  real: ([whole = '']) => likelyReal(whole),
});

/**
 * What the rules of secretlint do not find, or not in all its forms. Prefixes and lengths are those that the issuers
 * document; lengths are kept loose, so that a shortened or a newer form is still found.
 */
export const PATTERNS: readonly SecretPattern[] = [
  // AWS: the key's id; the rule of the preset looks for it only together with account numbers, which are no secret
  token('(?:AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{16}'),
  {
    pattern:
      /\baws.{0,20}?(?:secret|session).{0,20}?(?:key|token)["']?\s{0,3}(?::|=>?)\s{0,3}["']?([A-Za-z0-9/+=]{40,2000})(?![A-Za-z0-9/+=])/gi,
    real: ([, value = '']) => random(value),
  },
  // GitHub, GitLab
  token('gh[pousr]_[A-Za-z0-9]{30,255}|github_pat_[A-Za-z0-9_]{40,255}'),
  token('gl(?:pat|dt|rt|cbt|ptt|ft|imt|agent|oas|soat|ffct)-[A-Za-z0-9_-]{18,255}(?:\\.[a-z0-9]{2}\\.[a-z0-9]{9})?'),
  // Slack
  token('xox[abeoprsc](?:\\.xox[bp])?-(?=[A-Za-z0-9-]{0,255}\\d)[A-Za-z0-9-]{16,255}|xapp-\\d-[A-Za-z0-9-]{20,255}'),
  // npm, PyPI
  token('npm_[A-Za-z0-9]{36,}'),
  { pattern: /:_(?:authToken|auth|password)\s?=\s?["']?([A-Za-z0-9+/_=.-]{16,512})/g, real: ([, value = '']) => random(value) },
  token('pypi-AgE[A-Za-z0-9_-]{50,}'),
  // Anthropic, OpenAI
  token('sk-ant-[a-z]{2,6}\\d{2}-[A-Za-z0-9_-]{24,255}'),
  token('sk-(?:proj|svcacct|admin|None|or-v1)-(?=[A-Za-z0-9_-]{0,255}\\d)[A-Za-z0-9_-]{32,255}|sk-(?=[A-Za-z]{0,64}\\d)[A-Za-z0-9]{32,64}'),
  // Google: API key, OAuth secret and tokens
  token('AIza[A-Za-z0-9_-]{35}|GOCSPX-[A-Za-z0-9_-]{28}|ya29\\.[A-Za-z0-9_-]{30,2000}|1//0[A-Za-z0-9_-]{40,255}'),
  // Stripe, SendGrid, Twilio, Telegram, DigitalOcean, Azure, age, Atlassian
  token('[sr]k_(?:live|test)_[A-Za-z0-9]{16,255}|whsec_[A-Za-z0-9+/=]{24,255}'),
  token('SG\\.[A-Za-z0-9_-]{20,24}\\.[A-Za-z0-9_-]{39,50}'),
  token('SK[0-9a-f]{32}'),
  token('\\d{8,10}:AA[A-Za-z0-9_-]{33}'),
  token('do[opr]_v1_[0-9a-f]{64}'),
  token('AGE-SECRET-KEY-1[A-Z0-9]{58}'),
  token('AT(?:ATT|CTT)3[A-Za-z0-9_=-]{100,255}'),
  { pattern: /\bAccountKey=([A-Za-z0-9+/]{80,100}={0,2})/g, real: ([, value = '']) => random(value) },
  {
    pattern:
      /https:\/\/(?:hooks\.slack\.com\/(?:services|workflows)|discord(?:app)?\.com\/api\/webhooks)\/(?=[^\s"'<>]{0,200}\d)[\w/-]{24,200}/g,
    real: ([whole = '']) => likelyReal(whole),
  },
  // JSON Web Tokens, and what an Authorization header carries
  token('eyJ[A-Za-z0-9_-]{10,500}\\.eyJ[A-Za-z0-9_-]{10,8000}\\.[A-Za-z0-9_-]{16,2000}'),
  {
    pattern: /\bauthorization["']?\s{0,3}[:=]\s{0,3}["']?(?:bearer|token|basic)\s{1,3}([A-Za-z0-9._~+/=-]{16,4000})/gi,
    real: ([, value = '']) => random(value),
  },
  // an address with a user and a password, of a database or of anything else
  {
    pattern: /(?<=[a-z0-9])(?::\/\/)([^\s:/@"'<>`?#]{0,128}):([^\s/"'<>`]{1,256})@(?=[A-Za-z0-9_.[\]-])/gi,
    real: ([, user = '', password = '']) => realPassword(password, user),
  },
  // the same as key and value: JDBC and ADO.NET
  {
    pattern:
      /\b(?:jdbc:[a-z0-9]{1,20}:|Server=|Data Source=|Host=|Endpoint=)[^\n"'`]{0,300}?[?;&]\s?(?:password|pwd|SharedAccessKey)=([^;&\s"'`]{1,128})/gi,
    real: ([, password = '']) => realPassword(password, ''),
  },
  // a field that says it is secret, and a value that looks made by a machine
  {
    pattern:
      /(?:secret|api[_-]?key|access[_-]?key|auth[_-]?token|access[_-]?token|refresh[_-]?token|client[_-]?secret|private[_-]?key|secret[_-]?key)["']?\s{0,3}(?::|=>?|:=)\s{0,3}["'`]?([^\s"'`,;<>(){}[\]\\&]{16,200})(?=["'`,;&\s}\]]|$)/gi,
    real: ([, value = '']) => random(value),
  },
  {
    pattern: /(?<!PAGE|NEXT|CSRF|XSRF|SYNC)_TOKEN["']?\s{0,3}[:=]\s{0,3}["'`]?([^\s"'`,;<>(){}[\]\\]{16,200})(?=["'`,;\s}\]]|$)/g,
    real: ([, value = '']) => random(value),
  },
  {
    pattern: /(?:password|passwd|passphrase|pwd)["']?\s{0,3}(?::|=>?|:=)\s{0,3}["'`]?([^\s"'`,;<>(){}[\]\\]{8,200})(?=["'`,;\s}\]]|$)/gi,
    real: ([, value = '']) => random(value) && (value.length > 15 || KINDS.every((kind) => kind.test(value))),
  },
];

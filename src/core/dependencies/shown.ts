import type { Dependency } from '../../schema/review.ts';
import { redact } from '../redact.ts';

const LONGEST = 200;

/** As it may stand in a packet: texts of hostile files are cut, lose control characters and what is a secret in an address. */
export function shown({
  from,
  to,
  name,
  ...rest
}: Omit<Dependency, 'from' | 'to'> & { readonly from?: string | undefined; readonly to?: string | undefined }): Dependency {
  return {
    ...rest,
    name: plain(name),
    ...(from === undefined ? {} : { from: plain(from) }),
    ...(to === undefined ? {} : { to: plain(to) }),
  };
}

function plain(text: string): string {
  const bare = text
    .slice(0, 2_000)
    .replace(/:\/\/[^/@\s]{0,2000}@/g, '://')
    .replace(/(:\/\/[^\s?#]{0,2000})\?[^\s#,]{0,2000}/g, '$1?…')
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '\ufffd');
  const safe = redact(bare);
  return safe.length > LONGEST ? `${safe.slice(0, LONGEST)}…` : safe;
}

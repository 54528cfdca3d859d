declare const __VERSION__: string | undefined;

/** The version of this package, put in by the build; `source` where it runs from its sources. */
export const VERSION: string = typeof __VERSION__ === 'undefined' ? 'source' : __VERSION__;

/** The oldest client that keeps the whole promise: fails closed, guards Monitor, keeps an `ask`. */
export const OLDEST_CLIENT = '2.1.321';

/** `claude-code_2-1-330_harness` → `2.1.330`: the client names its version in the environment of its hooks. */
export function clientVersion(agent: string | undefined): string | undefined {
  const found = /^claude-code_(\d+)-(\d+)-(\d+)/.exec(agent ?? '');
  return found ? `${found[1]}.${found[2]}.${found[3]}` : undefined;
}

/** True where version `a` comes before version `b`. */
export function older(a: string, b: string): boolean {
  const [left, right] = [a, b].map((version) => version.split('.').map(Number));
  for (let i = 0; i < 3; i += 1) {
    const difference = (left?.[i] ?? 0) - (right?.[i] ?? 0);
    if (difference !== 0) return difference < 0;
  }
  return false;
}

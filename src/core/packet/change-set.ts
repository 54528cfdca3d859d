/** The part of a changed path that a decision binds to. */
interface Bound {
  readonly path: string;
  readonly status: string;
  readonly mode: string;
  readonly blob: string;
}

/** One path of the change set: mode, blob id of the raw bytes (or `deleted`), path. */
export function canonicalChange({ path, status, mode, blob }: Bound): string {
  return status === 'deleted' ? `${path}\0deleted` : `${path}\0${mode} ${blob}`;
}

/** The text whose SHA-256 is the change set's digest: sorted, one path a line, NUL between path and content. */
export function changeSetText(changes: readonly Bound[]): string {
  return changes
    .map((change) => `${canonicalChange(change)}\n`)
    .sort()
    .join('');
}

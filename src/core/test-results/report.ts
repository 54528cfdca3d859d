import type { TestCounts } from '../../schema/review.ts';
import { jsonCounts } from './json-report.ts';
import { junitCounts, type Read } from './junit.ts';
import { type Counts, plus } from './summary.ts';
import { countsOf, noteOf } from './tap.ts';
import { tapDocument } from './tap-document.ts';

/** Characters of a report that are read; a longer one is refused as a whole. */
const MOST_REPORT = 20 * 1024 * 1024;

/** Documents of one TAP file. */
const MOST_DOCUMENTS = 10_000;

/**
 * Reads a report that a runner wrote: JUnit XML, TAP, CTRF, the JSON of vitest, jest, mocha or playwright; its content says
 * which. A problem is "not known". A report may be older than the run: its caller looks at that.
 */
export function countsInReport(name: string, text: string): TestCounts | { readonly problem: string } {
  if (text.length > MOST_REPORT) return { problem: `${name}: longer than ${MOST_REPORT} characters, not read` };
  const body = text.replace(/^\uFEFF/, '').trimStart();
  if (body === '') return { problem: `${name}: it is empty` };
  if (body.startsWith('<')) return named('JUnit XML', name, junitCounts(body));
  if (!body.startsWith('{')) return named('TAP', name, tapCounts(body));
  const read = jsonCounts(body);
  return named('kind' in read ? (read.kind ?? 'JSON') : 'JSON', name, read);
}

function named(kind: string, name: string, read: Read): TestCounts | { readonly problem: string } {
  if ('problem' in read) return { problem: `${name}: ${read.problem}` };
  return { ...countsOf(read), source: [`${kind} ${name}`, ...((read.note ?? '') ? [read.note] : [])].join('; ') };
}

/** A TAP file: several documents, each with its version line, are added up. */
function tapCounts(text: string): Read {
  const lines = text.split(/\r?\n/);
  const starts = lines.flatMap((line, at) => (at > 0 && /^TAP version \d{1,3}\s*$/.test(line) ? [at] : []));
  if (starts.length > MOST_DOCUMENTS) return { problem: `more than ${MOST_DOCUMENTS} TAP documents` };
  const documents = [0, ...starts].map((start, index) => tapDocument(lines.slice(start, starts[index] ?? lines.length)));
  if (documents.every(({ at }) => at < 0)) return { problem: 'no test report that is known' };
  if (documents.some(({ plan, bailed }) => plan === undefined && !bailed))
    return { problem: 'a TAP document without a plan: it may be cut' };
  const notes = [...new Set(documents.flatMap((one) => noteOf(one).note ?? []))].slice(0, 3);
  return {
    ...documents.map(countsOf).reduce<Counts>(plus, { passed: 0, failed: 0, skipped: 0 }),
    ...(notes.length > 0 && { note: notes.join('; ') }),
  };
}

import { parse, type TNode } from 'txml/txml';
import type { Counts } from './summary.ts';
import { plus } from './summary.ts';
import { xmlTags } from './xml-tags.ts';

const ELEMENTS: ReadonlySet<string> = new Set(['testsuites', 'testsuite', 'testcase', 'failure', 'error', 'skipped']);

/** A case that did not run, by the words that googletest and others put into attributes. */
const NOT_RUN: ReadonlySet<string> = new Set(['notrun', 'disabled', 'skipped', 'suppressed', 'ignored']);

const NONE: Counts = { passed: 0, failed: 0, skipped: 0 };

export type Read = (Counts & { readonly note?: string }) | { readonly problem: string };

/**
 * Reads JUnit XML, the common part of what Ant, surefire, pytest, googletest, jest-junit and vitest write. Each case counts
 * once, however its suites are nested; errors are failures. Totals in attributes count where there are no cases, and
 * where they know of more failures.
 */
export function junitCounts(text: string): Read {
  const tags = xmlTags(text, ELEMENTS);
  if (!tags.ok) return { problem: tags.why };
  if (tags.root !== 'testsuites' && tags.root !== 'testsuite') return { problem: `no JUnit XML: its root is <${tags.root}>` };
  const root = parse(tags.xml, { selfClosingTags: [] }).filter((node): node is TNode => typeof node !== 'string')[0];
  if (!root) return { problem: 'it holds no element' };
  const [cases, declared] = [casesIn(root), declaredBy(root)];
  const ran = cases.passed + cases.failed + cases.skipped;
  if (ran === 0 && declared.tests > 0) {
    const passed = declared.tests - declared.failed - declared.skipped;
    if (passed < 0) return { problem: 'its totals do not add up' };
    return { passed, failed: declared.failed, skipped: declared.skipped, note: 'by its totals, no case is listed' };
  }
  if (declared.failed <= cases.failed) return cases;
  return { ...cases, failed: declared.failed, note: `its totals say ${declared.failed} failed, its cases ${cases.failed}` };
}

const inner = (node: TNode): readonly TNode[] => node.children.filter((child): child is TNode => typeof child !== 'string');
const isFailure = ({ tagName }: TNode): boolean => tagName === 'failure' || tagName === 'error';

/** The cases of a suite and the suites within; a failure of a suite itself is one, too. */
function casesIn(suite: TNode): Counts {
  return inner(suite)
    .map((node): Counts => {
      if (isFailure(node)) return { ...NONE, failed: 1 };
      if (node.tagName !== 'testcase') return node.tagName === 'skipped' ? NONE : casesIn(node);
      if (inner(node).some(isFailure)) return { ...NONE, failed: 1 };
      const word = [node.attributes['status'], node.attributes['result']].some((one) => NOT_RUN.has((one ?? '').toLowerCase()));
      return word || inner(node).some(({ tagName }) => tagName === 'skipped') ? { ...NONE, skipped: 1 } : { ...NONE, passed: 1 };
    })
    .reduce(plus, NONE);
}

interface Declared {
  readonly tests: number;
  readonly failed: number;
  readonly skipped: number;
}

/** What suites say of themselves. Whether an outer one includes the inner ones differs by writer: the larger number holds. */
function declaredBy(suite: TNode): Declared {
  const of = (name: string): number => {
    const value = suite.attributes[name];
    return typeof value === 'string' && /^\d{1,9}$/.test(value) ? Number(value) : 0;
  };
  const within = inner(suite)
    .filter(({ tagName }) => tagName === 'testsuite')
    .map(declaredBy);
  const most = (own: number, key: keyof Declared): number =>
    Math.max(
      own,
      within.reduce((sum, one) => sum + one[key], 0),
    );
  return {
    tests: most(of('tests'), 'tests'),
    failed: most(of('failures') + of('errors'), 'failed'),
    skipped: most(of('skipped') + of('disabled') + of('ignored'), 'skipped'),
  };
}

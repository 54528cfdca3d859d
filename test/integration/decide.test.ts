import { describe, expect, it } from 'vitest';
import { changeGuide, releaseRepository, WORDS } from '../support/release.ts';

describe('decide', () => {
  it('x', () => {
    const { root, as, keys } = releaseRepository();
    changeGuide(root);
    const run = (...args: Parameters<typeof as>) => {
      const done = as(...args);
      console.log(args.join(' '), done.status, done.stdout, done.stderr);
    };
    run('owner', 'packet');
    run('owner', 'decide', 'ship', ...WORDS);
    run('reviewer', 'decide', 'ship', ...WORDS);
    run('reviewer', 'decide', 'ship', ...WORDS, '--key', keys.reviewer, '--evidence', 'diff');
    run('reviewer', 'packet');
    run('reviewer', 'show');
    expect(1).toBe(1);
  });
});

// What the gate costs on a pull request of 500 files, and how long bare node takes in the same run.
import { spawnSync } from 'node:child_process';
import { lastingRelease, openRun, WORDS } from '../support/release.ts';
import { git } from '../support/repository.ts';

const FILES = 500;
const LINES = 20;

const MAKE = `import { writeFileSync } from 'node:fs';
for (let i = 0; i < ${FILES}; i += 1) writeFileSync(\`docs/part-\${i}.md\`, \`part \${i}\\n\`.repeat(${LINES}));
`;
const { release, remove } = lastingRelease({ files: { 'make.mjs': MAKE }, scope: { commands: '{ allow: ["node make.mjs"] }' } });
try {
  const { root, as, keys } = release;
  git(root, 'checkout', '--quiet', '-b', 'work');
  const open = openRun(root);
  open.bash('node make.mjs');
  open.stop('wrote them');
  const told = [as('reviewer', 'decide', 'ship', ...WORDS, '--key', keys.reviewer)];
  git(root, 'add', '--all');
  git(root, 'commit', '--quiet', '--message', 'docs');
  told.push(as('owner', 'trailers', '--amend'), as('owner', 'publish'));
  for (const done of told) if (done.status !== 0) throw new Error(done.stderr);
  git(root, 'push', '--quiet', 'origin', 'work');
  const ci = release.clone();
  git(ci, 'fetch', '--quiet', 'origin', '+refs/twoloops/runs/*:refs/twoloops/runs/*');
  const times: number[] = [];
  for (let turn = 0; turn < 5; turn += 1) {
    const began = performance.now();
    const { status, stdout } = release.asIn(ci, 'stranger', 'gate', '--base', 'origin/main', '--head', 'origin/work');
    times.push(performance.now() - began);
    if (status !== 0) throw new Error(stdout);
  }
  const bare = [1, 2, 3, 4, 5].map(() => {
    const began = performance.now();
    spawnSync(process.execPath, ['-e', '0']);
    return performance.now() - began;
  });
  const median = (all: number[]): number => Math.round([...all].sort((a, b) => a - b)[Math.floor(all.length / 2)] ?? 0);
  console.log(`gate, ${FILES} files of ${LINES} lines: ${median(times)} ms (bar 3,000), bare node ${median(bare)} ms`);
} finally {
  remove();
}

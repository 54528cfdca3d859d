import type { FileDiff } from '../../schema/file-diff.ts';
import type { FrozenScope } from '../../schema/frozen.ts';
import type { Weakened } from '../../schema/review.ts';
import { scriptsIn } from '../owed-scripts.ts';
import { weakenedTests } from '../weakened/weakened-tests.ts';
import type { Sources } from './assemble.ts';

/** Tests that ask for less than before, and owed commands that stand for something else now. */
export function weakenedBy({ content, frozen }: Sources): readonly Weakened[] {
  return [...weakenedTests(content.diffs), ...otherScripts(content.diffs, frozen.scope)];
}

/** An owed command is a name: where the script behind it changed, its green light says something else. */
function otherScripts(diffs: readonly FileDiff[], scope: FrozenScope | undefined): readonly Weakened[] {
  const manifest = diffs.find((diff) => diff.path === 'package.json');
  if (manifest?.before === undefined || scope === undefined) return [];
  const [before, after] = [scriptsIn(manifest.before), scriptsIn(manifest.after ?? '')];
  return scope.evidence.flatMap(({ text, argv = [] }): readonly Weakened[] => {
    const name = argv.slice(1).find((word) => word !== 'run' && word !== 'run-script') ?? '';
    const script = name === 't' ? 'test' : name;
    if (!/^(?:npm|pnpm|yarn|bun)$/.test(argv[0] ?? '') || before[script] === after[script]) return [];
    return [
      {
        path: 'package.json',
        kind: 'loosened',
        text: `\`${text}\` runs \`${after[script] ?? 'nothing'}\` now, before it was \`${before[script] ?? 'nothing'}\``,
      },
    ];
  });
}

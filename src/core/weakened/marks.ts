import type { DiffLine } from '../../schema/file-diff.ts';
import type { Weakened } from '../../schema/review.ts';
import { keyOf, newSigns, type Sign, wordsOf } from './balance.ts';
import { MARKERS, type Marker } from './markers.ts';
import { type Changed, LONGEST_LINE, type Side } from './side.ts';

/** Skips, focus, trivial assertions and suppressions that the added lines bring and the removed ones did not have. */
export function marksOf(changes: readonly Changed[]): readonly Weakened[] {
  return MARKERS.flatMap((marker, of) => {
    const own = changes.filter((change) => concerns(marker, change));
    const removed = own.flatMap(({ diff, before }) => signs(marker, String(of), diff.path, diff.removed, before));
    const added = own.flatMap(({ diff, after }) => signs(marker, String(of), diff.path, diff.added, after));
    return newSigns(removed, added).map(({ path, line, text }) => ({ path, line, kind: marker.kind, text }));
  });
}

function concerns({ kind, language }: Marker, change: Changed): boolean {
  return change.language === language && (change.test || language === 'rust' || kind === 'suppressed');
}

function signs(marker: Marker, of: string, path: string, lines: readonly DiffLine[], side: Side): readonly Sign[] {
  return lines.flatMap(({ line }) => {
    const raw = side.lines.raw[line - 1] ?? '';
    if (raw.length > LONGEST_LINE) return [];
    const match = found(marker, raw, side, line - 1);
    if (!match) return [];
    const text = raw.trim();
    // an annotation speaks of what follows it
    const about = /^(?:@|#!?\[)/.test(text) ? following(side, line) : '';
    const rest = `${raw.slice(0, match.index)} ${raw.slice(match.index + match[0].length)} ${about}`;
    return [{ path, line, text: text.slice(0, 200), of, key: keyOf(`${text}${about}`), words: wordsOf(rest) }];
  });
}

function found({ layer, pattern }: Marker, raw: string, side: Side, at: number): RegExpExecArray | undefined {
  const code = side.lines.code[at] ?? '';
  if (layer === 'comments') return pattern.exec(side.lines.comments[at] ?? '') ?? undefined;
  // a match needs its quotes as they are written, and must begin in code
  const match = pattern.exec(layer === 'code' && !pattern.source.includes(`'"`) ? code : raw);
  return match && (code.slice(match.index, match.index + match[0].length).trim()[0] ?? '') === match[0].trim()[0] ? match : undefined;
}

function following({ lines }: Side, from: number): string {
  for (let at = from; at < Math.min(from + 6, lines.raw.length); at += 1) {
    const text = (lines.raw[at] ?? '').trim();
    if (text !== '' && !/^(?:@|#!?\[)/.test(text)) return text.slice(0, 200);
  }
  return '';
}

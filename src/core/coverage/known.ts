import { shown, type TranscriptFacts } from './facts.ts';
import type { Recorded } from './record.ts';

/** The oldest client whose transcripts these facts are held to; the same that the product asks for. */
const OLDEST = [2, 1, 321] as const;

/** Why the transcripts do not tell whether each call was seen; empty where they do. */
export function notKnown(files: readonly TranscriptFacts[], { sessions }: Recorded): readonly string[] {
  if (files.length === 0) return ['no transcript was read'];
  const read = new Set(files.map((file) => file.session));
  const without = [...sessions].filter((session) => !read.has(session)).map(shown);
  return [
    ...files.flatMap((file) => otherFormat(file) ?? []),
    ...files.flatMap(({ file, cut }) => (cut === undefined ? [] : [`of ${shown(file)} not all is known: ${cut}`])),
    ...(without.length === 0
      ? []
      : [`no transcript was read of session ${without.slice(0, 3).join(', ')}${without.length > 3 ? ', …' : ''}`]),
  ];
}

/** Why a transcript cannot be relied on to be in the format that is known; undefined where it can. */
export function otherFormat({ file, lines, known, versions, calls }: TranscriptFacts): string | undefined {
  if (known === 0) return `${shown(file)} ${lines === 0 ? 'is empty' : `has no line of a known type (${lines} lines)`}`;
  const other = versions.filter((version) => !isKnown(version));
  if (other.length > 0) return `${shown(file)} was written by client ${other.slice(0, 3).join(', ')}, whose format is not known`;
  return versions.length === 0 && calls.size > 0 ? `${shown(file)} does not say which client wrote it` : undefined;
}

function isKnown(version: string): boolean {
  const parts = /^(\d{1,6})\.(\d{1,6})\.(\d{1,6})(?!\d)/.exec(version)?.slice(1).map(Number);
  if (parts === undefined || parts[0] !== OLDEST[0]) return false;
  const at = OLDEST.findIndex((part, i) => part !== parts[i]);
  return at < 0 || (parts[at] as number) > (OLDEST[at] as number);
}

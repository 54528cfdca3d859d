import { PAUSE_MS } from '../timeline-text.ts';

/** Where a time is drawn. Long pauses take the same small room each, so that what happened keeps the rest. */
export interface Scale {
  readonly x: (time: number) => number;
  /** Pauses as drawn: pixels, and the times. */
  readonly pauses: readonly { readonly left: number; readonly right: number; readonly from: number; readonly to: number }[];
  readonly ticks: readonly { readonly x: number; readonly time: number }[];
}

interface Stretch {
  readonly from: number;
  readonly to: number;
  readonly left: number;
  readonly right: number;
  readonly pause: boolean;
}

/** Pixels. */
const PAUSE = 30;
const BETWEEN_TICKS = 76;
const SECOND = 1000;
const STEPS: readonly number[] = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400, 43_200, 86_400].map(
  (s) => s * SECOND,
);

/** A scale for times, of which there is at least one, between two pixels. */
export function scaleOf(times: readonly number[], left: number, right: number): Scale {
  const sorted = [...new Set(times)].sort((a, b) => a - b);
  const gaps = sorted.slice(1).map((to, i) => ({ from: sorted[i] ?? to, to, pause: to - (sorted[i] ?? to) > PAUSE_MS }));
  const pauses = gaps.filter((gap) => gap.pause).length;
  // many pauses share half of the room at most
  const pause = pauses === 0 ? 0 : Math.min(PAUSE, (right - left) / 2 / pauses);
  const busy = gaps.reduce((sum, gap) => sum + (gap.pause ? 0 : gap.to - gap.from), 0);
  const room = right - left - pauses * pause;
  let at = left;
  const stretches = gaps.map((gap): Stretch => {
    const from = at;
    at += gap.pause ? pause : busy === 0 ? 0 : ((gap.to - gap.from) / busy) * room;
    return { ...gap, left: from, right: at };
  });
  return {
    x: (time) => place(stretches, time, left),
    pauses: stretches.filter((one) => one.pause),
    ticks: ticksOf(stretches, busy === 0 ? 0 : room / busy),
  };
}

function place(stretches: readonly Stretch[], time: number, left: number): number {
  const found = stretches.find((one) => time <= one.to) ?? stretches.at(-1);
  if (found === undefined) return left;
  const part = found.to === found.from ? 0 : (time - found.from) / (found.to - found.from);
  return found.left + Math.min(1, Math.max(0, part)) * (found.right - found.left);
}

/** Round times outside the pauses, far enough from each other to be read. */
function ticksOf(stretches: readonly Stretch[], density: number): { readonly x: number; readonly time: number }[] {
  const step = STEPS.find((one) => one * density >= BETWEEN_TICKS) ?? STEPS.at(-1) ?? SECOND;
  const ticks: { readonly x: number; readonly time: number }[] = [];
  for (const one of stretches) {
    if (one.pause) continue;
    for (let time = Math.ceil(one.from / step) * step; time < one.to; time += step) {
      const x = place(stretches, time, one.left);
      if (x - (ticks.at(-1)?.x ?? Number.NEGATIVE_INFINITY) >= BETWEEN_TICKS) ticks.push({ x, time });
    }
  }
  return ticks;
}

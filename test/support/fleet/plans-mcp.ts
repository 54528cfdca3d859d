import { type Change, type Expected, type Extra, type Plan, type ToolPlan, upTo } from './plan.ts';

const SERVER = 'catalogue';
const tool = (more: Partial<ToolPlan> = {}): Change => ({
  mcp: [{ server: SERVER, tool: 'list_items', calls: 1, ms: 120, timed: 1, bytes: 2048, sized: 1, ...more }],
});
const granted = (runs: number) => ({ in: upTo(runs), add: { servers: [SERVER] } });
const at = (runs: readonly number[], add: Change) => ({ in: runs, add });

const row = (advice: string, numbers: Readonly<Record<string, number>>, key?: number): Expected => ({
  insight: 'mcp-tool',
  subject: `${SERVER}/list_items`,
  advice,
  numbers,
  ...(key === undefined ? {} : { key }),
});
const readOnly = (numbers: Readonly<Record<string, number>>, key?: number): Expected => ({
  insight: 'mcp-server',
  subject: SERVER,
  advice: 'read-only',
  numbers,
  ...(key === undefined ? {} : { key }),
});
const MEASURED = { failed: 0, denied: 0, writes: 0, meanMs: 120, meanBytes: 2048 };
const oneOf15 = (key: number): readonly Expected[] => [
  row('keep', { granted: 15, usedIn: 1, calls: 1, ...MEASURED }, key),
  readOnly({ granted: 15, usedIn: 1, calls: 1 }, key),
];

/** Calls and failures in one of 15 runs: how many of them came back well. */
const success = (calls: number, failed: number, advice: string): Plan => ({
  name: `mcp: ${failed} of ${calls} calls failed`,
  runs: 15,
  steps: [granted(15), at([3], tool({ calls, failed, ms: 0, timed: 0, bytes: 0, sized: 0 }))],
  expect: [
    row(advice, { granted: 15, usedIn: 1, calls, failed, denied: 0, writes: 0, meanMs: -1, meanBytes: -1 }),
    readOnly({ granted: 15, usedIn: 1, calls }),
  ],
});

/** In how many of the runs that granted its server. */
const adoption = (runs: number, usedIn: number, advice: string): Plan => ({
  name: `mcp: used in ${usedIn} of ${runs}`,
  runs,
  steps: [granted(runs), at(upTo(usedIn), tool())],
  expect: [row(advice, { granted: runs, usedIn, calls: usedIn, ...MEASURED }), readOnly({ granted: runs, usedIn, calls: usedIn })],
});
const beside = (as: Extra['as'], of: number, add: Change): readonly Extra[] => [{ as, of, add }];

export const mcpPlans: readonly Plan[] = [
  { name: 'mcp: granted in 15 of 17 runs', runs: 17, steps: [granted(15), at([3], tool())], expect: oneOf15(5) },
  { name: 'mcp: granted in 14 of 17 runs', runs: 17, steps: [granted(14), at(upTo(14), tool())], expect: [] },
  { name: 'mcp: called by none', runs: 17, steps: [granted(17)], expect: [] },
  {
    name: 'mcp: refused alone',
    runs: 17,
    steps: [granted(17), at([3, 4], tool({ calls: 0, denied: 2, ms: 0, timed: 0, bytes: 0, sized: 0 }))],
    expect: [row('drop', { granted: 17, usedIn: 0, calls: 0, failed: 0, denied: 4, writes: 0, meanMs: -1, meanBytes: -1 })],
  },
  {
    name: 'mcp: refused in another group of servers',
    runs: 17,
    steps: [{ in: upTo(17), add: { servers: ['unasked'] } }, at([3], tool({ calls: 0, denied: 1, ms: 0, timed: 0, bytes: 0, sized: 0 }))],
    expect: [],
  },
  adoption(20, 1, 'keep'),
  adoption(21, 1, 'drop'),
  adoption(28, 2, 'keep'),
  success(10, 5, 'keep'),
  success(10, 6, 'drop'),
  success(9, 9, 'keep'),
  success(100, 50, 'keep'),
  success(100, 51, 'drop'),
  {
    name: 'mcp: one call writes',
    runs: 16,
    steps: [granted(16), at([3, 4], tool()), at([5], tool({ writes: 1 }))],
    expect: [row('keep', { granted: 16, usedIn: 3, calls: 3, ...MEASURED, writes: 1 })],
  },
  {
    name: 'mcp: another tool of the server writes',
    runs: 16,
    steps: [granted(16), at([3], tool()), at([5], { mcp: [{ server: SERVER, tool: 'add_item', calls: 2, writes: 2 }] })],
    expect: [
      row('keep', { granted: 16, usedIn: 1, calls: 1, ...MEASURED }),
      {
        insight: 'mcp-tool',
        subject: `${SERVER}/add_item`,
        advice: 'keep',
        numbers: { granted: 16, usedIn: 1, calls: 2, failed: 0, denied: 0, writes: 2, meanMs: -1, meanBytes: -1 },
        key: 5,
      },
    ],
  },
  {
    name: 'mcp: two tools of which none writes',
    runs: 16,
    steps: [granted(16), at([3, 5], tool()), at([5, 6], { mcp: [{ server: SERVER, tool: 'get_item', calls: 3, failed: 1 }] })],
    expect: [
      row('keep', { granted: 16, usedIn: 2, calls: 2, ...MEASURED }),
      { insight: 'mcp-tool', subject: `${SERVER}/get_item`, advice: 'keep', numbers: { granted: 16, usedIn: 2, calls: 6, failed: 2 } },
      readOnly({ granted: 16, usedIn: 3, calls: 8 }),
    ],
  },
  { name: 'mcp: the fifteenth is bypassed', runs: 17, steps: [granted(14), at([3], tool())], extra: beside('bypassed', 3, {}), expect: [] },
  {
    name: 'mcp: the fifteenth is in the future',
    runs: 17,
    steps: [granted(14), at([3], tool())],
    extra: beside('future', 3, {}),
    expect: [],
  },
  {
    name: 'mcp: a bypassed run writes and fails',
    runs: 17,
    steps: [granted(15), at([3], tool())],
    extra: beside('bypassed', 3, tool({ calls: 40, failed: 40, writes: 40 })),
    expect: oneOf15(5),
  },
  { name: 'mcp: a bypassed run alone calls', runs: 17, steps: [granted(15)], extra: beside('bypassed', 3, tool()), expect: [] },
];

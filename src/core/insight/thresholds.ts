/** The numbers of every definition; docs/insights.md says what each is for. */
export const THRESHOLDS = {
  /** Days before now that are looked at, where nothing else is asked for. */
  windowDays: 90,
  unused: { runs: 20, days: 14 },
  overBroad: { runs: 20, days: 14, usedIn: 5, exact: 5 },
  convenience: { runs: 10, share: 0.9 },
  recurring: { runs: 3 },
  answered: { requests: 10, share: 0.95 },
  mcp: { runs: 15, adoption: 0.05, calls: 10, success: 0.5 },
  question: { times: 3, of: 20 },
  autonomy: { runs: 30, denied: 0.05 },
  /** Events before the end in which a cause is looked for. */
  causeWithin: 20,
  /** Grants that an offer lists before it says nothing tighter. */
  offers: { exact: 20, directories: 10 },
} as const;

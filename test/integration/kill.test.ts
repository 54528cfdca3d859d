import { expect, it } from 'vitest';
import { campaign } from '../../scripts/kill-campaign.ts';

/** A tenth of `tsx scripts/kill-campaign.ts`. */
it('loses no acknowledged event to fifty kills among eight writers', async () => {
  const figures = await campaign({ kills: 50, writers: 8, seed: 7 });
  expect(figures).toMatchObject({ kills: 50, lost: 0, doubled: 0, broken: [], caughtUp: true });
  // a campaign that met nobody would prove nothing
  expect(figures.met).toBeGreaterThan(45);
}, 180_000);

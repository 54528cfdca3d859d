import type { Problem } from '../core/review/fields.ts';
import type { Form, Typed } from '../core/review/form.ts';
import { donePage, reviewPage } from '../core/review/page.ts';
import type { ShownDiff } from '../core/review/shown-diff.ts';
import { BY_HAND } from '../core/verify/by-hand.ts';
import { freshNow } from '../io/fresh-now.ts';
import { requester } from '../io/installed.ts';
import type { Answer } from '../io/local-page.ts';
import type { ReleaseCase } from '../io/release-case.ts';
import { told } from './decide.ts';
import { type Draft, unmetHolds, untilOf } from './draft.ts';
import type { ChosenRun, Here } from './here.ts';
import { caseOf, recordDecision, staleText } from './record-decision.ts';
import { diffOf, earlierOf, keyOf } from './review-case.ts';
import { draftOf, offeredEvidence, problemsOf, typedOf } from './review-form.ts';
import { Refusal, type Terminal } from './terminal.ts';

interface Place {
  readonly chosen: ChosenRun;
  readonly repository: Here;
  /** A key that signs instead of git's own. */
  readonly key: string | undefined;
  readonly terminal: Terminal;
}

/** What the review page of one run shows, and what its form does. Each page is made from what lies there at that moment. */
export class ReviewDesk {
  private readonly place: Place;
  private decided = '';
  /** Trees do not change: what two of them differ in is looked up once a packet. */
  private kept: { readonly of: string; readonly diff: ShownDiff } | undefined;

  /** Throws a refusal where there is nothing to review. */
  constructor(place: Place) {
    this.place = place;
    this.diff(this.open());
  }

  /** What was decided, for the terminal. */
  said(): string {
    return this.decided;
  }

  show(token: string): Answer {
    const open = this.open();
    return { status: 200, html: this.page(open, this.form(open, token, this.beginning(open))) };
  }

  /** Records what was sent, or shows it again with what speaks against it. */
  act(sent: URLSearchParams, token: string): Answer {
    const open = this.open();
    const { packet, digest } = open;
    const seen = sent.get('seen') ?? '';
    const typed = typedOf(sent, unmetHolds(packet));
    // what was ticked is evidence of the packet that was looked at, and of no other
    const kept = seen === digest ? typed : { ...typed, evidence: [] };
    const { key, terminal } = this.place;
    const draft = draftOf(kept, { packet, offered: offeredEvidence(packet), seen, key, now: terminal.now() });
    const done = 'problems' in draft ? draft : this.record(open, draft);
    if (!('problems' in done)) return done;
    return { status: 422, html: this.page(open, this.form(open, token, kept, done.problems)) };
  }

  private open(): ReleaseCase {
    return caseOf(this.place.chosen, this.place.repository, this.place.terminal);
  }

  private record(open: ReleaseCase, draft: Draft): Answer | { readonly problems: readonly Problem[] } {
    const { chosen, repository, terminal } = this.place;
    try {
      const { decision, signer } = recordDecision(chosen, repository, draft, terminal);
      this.decided = told(decision, signer, open, terminal);
      return { status: 200, html: donePage(decision, told(decision, signer, open, { ...terminal, colour: false })), last: true };
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      return { problems: problemsOf(error, unmetHolds(open.packet)) };
    }
  }

  private page(open: ReleaseCase, form: Form): string {
    const { packet, digest, decisions, run } = open;
    const { terminal } = this.place;
    const fresh = freshNow(open, terminal.env['PATH']);
    const stale = staleText(run, fresh);
    const last = decisions.decisions.at(-1);
    return reviewPage({
      packet,
      verify: BY_HAND,
      diff: this.diff(open),
      earlier: earlierOf(open, fresh, terminal.now()),
      form,
      ...(stale === undefined ? {} : { stale }),
      ...(last?.bound.packet === digest ? { decision: last } : {}),
    });
  }

  private diff(open: ReleaseCase): ShownDiff {
    if (this.kept?.of === open.digest) return this.kept.diff;
    const diff = diffOf(this.place.chosen, open, this.place.terminal.env['PATH']);
    this.kept = { of: open.digest, diff };
    return diff;
  }

  private form(open: ReleaseCase, token: string, typed: Typed, problems: readonly Problem[] = []): Form {
    const { packet, digest } = open;
    const key = keyOf(open, this.place.key, this.place.terminal);
    return { typed, problems, token, seen: digest, offered: offeredEvidence(packet), unmet: unmetHolds(packet), key };
  }

  /** What the form begins with. To ship is never chosen beforehand. */
  private beginning(open: ReleaseCase): Typed {
    const { packet, frozen } = open;
    const { key, terminal } = this.place;
    const { value } = packet.recommendation;
    return {
      value: value === 'ship' ? '' : value,
      owner: requester({ ...frozen.ground, home: terminal.home }, terminal.env).git ?? '',
      reason: '',
      evidence: [],
      more: '',
      asked: '',
      residualRisk: '',
      rollback: packet.rollback.text,
      overrides: {},
      until: new Date(untilOf(undefined, terminal.now())).toISOString().slice(0, 10),
      sign: keyOf(open, key, terminal) !== undefined,
    };
  }
}

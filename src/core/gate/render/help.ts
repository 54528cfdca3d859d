import type { CheckName } from '../gated.ts';

/** What to do where a check fails, for those who read only the alert. */
export const HELP: Readonly<Record<CheckName, string>> = {
  policy: 'Put `.claude/twoloops/policy.yaml` on the base branch, in a change of its own, and check it with `twoloops doctor`.',
  history: 'Fetch the whole history: `fetch-depth: 0` in the checkout step, or `git fetch --unshallow`.',
  trailers: 'Write the trailers anew with `twoloops trailers --amend` on the machine of the run, and push.',
  ref: 'Publish the run with `twoloops publish`, and let the job fetch `refs/twoloops/runs/*`.',
  record:
    'The log is not the one that the packet was made from. Publish the run again from the machine that recorded it; a log that was changed cannot be mended.',
  packet: 'Make the packet again with `twoloops packet`, decide on it, and publish.',
  scope: 'The scope of the run grants more than the policy of the base branch, or is not the recorded one. Narrow it and run again.',
  coverage: 'Calls of the transcript are missing in the record: what they did was not seen. Run the work again with the hooks in force.',
  decision: 'Somebody whom the policy names reads the packet and decides: `twoloops decide ship`, then `twoloops publish`.',
  signature: 'Decide again with `twoloops decide … --sign`, with a key that `allowed_signers` of the base branch lists.',
  'self-approval': 'Somebody else than who asked for the run decides on it.',
  requirement: 'Bring the missing evidence in a new run, or let somebody who may override it with a reason and an end.',
  freshness: 'What is in the head is not what was decided on. Make a new packet, decide on it, and push exactly that.',
  covered: 'A change belongs to no decided run. Do it in a run that somebody decides on, or take it out of this change.',
  zone: 'Take the change in the forbidden zone out; the policy of the base branch forbids it for everybody.',
  secret: 'Revoke the secret first, then take it out of every commit between base and head: it counts as known.',
};

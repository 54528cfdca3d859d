/**
 * The paths that a prompt mentions with `@`, as the client could read them: quoted or up to the next blank, with and
 * without a line range and the punctuation of the sentence around it. The client inserts such files without a tool call.
 */
export function mentionsOf(prompt: string): readonly string[] {
  const tokens = [...prompt.matchAll(/(?:^|[\s([{'"`,;:])@(?:"([^"\n]+)"|'([^'\n]+)'|([^\s"']+))/g)].map(
    (match) => match[1] ?? match[2] ?? match[3] ?? '',
  );
  return [...new Set(tokens.flatMap(spellings))].filter((path) => path !== '').slice(0, MOST);
}

/** More mentions than this are no prompt of a person. */
const MOST = 200;

function spellings(token: string): readonly string[] {
  const bare = token.replace(/[.,;:!?)\]}'"`]+$/, '');
  const escaped = [token, bare].map((one) => one.replace(/\\ /g, ' '));
  return [...escaped, ...escaped.map((one) => one.replace(/(#L?\d+(-L?\d+)?|:\d+(-\d+)?)$/, ''))];
}

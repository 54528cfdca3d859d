/** Options that choose tests by name or by what changed. */
const CHOOSES = /^(?:-t|-k|-g|-m|-run|--grep|--filter|--testNamePattern|--related|--changed|--onlyChanged|--lf|--last-failed)(?:=|$)/;
const FILE = /[\w-]\.(?:[mc]?[jt]sx?|py|go|rs|java|kt|rb)\b|::/;
const FOLDER = /^(?!\.\/\.\.\.$)\w[\w.-]*\/[\w./-]+$|^\.\/(?!\.\.\.$)[\w./-]+$/;

/** Whether the words of a test command choose some of the tests: files, folders below the first, names. */
export function namesSome(command: string): boolean {
  const words = command
    .replace(/^python3? -m /, '')
    .split(' ')
    .slice(1);
  return words.some((word, i) => {
    // what an option names is no choice of tests, and a pattern over all folders is none either
    if (/^--?(?:c|config|project|rootdir|reporter|outputFile)$/.test(words[i - 1] ?? '') || word.includes('*')) return false;
    return CHOOSES.test(word) || (!word.startsWith('-') && (FILE.test(word) || FOLDER.test(word)));
  });
}

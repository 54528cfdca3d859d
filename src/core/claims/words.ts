/**
 * Parts of the patterns. Each repetition is bounded and takes words apart by blanks, so that a sentence of the longest
 * length that is looked at costs little, whatever it holds.
 */
export const NUMBER = '(?<n>\\d{1,6}|zero|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|forty|fifty)';
export const TESTS = '(?:tests?|test suites?|test cases?|test runs?|test results?|suite|specs?)\\b';
export const LINT = '(?:lint(?:ing|er)?(?: checks?)?|eslint|biome|ruff|clippy|rubocop|golangci-lint|flake8|pylint|stylelint|oxlint)\\b';
export const TYPES = '(?:typescript|tsc|type-?\\s?check(?:s|ing|er)?|types|mypy|pyright)\\b';
export const BUILD = '(?:the (?:project|code|app|application|package|crate|bundle)|builds?|compilation)\\b';

/** What may stand between subject and predicate. */
export const AUX =
  '(?:\\s*\\([^()]{0,80}\\))?(?:\\s+(?:are|is|have|has|been|was|were|all|both|still|now|also|again|currently|already|successfully|consistently|continues? to|run and|should|would|will|could|might|may|ought to|be|remains?|stay|locally|together|check|run|completed?|finish(?:ed|es)?)\\b|\\s*[:—–-](?=\\s)){0,6}';

/** `pass` with an object of its own hands something over. */
const HANDS =
  '(?!\\s+(?:an?|the|it|its|this|that|these|null|undefined|through|into|«|their|along|on to|in an?|[\\w-]+ (?:to|into))(?:\\s|\\b|\\d))';
const NO_PROBLEM = '(?:no|0|zero)\\s+(?:new\\s+)?(?:errors?|issues?|problems?|warnings?|failures?)';
export const PASS = `\\s*(?:pass(?:es|ed|ing)?\\b${HANDS}|green\\b|succeed(?:s|ed)?\\b|successful\\b|ok\\b(?!\\s\\w))`;
/** The same for tools, which may also be clean. */
export const CLEAN = `(?:${PASS}|\\s*(?:clean(?:ly)?\\b|successfully\\b|compiles?\\b(?!\\s+(?:to|into))|(?:reports?|reported|shows?|found|finds|with)\\s+${NO_PROBLEM}|${NO_PROBLEM}|without (?:any )?(?:errors|issues|warnings)))`;
/** `fail when …` says what a thing does, not how it stands. */
const NO_RULE = '(?!\\s+(?:when|whenever|if|on|fast|early|loudly|closed|open|unless|for|to|as expected|without|earlier)\\b)';
export const FAIL = `\\s*(?:fail(?:s|ing)?\\b${NO_RULE}|failed\\b(?=\\s*(?:$|[,.;:)!]))|(?:do not|don't|does not|doesn't|are not|aren't|is not|isn't)\\s+(?:yet\\s+|all\\s+|currently\\s+)?(?:pass|passing|green|succeed)\\b|broken\\b)`;
export const PROBLEMS =
  '\\s*(?:reports?|has|shows?)\\s+(?:[1-9]\\d{0,5}|one|two|three|some|several|many)\\s+(?:new\\s+)?(?:errors?|issues?|problems?)\\b';
/** A mark for a result, after a subject that stands alone: `tests ✅, lint ❌`. */
export const marked = (subject: string, mark: '✅' | '❌'): string =>
  `(?:^|[,:;|·] ?)(?:all |the |unit )?${subject}(?:\\s*\\([^()]{0,80}\\))?\\s*[:—–-]?\\s*${mark}`;
/** After `I`, or as a further verb of a sentence that began with it. */
const BY_US =
  "(?<=^|\\b(?:I|we)(?:'ve| have)? (?:also |then |now |just |still |deliberately |intentionally |therefore )?|^(?:also|then) |(?:\\b(?:I|we)\\b|^\\w{2,20}ed\\b)[^;:]{0,120}\\b(?:and|but) (?:also )?)";
/** Somebody else who does not do a thing is no claim about the run. */
export const DID_NOT = `${BY_US}(?:did not|didn't|have not|haven't|has not|hasn't|could not|couldn't|(?:was|were|am) (?:unable|not able) to|unable to|cannot|can't|never)`;
/** The agent as the one who did it: said, or left out at the start of a sentence. */
export const I = BY_US;
export const TOUCHED = '(?:changed|modified|touched|edited|altered|updated)';
export const TO_TOUCH = '(?:change|modify|touch|edit|alter|update)';
export const BE = "(?:was|were|is|are|has been|have been|'s been)";
export const NEW = '(?:(?:new|additional|extra|external|third-party|runtime|dev|development|other|further|any|the|existing) ){0,3}';
/** A code span, a word with a dot or a slash in it, or a file that has a name of its own. */
export const PATHLIKE =
  '(?:«\\d+»|(?<![\\w.@~/\\[\\]-])(?=[\\w@~\\[\\]-]{0,100}[./])[\\w.@~/\\[\\]-]{0,200}[\\w/\\]](?![\\w/@~[\\]-]|\\.\\w)|README|CHANGELOG|Makefile|Dockerfile)';
/** What may follow a path that is the whole object: not a part of it, nor a thing named after it. */
export const WHOLE =
  "(?!'s)(?=\\s*(?:$|[.,;:!?()—–✅]|- |(?:and|with|as|to|since|because|for|which|that|containing|entirely|completely|so|now|too|file)\\b))";

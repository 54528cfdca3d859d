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
  '(?:\\s*\\([^()]{0,80}\\))?(?:\\s+(?:are|is|have|has|had|been|was|were|all|both|still|now|also|again|currently|already|successfully|consistently|continues? to|run and|should|would|will|could|might|may|ought to|be|remains?|stay|locally|together|check|run|completed?|finish(?:ed|es)?)\\b|\\s*[:—–-](?=\\s)){0,6}';

/** `pass` with an object of its own hands something over. */
const HANDS = '(?!\\s+(?:an?|the|it|its|this|that|these|null|undefined|through|into|«|their|along|on to|in an?)(?:\\s|\\b|\\d))';
const NO_PROBLEM = '(?:no|0|zero)\\s+(?:new\\s+)?(?:errors?|issues?|problems?|warnings?|failures?)';
export const PASS = `\\s*(?:pass(?:es|ed|ing)?\\b${HANDS}|green\\b|succeed(?:s|ed)?\\b|successful\\b|ok\\b|✅)`;
/** The same for tools, which may also be clean. */
export const CLEAN = `(?:${PASS}|\\s*(?:clean(?:ly)?\\b|successfully\\b|compiles?\\b(?!\\s+(?:to|into))|(?:reports?|reported|shows?|found|finds|with)\\s+${NO_PROBLEM}|${NO_PROBLEM}|without (?:any )?(?:errors|issues|warnings)))`;
export const FAIL =
  "\\s*(?:fail(?:s|ing)?\\b|failed\\b(?=\\s*(?:$|[,.;:)!❌]))|(?:do not|don't|does not|doesn't|are not|aren't|is not|isn't)\\s+(?:yet\\s+|all\\s+|currently\\s+)?(?:pass|passing|green|succeed)\\b|broken\\b|❌)";
export const DID_NOT =
  "(?:did not|didn't|have not|haven't|has not|hasn't|could not|couldn't|(?:was|were|am) (?:unable|not able) to|unable to|cannot|can't|never)";

import { testAdded, testsNotWeakened, testsUnchanged } from './judge-rest.ts';
import { testsFail, testsNotRun, testsPass, testsRun } from './judge-tests.ts';
import { hopes, type Pattern, ways } from './pattern.ts';
import { AUX, BE, DID_NOT, FAIL, I, marked, NEW, NUMBER, PASS, TESTS, TO_TOUCH } from './words.ts';

const raw = String.raw;
const THE = '(?:of )?(?:the |these )?';
const QUALIFIED = raw`(?:[\w-]+ ){0,4}`;
const KIND_OF_TEST =
  '(?:regression|unit|integration|new|more|additional|extra|e2e|end-to-end|failing|dedicated|focused|several|some|comprehensive|corresponding|matching|missing)';
/** A list of verbs: `skipped, disabled or removed`. */
const verbs = (list: string): string => raw`(?:(?:${list})(?:, (?:or |and )?| (?:or|and) |\b ?)){1,5}`;

/** Most telling first. */
export const TEST_PATTERNS: readonly Pattern[] = [
  ...hopes('tests', [
    ...ways(
      'tests pass',
      testsPass,
      raw`\b(?:no|0|zero) (?:[\w-]+ ){0,2}?(?:failing ${TESTS}|test failures?\b)`,
      raw`\b(?:no|0|zero|none ${THE}) ?(?:(?!reason|way|guarantee)[\w-]+ ){0,2}?${TESTS}${AUX}\s*fail(?:s|ed|ing)?\b`,
    ),
    ...ways(
      'tests fail',
      testsFail,
      raw`\bnot all ${THE}(?:[\w-]+ ){0,3}${TESTS}${AUX}\s*pass`,
      raw`\b(?:no|none ${THE}) ?${TESTS}${AUX}\s*pass(?:es|ed|ing)?\b`,
      raw`\ball but ${NUMBER} ${THE}(?:[\w-]+ ){0,3}?${TESTS}${AUX}${PASS}`,
      raw`\ball ${QUALIFIED}${TESTS}${AUX}${PASS},? (?:except|apart from|other than|but for|aside from|save)\b`,
      raw`\bthere (?:is|are) (?:still )?(?:${NUMBER}|some|several) (?:[\w-]+ ){0,2}?failing ${TESTS}`,
      marked(TESTS, '❌'),
      raw`\b${TESTS}${AUX}${FAIL}`,
      raw`\b(?<n>[1-9]\d{0,5}) (?:tests? )?(?:failed|failing)\b(?! (?:tests?|specs?|cases?|ones?)\b)`,
    ),
    ...ways(
      'tests pass',
      testsPass,
      raw`\b(?<n>\d{1,6}) (?:tests? )?(?:passed|passing)\b`,
      marked(TESTS, '✅'),
      raw`\b${TESTS}${AUX}${PASS}`,
      raw`\bpass(?:es|ed|ing)? all ${THE}(?:[\w-]+ ){0,3}?${TESTS}`,
      raw`\b${TESTS}[^.;]{0,40}\b(?:everything|they all|all of them|they|it) (?:(?:is|are) )?(?:pass(?:es|ed|ing)?|green)\b`,
    ),
    ...ways('tests run', testsRun, raw`${I}(?:re-?)?(?:ran|run|executed) ${QUALIFIED}?${TESTS}`),
  ]),
  ...ways(
    'tests not run',
    testsNotRun,
    raw`${DID_NOT} (?:been able to |yet |actually |even ){0,2}(?:re-?)?(?:run|ran|running|execute|executing) ${QUALIFIED}?${TESTS}`,
    raw`\b${TESTS} (?:(?:was|were|have|has|are|could) not|weren't|wasn't|haven't|hasn't|couldn't) (?:been |be |yet ){0,3}(?:run|executed)\b`,
    raw`\bno ${TESTS} (?:was|were|have been) (?:run|executed)\b`,
  ),
  ...ways(
    'tests unchanged',
    testsUnchanged,
    raw`\bno ${NEW}(?:tests?|test files?) (?:${BE} )?(?:changed|modified|touched|edited|altered)\b`,
    raw`(?:${DID_NOT} ${TO_TOUCH}|\bwithout (?:changing|modifying|touching|editing)) ${NEW}(?:of the )?(?:tests|test files|test suite)\b`,
    raw`\b(?:existing )?tests? (?:are|were|remain) (?:unchanged|untouched)\b`,
    raw`\bno changes to ${NEW}tests\b`,
  ),
  ...ways(
    'tests not weakened',
    testsNotWeakened,
    raw`\bno ${NEW}tests? ${BE} ${verbs('weakened|skipped|disabled|removed|deleted|loosened|relaxed')}`,
    raw`${DID_NOT} ${verbs('weaken|skip|disable|remove|delete|loosen|relax')}${NEW}(?:of the )?tests?\b`,
    raw`\bwithout ${verbs('weakening|skipping|disabling|removing|deleting|loosening')}${NEW}tests?\b`,
  ),
  ...ways(
    'test added',
    testAdded,
    raw`${I}(?:added|wrote|written|created) (?:an? |the )?(?:${NUMBER} )?(?:${KIND_OF_TEST} ){0,3}(?:tests?|test cases?|specs?|test coverage)\b(?! (?:helper|runner|fixture|data|script|plan|command)|[-/.]\w)`,
  ),
];

/** Names by which the usual runners find tests, per language. */
const NAMES: readonly RegExp[] = [
  /[._-](?:test|spec|tests|specs|cy|e2e|test-d)\.[cm]?[jt]sx?$/i,
  /(?:^|\/)(?:test|spec|tests)\.[cm]?[jt]sx?$/i,
  /(?:^|\/)test_[^/]*\.py$|_tests?\.py$|(?:^|\/)(?:tests|conftest)\.py$/,
  /_test\.go$/,
  /(?:^|\/)(?:Test[A-Z_][^/]*|[^/]*(?:Tests?|TestCase|IT|Spec|Specs))\.(?:java|kt|kts|groovy)$/,
  /(?:^|\/)(?:tests?|[^/]*_tests?)\.rs$/,
  /_(?:spec|test)\.rb$|(?:^|\/)test_[^/]*\.rb$/,
];
/** Folders whose code belongs to tests, whatever its name. */
const FOLDER =
  /(?:^|\/)(?:tests?|__tests__|e2e|cypress|src\/(?:test|androidTest|integrationTest))\/(?:[^/]+\/)*[^/]+\.(?:[cm]?[jt]sx?|py|rs|rb|java|kt|go)$/i;
const NO_TESTS = /(?:^|\/)(?:fixtures?|__fixtures__|testdata|__mocks__|node_modules|vendor|support|helpers)\//i;

/** Whether a path is that of a test by the usual names of JavaScript, TypeScript, Python, Go, Java, Kotlin, Rust and Ruby. */
export function isTestFile(path: string): boolean {
  return isNamedTest(path) || (FOLDER.test(path) && !NO_TESTS.test(path));
}

/** By its own name, and not only by the folder that it lies in. */
export function isNamedTest(path: string): boolean {
  return NAMES.some((name) => name.test(path)) && !/(?:^|\/)(?:node_modules|vendor)\//.test(path);
}

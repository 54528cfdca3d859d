// Elicitation: loads its bundle; whatever goes wrong on the way is a refusal.
const refuse = (error: unknown): never => {
  process.stderr.write(`twoloops: refused: the Elicitation hook could not be loaded: ${error}\n`);
  process.exit(2);
};
try {
  require('./elicitation.bundle.cjs').main().catch(refuse);
} catch (error) {
  refuse(error);
}

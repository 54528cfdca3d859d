// PreToolUse: loads its bundle; whatever goes wrong on the way is a refusal.
try {
  const { main } = await import(new URL('./pre-tool-use.bundle.mjs', import.meta.url).href);
  await main();
} catch (error) {
  process.stderr.write(`twoloops: refused: the PreToolUse hook could not be loaded: ${error}\n`);
  process.exit(2);
}

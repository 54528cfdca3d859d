// ConfigChange: loads its bundle; whatever goes wrong on the way is a refusal.
try {
  const { main } = await import(new URL('./config-change.bundle.mjs', import.meta.url).href);
  await main();
} catch (error) {
  process.stderr.write(`twoloops: refused: the ConfigChange hook could not be loaded: ${error}\n`);
  process.exit(2);
}

import { fileURLToPath } from 'node:url';

export const projectRoot = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '');

export const builtCli = fileURLToPath(new URL('../../dist/cli.js', import.meta.url));

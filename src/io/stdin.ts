import { isUtf8 } from 'node:buffer';

/** Bytes: a larger hook input is refused unread. The client was seen to send 3 MB; a tool input beyond this is no edit. */
export const LARGEST_INPUT = 16 * 1024 * 1024;

export type Input = { readonly text: string } | { readonly problem: string };

/** All of standard input, bounded. Ends early where the input is too large; the caller's timer ends a silent one. */
export function readInput(): Promise<Input> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let size = 0;
    process.stdin.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > LARGEST_INPUT) {
        process.stdin.removeAllListeners('data').pause();
        resolve({ problem: `the hook input is larger than ${LARGEST_INPUT / 1024 / 1024} MB` });
      } else chunks.push(chunk);
    });
    process.stdin.on('error', (error) => resolve({ problem: `the hook input cannot be read: ${error.message}` }));
    process.stdin.on('end', () => {
      const bytes = Buffer.concat(chunks);
      // what is no UTF-8 would be judged by other names than the tool gets
      resolve(isUtf8(bytes) ? { text: bytes.toString('utf8') } : { problem: 'the hook input is not UTF-8 text' });
    });
  });
}

import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';

/** Reads one line from standard input; at a terminal the question is shown and what is typed is not. */
export const askHidden = (question: string): Promise<string> =>
  new Promise((resolve) => {
    const terminal = process.stdin.isTTY;
    if (terminal) process.stderr.write(question);
    const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
    const lines = createInterface({ input: process.stdin, output: nowhere, terminal });
    let told = '';
    lines.once('line', (line) => {
      told = line.trim();
      lines.close();
    });
    lines.once('close', () => {
      if (terminal) process.stderr.write('\n');
      resolve(told);
    });
  });

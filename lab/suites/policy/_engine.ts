import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

/** Asks the engine in Go, one line per question. Resolves with its answers, in the same order. */
export function askEngine(binary: string, questions: readonly object[]): Promise<readonly (readonly boolean[])[]> {
  return new Promise((resolve, reject) => {
    const engine = spawn(binary, [], { stdio: ['pipe', 'pipe', 'pipe'] });
    const answers: boolean[][] = [];
    let errors = '';
    createInterface({ input: engine.stdout }).on('line', (line) => answers.push(JSON.parse(line) as boolean[]));
    engine.stderr.on('data', (chunk) => {
      errors += chunk;
    });
    engine.on('error', reject);
    engine.on('close', (code) => {
      if (code === 0 && answers.length === questions.length) resolve(answers);
      else reject(new Error(`the engine ended with ${code} after ${answers.length} answers: ${errors.slice(0, 2000)}`));
    });
    // An engine that ends early is reported by its code.
    engine.stdin.on('error', () => undefined);
    engine.stdin.end(questions.map((question) => `${JSON.stringify(question)}\n`).join(''));
  });
}

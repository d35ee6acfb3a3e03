import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { runCli } from '../../infra/cli/run.ts';

export type CliRun = { readonly exitCode: number; readonly stdout: string; readonly stderr: string; readonly sleptMs: readonly number[] };
export type CliWorld = { readonly env?: Readonly<Record<string, string>>; readonly isTerminal?: boolean };

/** The CLI in this process, on a clock that its own sleeps move. */
export async function runCommand(argv: readonly string[], { env = {}, isTerminal = false }: CliWorld = {}): Promise<CliRun> {
  const [stdout, stderr, sleptMs]: [string[], string[], number[]] = [[], [], []];
  let now = Date.UTC(2026, 10, 23);
  const exitCode = await runCli(argv, {
    env,
    stdout: { isTerminal, write: (text) => void stdout.push(text) },
    stderr: { isTerminal, write: (text) => void stderr.push(text) },
    now: () => now,
    sleep: async (ms) => {
      sleptMs.push(ms);
      now += ms;
    },
  });
  return { exitCode, stdout: stdout.join(''), stderr: stderr.join(''), sleptMs };
}

/** A folder of files that goes away again. */
export class Folder {
  readonly #path: string;

  private constructor(path: string) {
    this.#path = path;
  }

  static async make(): Promise<Folder> {
    return new Folder(await mkdtemp(join(tmpdir(), 'cli-')));
  }

  get path(): string {
    return this.#path;
  }

  /** The path of a file with this text; JSON for what is not text. */
  async write(name: string, content: unknown): Promise<string> {
    const path = join(this.#path, name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, typeof content === 'string' ? content : JSON.stringify(content, null, 2));
    return path;
  }

  remove(): Promise<void> {
    return rm(this.#path, { recursive: true, force: true });
  }
}

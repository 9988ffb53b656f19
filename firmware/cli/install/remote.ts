import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { Transform, type Readable } from 'node:stream';

/** How a machine is reached: by the system's own ssh, with its configuration, agent and known hosts. */
export interface Way {
  /** `kiosk-1.local`, `pi@10.20.0.11`, a name of ssh_config. */
  readonly host: string;
  readonly user: string | null;
  readonly port: number | null;
  readonly key: string | null;
  /** Another ssh_config than the user's own. */
  readonly configFile: string | null;
}

export interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** ssh(1): its own end, whatever the command's. */
const connectionFailed = 255;

/** A machine of which nothing more is heard. */
export class LostError extends Error {}

/** A shell's word that stands for itself. */
export const shellWord = (word: string): string => `'${word.replaceAll("'", `'\\''`)}'`;

const settings = (words: readonly string[]): readonly string[] => words.flatMap((word) => ['-o', word]);

/** One machine, one connection for all commands; `folder` holds its socket. */
export class Remote {
  readonly #way: Way;
  readonly #socket: string;

  constructor(way: Way, folder: string) {
    this.#way = way;
    this.#socket = `${folder}/ssh-%C`;
  }

  get #options(): readonly string[] {
    const { configFile, host, key, port, user } = this.#way;
    return [
      ...(configFile === null ? [] : ['-F', configFile]),
      // A question that nobody sees would wait for ever.
      ...settings(['BatchMode=yes', 'ConnectTimeout=15', 'ServerAliveInterval=15', 'ServerAliveCountMax=4']),
      ...settings(['ControlMaster=auto', `ControlPath=${this.#socket}`, 'ControlPersist=30']),
      ...(port === null ? [] : ['-p', String(port)]),
      ...(key === null ? [] : ['-i', key]),
      ...(user === null ? [] : ['-l', user]),
      // Whatever the host is called, it is no option.
      '--',
      host,
    ];
  }

  /** Runs a shell command there. Throws `LostError` with ssh's own words where the connection fails. */
  async run(
    command: string,
    input: Readable | null = null,
    line: (text: string) => void = () => undefined,
  ): Promise<Ended> {
    const child = spawn('ssh', [...this.#options, command], { stdio: ['pipe', 'pipe', 'pipe'] });
    let out = '';
    let err = '';
    let rest = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      out += text;
      const lines = `${rest}${text}`.split('\n');
      rest = lines.pop() ?? '';
      for (const each of lines) line(each);
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text));
    const ended = once(child, 'close');
    try {
      if (input === null) child.stdin.end();
      // The other end may be gone before all is sent: its code and its words tell.
      else await pipeline(input, child.stdin).catch(() => undefined);
      await ended;
    } catch (error) {
      throw new LostError(error instanceof Error ? error.message : String(error));
    }
    if (child.exitCode === connectionFailed || child.exitCode === null) throw new LostError(err.trim() || 'ssh ended');
    return { code: child.exitCode, out, err };
  }

  /** Sends a file's bytes to a command there. */
  send(file: string, command: string, tell: (done: number) => void): Promise<Ended> {
    let done = 0;
    const counted = new Transform({
      transform: (piece: Buffer, _, next) => {
        done += piece.length;
        tell(done);
        next(null, piece);
      },
    });
    const from = createReadStream(file, { highWaterMark: 1 << 18 });
    from.on('error', (error) => counted.destroy(error));
    return this.run(command, from.pipe(counted));
  }

  /** Ends the connection; none is no fault. */
  async close(): Promise<void> {
    const child = spawn('ssh', ['-O', 'exit', ...this.#options], { stdio: 'ignore' });
    await once(child, 'close').catch(() => undefined);
  }
}

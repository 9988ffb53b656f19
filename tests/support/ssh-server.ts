import { execFileSync, spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { freePort } from './mosquitto.ts';

const program = '/usr/sbin/sshd';

/** Why there is no sshd here, or null when there is. */
export const noSshd = (): string | null =>
  spawnSync(program, ['-?'], { stdio: 'ignore' }).error === undefined && spawnSync('ssh', ['-V']).error === undefined
    ? null
    : 'needs sshd and ssh (Debian: apt-get install openssh-server openssh-client)';

const answers = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('data', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });

/** A real sshd of a test's own on the loopback, which lets one key in, and an ssh_config that reaches it as host `device`. */
export class SshServer {
  readonly config: string;
  readonly #process: ChildProcess;
  #said = '';

  private constructor(child: ChildProcess, config: string) {
    this.#process = child;
    this.config = config;
    child.stderr?.on('data', (bytes: Buffer) => (this.#said = (this.#said + bytes.toString()).slice(-20_000)));
  }

  static async start(folder: string): Promise<SshServer> {
    mkdirSync(folder, { recursive: true });
    const at = (name: string): string => join(folder, name);
    for (const key of ['host', 'person']) execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', at(key)]);
    copyFileSync(at('person.pub'), at('authorized'));
    const port = await freePort();
    const server = [
      `Port ${port}`,
      'ListenAddress 127.0.0.1',
      `HostKey ${at('host')}`,
      `AuthorizedKeysFile ${at('authorized')}`,
      'PidFile none',
      'UsePAM no',
      'StrictModes no',
      'PasswordAuthentication no',
      'PermitRootLogin yes',
    ];
    writeFileSync(at('sshd_config'), `${server.join('\n')}\n`);
    // What its package makes at each start of the machine.
    if (process.getuid?.() === 0) mkdirSync('/run/sshd', { recursive: true });
    const hostKey = execFileSync('ssh-keygen', ['-y', '-f', at('host')], { encoding: 'utf8' }).trim();
    writeFileSync(at('known_hosts'), `[127.0.0.1]:${port} ${hostKey}\n`);
    const client = [
      'Host device',
      '  HostName 127.0.0.1',
      `  Port ${port}`,
      `  User ${userInfo().username}`,
      `  IdentityFile ${at('person')}`,
      '  IdentitiesOnly yes',
      `  UserKnownHostsFile ${at('known_hosts')}`,
      '  StrictHostKeyChecking yes',
    ];
    writeFileSync(at('ssh_config'), `${client.join('\n')}\n`);
    const child = spawn(program, ['-D', '-e', '-f', at('sshd_config')], { stdio: ['ignore', 'ignore', 'pipe'] });
    const started = new SshServer(child, at('ssh_config'));
    for (let attempt = 0; !(await answers(port)); attempt += 1) {
      if (child.exitCode !== null || attempt > 1000) throw new Error(`sshd does not answer: ${started.#said}`);
      await new Promise((next) => setTimeout(next, 20));
    }
    return started;
  }

  async stop(): Promise<void> {
    if (this.#process.exitCode !== null || this.#process.signalCode !== null) return;
    const ended = once(this.#process, 'close');
    this.#process.kill('SIGTERM');
    await ended;
  }
}

import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { installedAt, type Installed } from '../../firmware/installed.ts';
import { releaseKeys } from './stand-in-release.ts';
import { SshServer } from './ssh-server.ts';
import { letanProgram as bin } from './letan-program.ts';

/** A machine that is reached by a real sshd, and is a folder. */
export class InstallRig {
  readonly root: string;
  readonly at: Installed;
  readonly keyFile: string;
  readonly server: SshServer;

  private constructor(room: string, server: SshServer) {
    this.root = join(room, 'machine');
    this.at = installedAt(this.root);
    this.keyFile = join(room, 'release.pub');
    this.server = server;
    mkdirSync(this.root);
    writeFileSync(this.keyFile, releaseKeys.publicKey.export({ type: 'spki', format: 'pem' }));
  }

  static async start(room: string): Promise<InstallRig> {
    return new InstallRig(room, await SshServer.start(join(room, 'ssh')));
  }

  args(release: string, ...more: readonly string[]): readonly string[] {
    return [
      [bin, 'install', '--to', 'device', '--ssh-config', this.server.config, '--root', this.root],
      [
        '--release',
        release,
        '--release-key',
        this.keyFile,
        '--site',
        'config/sites/ward-centre',
        '--device',
        'kiosk-1',
      ],
      more,
    ].flat();
  }

  /** Runs to its end. */
  install(release: string, ...more: readonly string[]): { readonly code: number | null; readonly said: string } {
    const run = spawnSync(process.execPath, this.args(release, ...more), { encoding: 'utf8' });
    return { code: run.status, said: run.stderr };
  }

  /** Runs until somebody ends it. */
  begin(release: string): ChildProcess {
    return spawn(process.execPath, this.args(release), { stdio: ['ignore', 'ignore', 'pipe'] });
  }
}

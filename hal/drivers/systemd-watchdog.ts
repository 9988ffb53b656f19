import { execFile } from 'node:child_process';
import { assert } from '../assert.ts';
import { Listeners, type Unsubscribe } from '../device.ts';
import type { Watchdog, WatchdogFault } from '../ports/watchdog.ts';
import { done, fail, type Result } from '../result.ts';
import type { Milliseconds } from '../units.ts';
import { codeOf } from './link-faults.ts';

/** What systemd hands to a service that it watches (sd_watchdog_enabled(3), sd_notify(3)). */
export interface SystemdEnvironment {
  readonly NOTIFY_SOCKET?: string | undefined;
  readonly WATCHDOG_USEC?: string | undefined;
  readonly WATCHDOG_PID?: string | undefined;
}

/**
 * systemd's own program that sends to the socket: Node has no datagrams in the file system. The unit says `NotifyAccess=all`. It waits
 * until the manager has read the word, for a sender that is gone by then is nobody's; `--no-block` does not wait.
 */
const notifier: readonly string[] = ['systemd-notify'];

/** The service manager: it kills and starts the program anew when it is not told for `timeoutMs`, and knows when it is ready. */
export class SystemdWatchdog implements Watchdog {
  readonly timeoutMs: Milliseconds;
  readonly #environment: SystemdEnvironment;
  readonly #notifier: readonly string[];
  readonly #faults = new Listeners<WatchdogFault>();
  /** One word after the other, so that they arrive in order. */
  #telling: Promise<void> = Promise.resolve();
  #waiting = 0;
  #open = false;

  /** `command` is the notifier with its options. */
  constructor(environment: SystemdEnvironment, command = notifier) {
    this.#environment = environment;
    this.#notifier = command;
    const ours = environment.WATCHDOG_PID === undefined || Number(environment.WATCHDOG_PID) === process.pid;
    const micros = ours ? Number(environment.WATCHDOG_USEC ?? 0) : 0;
    this.timeoutMs = Number.isFinite(micros) && micros > 0 ? Math.floor(micros / 1000) : Number.POSITIVE_INFINITY;
  }

  /** Whether this process was started by systemd as a service of `Type=notify`. */
  get present(): boolean {
    return (this.#environment.NOTIFY_SOCKET ?? '') !== '';
  }

  /** Resolves once the service manager was told that the service is ready. */
  async open(): Promise<Result<void, WatchdogFault>> {
    assert(!this.#open, 'the service manager was told twice that this is ready');
    if (!this.present) return fail({ kind: 'absent', where: 'systemd' });
    const told = await this.#tell('READY=1');
    this.#open = told === null;
    return told === null ? done : fail(told);
  }

  async close(): Promise<void> {
    if (!this.#open) return;
    this.#open = false;
    await this.#tell('STOPPING=1');
  }

  onFault(listener: (fault: WatchdogFault) => void): Unsubscribe {
    return this.#faults.add(listener);
  }

  alive(): void {
    // One that has not got through yet says the same.
    if (!this.#open || this.#waiting > 0) return;
    void this.#tell('WATCHDOG=1').then((fault) => {
      if (fault !== null) this.#faults.emit(fault);
    });
  }

  /** Null when it was told. */
  #tell(word: string): Promise<WatchdogFault | null> {
    this.#waiting += 1;
    const told = this.#telling.then(
      () =>
        new Promise<WatchdogFault | null>((resolve) => {
          const env = { ...process.env, NOTIFY_SOCKET: this.#environment.NOTIFY_SOCKET };
          const [program = '', ...options] = this.#notifier;
          execFile(program, [...options, word], { env, timeout: 5000 }, (error) => {
            this.#waiting -= 1;
            resolve(error === null ? null : { kind: 'io', where: 'systemd', code: codeOf(error) });
          });
        }),
    );
    this.#telling = told.then(() => undefined);
    return told;
  }
}

import { Listeners, type Device, type Fault, type Unsubscribe } from '../../hal/device.ts';
import { fail, type Result } from '../../hal/result.ts';

/**
 * A switch in the cable of any device. Pulled, the device tells its fault and does not open any more; everything else that it is
 * asked goes to the device itself, which is closed by then and answers as a closed one does.
 */
export class Breakable {
  /** The device as the app gets it. */
  readonly device: Device;
  readonly #inner: Device;
  readonly #faults = new Listeners<Fault>();
  #pulled: Fault | null = null;
  #hanging = false;
  #open = false;
  opens = 0;

  constructor(inner: Device) {
    this.#inner = inner;
    const own: Device = {
      open: (signal) => this.#opened(signal),
      close: () => this.#closed(),
      onFault: (listener) => this.#onFault(listener),
    };
    this.device = new Proxy(inner, {
      get: (target, key) => {
        if (key === 'open' || key === 'close' || key === 'onFault') return own[key];
        const value: unknown = Reflect.get(target, key, target);
        // Methods keep their own device as `this`: its private fields are not the proxy's.
        return typeof value === 'function' ? value.bind(target) : value;
      },
    });
  }

  get isOpen(): boolean {
    return this.#open;
  }

  pull(fault: Fault): void {
    this.#pulled = fault;
    if (this.#open) this.#faults.emit(fault);
  }

  putBack(): void {
    this.#pulled = null;
  }

  /** From now on opening has no end but the caller's own. */
  hang(): void {
    this.#hanging = true;
  }

  async #opened(signal: AbortSignal): Promise<Result<void, Fault>> {
    this.opens += 1;
    if (this.#hanging)
      return await new Promise((resolve) => {
        signal.addEventListener('abort', () => resolve(fail({ kind: 'timeout' })), { once: true });
      });
    if (this.#pulled !== null) return fail(this.#pulled);
    const opened = await this.#inner.open(signal);
    this.#open = opened.ok;
    return opened;
  }

  async #closed(): Promise<void> {
    this.#open = false;
    await this.#inner.close();
  }

  #onFault(listener: (fault: Fault) => void): Unsubscribe {
    const ends = [this.#faults.add(listener), this.#inner.onFault(listener)];
    return () => {
      for (const end of ends) end();
    };
  }
}

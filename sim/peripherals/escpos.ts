import { Listeners, type Unsubscribe } from '../../hal/device.ts';
import type { Bitmap } from '../../hal/drivers/escpos-commands.ts';
import type { Clock } from '../../hal/ports/clock.ts';
import { ReceiveBuffer } from './escpos-buffer.ts';
import { lineOfText } from './escpos-font.ts';
import { Mechanism } from './escpos-mechanism.ts';
import { headToCutterRows, Paper, type PaperSlip } from './escpos-paper.ts';
import { picturesOf, scaled } from './escpos-pictures.ts';
import { RealTimeScanner, type RealTimeCommand } from './escpos-realtime.ts';
import {
  escposPrinterDefaults,
  offline,
  paperByte,
  statusBack,
  statusByte,
  type EscposPrinterOptions,
  type PrinterBreak,
  type PrinterCondition,
} from './escpos-state.ts';
import { TextReader } from './escpos-text.ts';
import type { WireEnd } from './wire.ts';

export type { PaperSlip } from './escpos-paper.ts';
export { escposPrinterDefaults, printerBreaks, type EscposPrinterOptions, type PrinterBreak } from './escpos-state.ts';

const lineRows = 30;
/** A feed as long as this is for a hand that tears the slip off. */
const pastTheEdgeRows = 80;

/**
 * The chip's side of an ESC/POS printer's wire: takes any stream in pieces of any size, prints at the speed of paper, answers as the
 * metal does (real-time commands at once, also while offline and inside pictures; the others in their turn) and keeps what it cut.
 */
export class EscposPrinter implements WireEnd {
  readonly options: EscposPrinterOptions;
  readonly #sent = new Listeners<Uint8Array>();
  readonly #roomy = new Listeners<void>();
  readonly #slips = new Listeners<PaperSlip>();
  readonly #buffer: ReceiveBuffer;
  readonly #scanner = new RealTimeScanner();
  readonly #paper: Paper;
  readonly #mechanism: Mechanism;
  readonly #breaks = new Set<PrinterBreak>();
  #text = new TextReader();
  #line = '';
  #justify = 0;
  #lineRows = lineRows;
  #statusBack = false;
  #told = '';
  #powered = true;
  #presented = false;
  /** A jammed cutter is noticed when it is to cut. */
  #jamFelt = false;

  constructor(clock: Clock, options: EscposPrinterOptions = escposPrinterDefaults) {
    this.options = options;
    this.#buffer = new ReceiveBuffer(options.bufferBytes);
    this.#paper = new Paper(options.dots, options.rollMm);
    this.#mechanism = new Mechanism(clock, this.#paper, {
      mmPerS: () => (this.#breaks.has('slow') ? options.mmPerS / 10 : options.mmPerS),
      cutterFree: () => !this.#breaks.has('cutter-jam'),
      onSlip: (slip) => this.#slips.emit(slip),
      onJam: () => {
        this.#jamFelt = true;
      },
      onMoved: () => this.#changed(),
    });
  }

  get condition(): PrinterCondition {
    const paperOut = this.#breaks.has('paper-out') || this.#paper.leftRows <= 0;
    return {
      coverOpen: this.#breaks.has('cover-open'),
      paperOut,
      nearEnd: paperOut || this.#breaks.has('near-end') || this.#paper.leftMm < this.options.nearEndMm,
      cutterJammed: this.#breaks.has('cutter-jam') && this.#jamFelt,
      overheated: this.#breaks.has('overheated'),
    };
  }
  get broken(): readonly PrinterBreak[] {
    return [...this.#breaks];
  }
  get paperLeftMm(): number {
    return this.#paper.leftMm;
  }
  /** Something burnt hangs from the mouth, not cut off yet. */
  get hanging(): boolean {
    return this.#paper.hanging;
  }
  /** A slip stands out of the presenter's mouth. */
  get presented(): boolean {
    return this.#presented;
  }
  /** Nothing received is waiting and nothing moves. */
  get idle(): boolean {
    return this.#mechanism.idle && this.#buffer.held === 0;
  }
  get room(): number {
    return this.#powered ? this.#buffer.room : 0;
  }

  onRoom(listener: () => void): Unsubscribe {
    return this.#roomy.add(listener);
  }
  onSend(listener: (bytes: Uint8Array) => void): Unsubscribe {
    return this.#sent.add(listener);
  }
  /** Each slip, the moment it is cut off. */
  onSlip(listener: (slip: PaperSlip) => void): Unsubscribe {
    return this.#slips.add(listener);
  }

  receive(bytes: Uint8Array): void {
    if (!this.#powered) return;
    let from = 0;
    for (const { command, end } of this.#scanner.scan(bytes)) {
      this.#buffer.put(bytes.subarray(from, end));
      from = end;
      this.#work();
      this.#atOnce(command);
    }
    this.#buffer.put(bytes.subarray(from));
    this.#work();
  }

  breakWith(kind: PrinterBreak): void {
    this.#mechanism.pause();
    this.#breaks.add(kind);
    this.#changed();
  }

  /** Mends one thing, or all. Mending the paper puts in a new roll; freeing the cutter clears its error. */
  mend(kind: PrinterBreak | null = null): void {
    this.#mechanism.pause();
    for (const each of kind === null ? this.broken : [kind]) this.#breaks.delete(each);
    if (kind === null || kind === 'paper-out') this.#paper.load(this.options.rollMm);
    if (kind === null || kind === 'cutter-jam') this.#jamFelt = false;
    this.#changed();
  }

  /** Puts in a roll, perhaps a short one. */
  loadPaper(mm: number): void {
    this.#mechanism.pause();
    this.#breaks.delete('paper-out');
    this.#paper.load(mm);
    this.#changed();
  }

  /** Off and on: buffer and settings are gone, the paper is where it was. */
  powerCycle(): void {
    this.switchOff();
    this.switchOn();
  }
  switchOff(): void {
    this.#powered = false;
    this.#forget();
    this.#reset();
    this.#scanner.reset();
    this.#jamFelt = false;
    this.#told = '';
  }
  switchOn(): void {
    this.#powered = true;
    this.#roomy.emit();
  }

  #send(bytes: readonly number[]): void {
    if (!this.#powered || this.#breaks.has('deaf')) return;
    // Noise: no byte of it has the fixed bits of an answer.
    const noise = this.#breaks.has('garbage');
    this.#sent.emit(Uint8Array.from(noise ? bytes.map((byte) => byte | 0x81) : bytes));
  }

  #changed(): void {
    const told = JSON.stringify(this.condition);
    if (told !== this.#told && this.#statusBack) this.#send(statusBack(this.condition));
    this.#told = told;
    this.#work();
  }

  #atOnce(command: RealTimeCommand): void {
    switch (command.kind) {
      case 'status':
        this.#send([statusByte(command.question, this.condition)]);
        return;
      case 'recover':
        if (command.forget) this.#forget();
        this.#jamFelt = false;
        this.#changed();
        return;
      case 'clear':
        if (!this.options.forgets) return;
        this.#forget();
        this.#jamFelt = false;
        this.#send([0x37, 0x25, 0]);
        this.#changed();
        return;
    }
  }

  /** Received and not printed is forgotten; a picture under way ends where it is. */
  #forget(): void {
    this.#mechanism.forget();
    this.#buffer.clear();
    this.#line = '';
    this.#roomy.emit();
  }

  #reset(): void {
    this.#text = new TextReader();
    this.#line = '';
    this.#justify = 0;
    this.#lineRows = lineRows;
    this.#statusBack = false;
  }

  /** Goes on with whatever can be done now: the task in hand, else the next commands. */
  #work(): void {
    while (this.#powered && !this.#mechanism.running && !offline(this.condition)) {
      if (!this.#mechanism.idle) {
        this.#mechanism.go();
        continue;
      }
      const before = this.#buffer.room;
      const command = this.#buffer.take();
      if (command !== null) this.#carryOut(command.name, command.bytes);
      // A command larger than the buffer is taken on the way to the head.
      if (this.#buffer.room > before) this.#roomy.emit();
      if (command === null) return;
    }
  }

  #carryOut(name: string, bytes: Uint8Array): void {
    const said = this.#text.read({ name }, bytes);
    if (said !== '') {
      this.#paper.write(said);
      if (name === 'text') this.#line += said;
    }
    for (const picture of picturesOf(name, bytes)) if (picture.printed) this.#print(scaled(picture));
    switch (name) {
      case 'LF':
        this.#printLine(this.#lineRows);
        return;
      case 'ESC d':
        this.#printLine(this.#lineRows * Math.max(1, bytes[2] ?? 0));
        return;
      case 'ESC J':
        if (this.options.cutter === 'tear' && (bytes[2] ?? 0) >= pastTheEdgeRows) this.#tearOff(bytes[2] ?? 0);
        else this.#printLine(bytes[2] ?? 0);
        return;
      case 'ESC 2':
        this.#lineRows = lineRows;
        return;
      case 'ESC 3':
        this.#lineRows = bytes[2] ?? lineRows;
        return;
      case 'ESC a':
        this.#justify = (bytes[2] ?? 0) % 48;
        return;
      case 'ESC @':
        this.#reset();
        return;
      case 'ESC i':
      case 'ESC m':
      case 'GS V':
        if (this.options.cutter !== 'tear') this.#endSlip(bytes);
        return;
      case 'GS a':
        if (!this.options.statusBack) return;
        this.#statusBack = (bytes[2] ?? 0) !== 0;
        if (this.#statusBack) this.#send(statusBack(this.condition));
        return;
      case 'GS r':
        if (this.options.answersInTurn) this.#send([paperByte(this.condition)]);
        return;
      case 'GS ( H':
        if (this.options.processId && bytes[5] === 48) this.#send([0x37, 0x22, ...bytes.subarray(7, 11), 0]);
        return;
      case 'GS I':
        this.#identify(bytes[2] ?? 0);
        return;
      case 'GS e':
        if (this.options.cutter === 'present') this.#presented = bytes[2] === 3;
        return;
    }
  }

  /** Fed past the edge for a hand that tears it off. */
  #tearOff(rows: number): void {
    this.#printLine(0);
    this.#mechanism.add({ kind: 'run', rows });
    this.#mechanism.add({ kind: 'cut' });
  }

  /** GS I 65 firmware, 66 maker, 67 model. */
  #identify(question: number): void {
    const { maker, model, firmware } = this.options.identity;
    const told = { 65: firmware, 66: maker, 67: model }[question];
    if (told !== undefined) this.#send([0x5f, ...new TextEncoder().encode(told), 0]);
  }

  #printLine(rows: number): void {
    const line = this.#line === '' ? null : lineOfText(this.#line, this.options.dots);
    this.#line = '';
    if (line !== null) this.#print(line);
    this.#mechanism.add({ kind: 'feed', rows: rows - (line?.height ?? 0) });
  }

  #print(picture: Bitmap): void {
    const spare = Math.max(0, this.options.dots - picture.width);
    this.#mechanism.add({ kind: 'picture', picture, x: Math.floor((spare * this.#justify) / 2) });
  }

  /** Modes 65, 66, 97, 98 … feed what was printed past the cutter first; the others cut where the paper is. */
  #endSlip(bytes: Uint8Array): void {
    this.#printLine(0);
    if (bytes.length === 4) this.#mechanism.add({ kind: 'run', rows: headToCutterRows + (bytes[3] ?? 0) });
    this.#mechanism.add({ kind: 'cut' });
  }
}

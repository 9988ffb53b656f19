import { fstatSync, statSync } from 'node:fs';
import type { Command } from 'commander';
import { unreachable } from '../../hal/assert.ts';
import { cardMessages, cardTexts } from '../../config/languages/messages/card.ts';
import { textWith, worded, type StaffText } from '../../config/languages/messages/wording.ts';
import { fail, ok, type Result } from '../../hal/result.ts';
import { exitCodes } from './exit.ts';
import { openImage, type ImageFault } from './flash/card-image.ts';
import { cardAt, cardFault, readDisks, saneCard, type Disk, type DiskFault } from './flash/disks.ts';
import { writeCard, type Target, type WriteFault } from './flash/write-card.ts';
import { both, refuse } from './hub/say.ts';
import { Progress } from './progress.ts';

const megabytes = (bytes: number): number => Math.round(bytes / 1e6);
const say = (text: StaffText): void => void process.stderr.write(`${both(text)}\n`);

const modelOf = ({ model }: Pick<Disk, 'model'>): string => (model === '' ? both(cardTexts.unknownModel) : model);

/** Each fault has the fields that its message names. */
const refuseDisk = (fault: DiskFault): void => {
  const named = 'model' in fault ? { ...fault, model: modelOf(fault) } : fault;
  const code = exitCodes.usage;
  switch (named.kind) {
    case 'noDisk':
      return refuse(code, cardMessages.noDisk, named);
    case 'partition':
      return refuse(code, cardMessages.partition, named);
    case 'system':
      return refuse(code, cardMessages.system, named);
    case 'fixed':
      return refuse(code, cardMessages.fixed, named);
    case 'inUse':
      return refuse(code, cardMessages.inUse, named);
    case 'readOnly':
      return refuse(code, cardMessages.readOnly, named);
    case 'size': {
      const [least, most] = [megabytes(saneCard.least), megabytes(saneCard.most)];
      return refuse(code, cardMessages.size, { ...named, found: megabytes(named.found), least, most });
    }
  }
};

const refuseImage = (fault: ImageFault): void => {
  switch (fault.kind) {
    case 'imageUnreadable':
      return refuse(exitCodes.usage, cardMessages.imageUnreadable, fault);
    case 'imagePacked':
      return refuse(exitCodes.usage, cardMessages.imagePacked, fault);
    case 'noImage':
      return refuse(exitCodes.usage, cardMessages.noImage, fault);
    case 'imageCut':
      return refuse(exitCodes.usage, cardMessages.imageCut, fault);
  }
};

const refuseWrite = (fault: WriteFault): void => {
  const code = exitCodes.failed;
  switch (fault.kind) {
    case 'busy':
      return refuse(code, cardMessages.busy, fault);
    case 'denied':
      return refuse(code, cardMessages.denied, fault);
    case 'tooSmall':
      return refuse(code, cardMessages.tooSmall, {
        path: fault.path,
        needed: megabytes(fault.needed),
        found: megabytes(fault.found),
      });
    case 'write':
      return refuse(code, cardMessages.write, { ...fault, at: megabytes(fault.at) });
    case 'image':
      return refuse(code, cardMessages.image, { ...fault, at: megabytes(fault.at) });
    case 'readBack':
      return refuse(code, cardMessages.readBack, { ...fault, at: megabytes(fault.at) });
    case 'readBackFailed':
      return refuse(code, cardMessages.readBackFailed, fault);
    case 'stopped':
      return refuse(code, cardMessages.stopped, fault);
    default:
      return unreachable(fault);
  }
};

/** Why a disk is passed over, in one line. */
const whyNot = (fault: DiskFault): string => {
  switch (fault.kind) {
    case 'system':
    case 'inUse':
      return both(worded(cardMessages[fault.kind], { ...fault, model: modelOf(fault) }).needs);
    case 'fixed':
    case 'readOnly':
      return both(worded(cardMessages[fault.kind], { ...fault, model: modelOf(fault) }).needs);
    case 'size':
      return both(
        worded(cardMessages.size, {
          path: fault.path,
          model: modelOf(fault),
          found: megabytes(fault.found),
          least: megabytes(saneCard.least),
          most: megabytes(saneCard.most),
        }).needs,
      );
    case 'noDisk':
    case 'partition':
      return fault.path;
  }
};

const lineOf = (disk: Disk): string =>
  both(textWith(cardTexts.target, { path: disk.path, model: modelOf(disk), megabytes: megabytes(disk.bytes) }));

/** Lists what could be written, and what never is with its reason; gives the first card. */
const listCards = (out: (line: string) => void): Disk | null => {
  const disks = readDisks();
  const cards = disks.filter((disk) => cardFault(disk) === null);
  out(both(cards.length === 0 ? cardTexts.noCards : cardTexts.cards));
  for (const card of cards) out(`  ${lineOf(card)}`);
  const others = disks.flatMap((disk) => {
    const fault = cardFault(disk);
    return fault === null ? [] : [whyNot(fault)];
  });
  if (others.length > 0) out(both(cardTexts.others));
  for (const each of others) out(`  ${each}`);
  return cards[0] ?? null;
};

interface CardOptions {
  readonly image: string;
  readonly to?: string;
  readonly toFile?: string;
  readonly json?: true;
}

type TargetFault =
  | DiskFault
  | { readonly kind: 'noFile'; readonly path: string }
  | { readonly kind: 'sameFile'; readonly path: string };

/** A regular file that stands for a card. */
const fileTarget = (path: string, imageFd: number): Result<Target & { readonly model: string }, TargetFault> => {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found?.isFile() !== true) return fail({ kind: 'noFile', path });
  const image = fstatSync(imageFd);
  if (image.ino === found.ino && image.dev === found.dev) return fail({ kind: 'sameFile', path });
  return ok({ path, bytes: found.size, disk: false, model: '--to-file' });
};

const diskTarget = (given: string): Result<Target & { readonly model: string }, TargetFault> => {
  const disk = cardAt(given);
  return disk.ok
    ? ok({ path: disk.value.path, bytes: disk.value.bytes, disk: true, model: modelOf(disk.value) })
    : disk;
};

/** Ctrl-C and the like end at the next piece, with words and a blank card. */
const stopAsked = (): { readonly asked: boolean } => {
  const stop = { asked: false };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => (stop.asked = true));
  return stop;
};

const flashCard = async ({ image, json, to, toFile }: CardOptions): Promise<void> => {
  if (to !== undefined && toFile !== undefined) return refuse(exitCodes.usage, cardMessages.bothTargets, {});
  const opened = openImage(image);
  if (!opened.ok) return refuseImage(opened.fault);
  const source = opened.value;
  try {
    if (to === undefined && toFile === undefined) {
      const first = listCards((line) => void process.stderr.write(`${line}\n`));
      return refuse(exitCodes.usage, cardMessages.noTarget, { example: first?.path ?? '/dev/mmcblk0' });
    }
    const target = toFile === undefined ? diskTarget(to ?? '') : fileTarget(toFile, source.fd);
    if (!target.ok) {
      const { fault } = target;
      if (fault.kind === 'noFile') return refuse(exitCodes.usage, cardMessages.noFile, fault);
      if (fault.kind === 'sameFile') return refuse(exitCodes.usage, cardMessages.sameFile, fault);
      return refuseDisk(fault);
    }
    const { bytes, model, path } = target.value;
    say(textWith(cardTexts.target, { path, model, megabytes: megabytes(bytes) }));
    const began = performance.now();
    let writing: Progress | null = null;
    let reading: Progress | null = null;
    const written = await writeCard(
      source,
      target.value,
      (phase, done) => {
        if (phase === 'write') {
          writing ??= new Progress(cardTexts.writing, source.bytes, process.stderr, { after: source.bytes });
          writing.at(done);
          if (done === source.bytes) writing.end();
        } else {
          reading ??= new Progress(cardTexts.reading, source.bytes, process.stderr);
          reading.at(done);
          if (done === source.bytes) reading.end();
        }
      },
      stopAsked(),
    );
    if (!written.ok) return refuseWrite(written.fault);
    const seconds = Math.round((performance.now() - began) / 100) / 10;
    const { readBack, sha256 } = written.value;
    say(
      textWith(readBack === 'direct' ? cardTexts.done : cardTexts.doneCached, {
        path,
        megabytes: megabytes(source.bytes),
        seconds,
        hash: sha256,
      }),
    );
    if (json === true)
      process.stdout.write(`${JSON.stringify({ path, bytes: source.bytes, sha256, readBack, seconds }, null, 2)}\n`);
  } finally {
    source.close();
  }
};

/** `letan flash` lists the cards; `letan flash card` writes one. */
export const mount = (program: Command): void => {
  const flash = program
    .command('flash')
    .description('lists the cards that can be written; “flash card” writes one')
    .action(() => void listCards((line) => void process.stdout.write(`${line}\n`)));
  flash
    .command('card')
    .description('writes an image to a card and reads it back; a card that was cut off in the middle starts nothing')
    .requiredOption('--image <file>', 'what “letan image build” made')
    .option('--to <device>', 'the card: /dev/mmcblk0, /dev/sdb; removable, of a card’s size and unmounted')
    .option('--to-file <file>', 'a regular file that stands for a card')
    .option('--json', 'what was written, as one document on stdout')
    .action(flashCard);
};

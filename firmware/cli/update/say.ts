import {
  obstacleTexts,
  returnTexts,
  slotTexts,
  updateMessages,
  updateSteps,
} from '../../../config/languages/messages/update.ts';
import { releaseMessages } from '../../../config/languages/messages/release.ts';
import { textWith, type Message, type StaffText } from '../../../config/languages/messages/wording.ts';
import type { Obstacle } from '../../update/work.ts';
import { exitCodes } from '../exit.ts';
import { both, refuse } from '../hub/say.ts';
import type { UnfitFault } from './apply.ts';
import type { BundleFault } from './bundle.ts';
import type { DownloadFault } from './download.ts';
import type { FillFault } from './fill-slot.ts';
import { mostTries } from './guard.ts';
import type { Outcome } from './record.ts';
import type { SlotFault } from './slots.ts';
import type { SourceFault } from './source.ts';

type Values = Readonly<Record<string, string | number | StaffText>>;

/** What is told on the way goes to stderr, so that `--json` is alone on stdout. */
export const tell = (step: keyof typeof updateSteps, values: Values): void =>
  void process.stderr.write(`${both(textWith(updateSteps[step], values))}\n`);

export const short = (commit: string): string => commit.slice(0, 12);

const listed = (texts: readonly StaffText[]): StaffText => ({
  vi: texts.map(({ vi }) => vi).join('; '),
  en: texts.map(({ en }) => en).join('; '),
});

export const obstaclesText = (obstacles: readonly Obstacle[]): StaffText =>
  listed(obstacles.map((each) => textWith(obstacleTexts[each.kind], { ...each })));

export const slotText = (fault: SlotFault): StaffText =>
  fault.kind === 'tree'
    ? textWith(slotTexts.tree, { path: fault.fault.path })
    : textWith(slotTexts[fault.kind], { ...fault });

/** Why a release was given up. */
export const whyReturned = ({ reason }: Outcome): StaffText =>
  reason === null ? { vi: '?', en: '?' } : textWith(returnTexts[reason], { tries: mostTries });

const no = (key: keyof typeof updateMessages, values: Values): void => {
  // Each fault has the fields that its message names; what has others is spelt out below.
  const message: Message = updateMessages[key];
  refuse(exitCodes.failed, message, values);
};

/** To the minute: two releases of one day are told apart. */
const made = (committedAt: number): string => `${new Date(committedAt * 1000).toISOString().slice(0, 16)}Z`;
const megabytes = (bytes: number): number => Math.ceil(bytes / 1e6);

/** Says why a file is no release to be believed. Each fault has the fields that its message names. */
export function sayBundleFault(fault: BundleFault): void {
  switch (fault.kind) {
    case 'unreadable':
      return refuse(exitCodes.failed, releaseMessages.unreadable, fault);
    case 'no-release':
      return refuse(exitCodes.failed, releaseMessages['no-release'], fault);
    case 'foreign':
      return refuse(exitCodes.failed, releaseMessages.foreign, fault);
    case 'damaged':
      return refuse(exitCodes.failed, releaseMessages.damaged, fault);
    case 'cut-short':
      return refuse(exitCodes.failed, releaseMessages['cut-short'], fault);
  }
}

/** Says why not, Vietnamese first, and sets the exit code. */
export function sayFault(fault: UnfitFault | BundleFault | SourceFault | DownloadFault | FillFault): void {
  switch (fault.kind) {
    case 'unreadable':
    case 'no-release':
    case 'foreign':
    case 'damaged':
    case 'cut-short':
      return sayBundleFault(fault);
    case 'same':
      return no('same', { version: fault.version, commit: short(fault.commit) });
    case 'older':
      return no('older', {
        offered: fault.offered.version,
        offeredOn: made(fault.offered.committedAt),
        running: fault.installed.version,
        runningOn: made(fault.installed.committedAt),
      });
    case 'no-room':
      return no('no-room', { where: fault.where, needed: megabytes(fault.needed), free: megabytes(fault.free) });
    case 'not-as-written':
      return no('not-as-written', { where: fault.where, fault: slotText(fault.fault) });
    case 'answered':
      // Who may not, who asks in vain, and who is told so by a server in trouble do different things.
      return no(fault.status === 401 || fault.status === 403 ? 'not-allowed' : 'answered', { ...fault });
    case 'too-large':
      return no('too-large', { url: fault.url, bytes: megabytes(fault.bytes), most: megabytes(fault.most) });
    case 'certificate':
    case 'changed':
    case 'disk':
    case 'given-up':
    case 'ledger':
    case 'no-address':
    case 'no-room-here':
    case 'no-source':
    case 'no-stick':
    case 'no-tar':
    case 'none-fits':
    case 'not-fetched':
    case 'not-installed':
    case 'not-mounted':
    case 'on-trial':
    case 'other-arch':
    case 'several':
    case 'unreachable':
      return no(fault.kind, { ...fault });
  }
}

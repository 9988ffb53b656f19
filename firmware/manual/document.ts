import type { LanguageFile } from '../../config/languages.ts';
import { faultCodes, type FaultCode } from '../../config/languages/messages/fault-codes.ts';
import { everyFault } from '../../config/languages/messages/fault-words.ts';
import { manualSlots, manualWords as words } from '../../config/languages/messages/manual.ts';
import { repairWords } from '../../config/languages/messages/repair.ts';
import { textWith, worded, type StaffText } from '../../config/languages/messages/wording.ts';
import { safeMode } from '../../config/safe-mode.ts';

export const manualLanguages = ['vi', 'en'] as const;
export type ManualLanguage = (typeof manualLanguages)[number];

/** What stands in the manual beside its words: the same in both languages, and the same as in RASPBERRY-PI.md. */
export const manualCommands = {
  wiring: ['letan wiring --config /etc/letan/ward-centre/devices/kiosk-1.yaml'],
  check: ['npx letan config check config/sites/ward-centre'],
  image: [
    'npx letan image build --base raspios-lite-arm64.img.xz --site config/sites/ward-centre --device kiosk-1 \\',
    '  --release keys/letan.letan --release-key keys/letan-release.pub --ssh-key ~/.ssh/id_ed25519.pub --out kiosk-1.img',
  ],
  flash: ['npx letan flash', 'sudo npx letan flash card --image kiosk-1.img --to /dev/mmcblk0'],
  doctor: ['sudo -u letan letan doctor --config /etc/letan/ward-centre/devices/kiosk-1.yaml'],
  pin: ['sudo -u letan letan staff set-pin --role manager --config /etc/letan/ward-centre/devices/kiosk-1.yaml'],
  stick: [
    'npx letan stick key --out keys --site config/sites/ward-centre',
    'npx letan stick make --key keys/letan-maintenance.pem --site config/sites/ward-centre --to /media/usb',
  ],
  logs: ['sudo letan support bundle --usb --config /etc/letan/ward-centre/devices/kiosk-1.yaml'],
  update: [
    'sudo letan update apply usb --when-idle',
    'sudo letan update status',
    'sudo letan update rollback --when-idle',
  ],
} as const;

/** Lines on the visitor's screen, and the codes behind them. */
const notes: Readonly<Record<string, readonly FaultCode[]>> = {
  'note.paperOut': [faultCodes['device.paper-out']],
  'note.coverOpen': [faultCodes['device.cover-open']],
  'note.printerJam': [faultCodes['device.cutter-jam']],
  'note.printerAway': [faultCodes['device.offline'], faultCodes['device.absent'], faultCodes['node.permission']],
  'note.speakerAway': [faultCodes['device.no-device'], faultCodes['sound.none']],
  'note.linkLost': [faultCodes['network.down'], faultCodes['device.unreachable']],
  'note.clockNotSet': [faultCodes['clock.notSet']],
  'note.ledgerAway': [faultCodes['disk.readOnly'], faultCodes['disk.low'], faultCodes['device.no-file']],
};

const lamps = [
  [words.lampNotice, words.lampNoticeMeans],
  [words.lampInvite, words.lampInviteMeans],
  [words.lampAttend, words.lampAttendMeans],
  [words.lampCall, words.lampCallMeans],
] as const;

const menu = ['look', 'print', 'sound', 'light', 'sign', 'touch', 'sensors', 'logs', 'restart'] as const;

const block = (commands: readonly string[]): string => ['```', ...commands, '```'].join('\n');

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...rows]
    .map((cells) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`)
    .join('\n');

/** How safe mode behaves where no site says otherwise. */
const usual = safeMode.parse({});

/**
 * The install-and-repair manual in Markdown, of one language. `languages` are the visitors' files, of which it quotes what stands on
 * the screen; a line that its language lacks is left out.
 */
export const manualText = (
  language: ManualLanguage,
  languages: readonly Pick<LanguageFile, 'tag' | 'phrases'>[],
  version: string,
): string => {
  const say = (text: StaffText): string => text[language];
  const fill = (text: StaffText, values: Readonly<Record<string, string | number | StaffText>>): string =>
    say(textWith(text, values));
  const phrases = languages.find(({ tag }) => tag === language)?.phrases ?? {};
  const quoted = Object.entries(notes).flatMap(([key, codes]) => {
    const phrase = phrases[key];
    return phrase === undefined ? [] : [[phrase.screen, codes.join(', ')]];
  });
  const faults = everyFault.map(({ code, message }) => {
    const { needs, repair } = worded(message, manualSlots);
    return [code, say(needs), say(repair)];
  });
  const chapter = (title: StaffText, ...pieces: readonly string[]): string =>
    [`## ${say(title)}`, ...pieces].join('\n\n');
  return `${[
    `# ${fill(words.title, { version })}`,
    say(words.about),
    chapter(words.partsTitle, say(words.parts), block(manualCommands.wiring)),
    chapter(
      words.installTitle,
      say(words.installCheck),
      block(manualCommands.check),
      say(words.installImage),
      block(manualCommands.image),
      say(words.installFlash),
      block(manualCommands.flash),
      say(words.installStart),
      block(manualCommands.doctor),
      say(words.pinTitle),
      block(manualCommands.pin),
    ),
    chapter(
      words.dailyTitle,
      [words.dailyPaper, words.dailyClean, words.dailyPower].map((text) => `- ${say(text)}`).join('\n'),
    ),
    chapter(
      words.seesTitle,
      say(words.lampIntro),
      table(
        [say(words.lamp), say(words.meaning)],
        lamps.map(([looks, means]) => [say(looks), say(means)]),
      ),
      say(words.screenIntro),
      table([say(words.onScreen), say(words.code)], quoted),
    ),
    chapter(
      words.safeTitle,
      fill(words.safe, { times: usual.afterBadStarts, minutes: usual.tryAgainAfterMs / 60_000 }),
      fill(words.safeOpen, { open: repairWords.open, seconds: usual.buttonForMs / 1_000 }),
      say(words.safeWrong),
      say(words.safeStick),
      block(manualCommands.stick),
      `${say(words.safeMenu)}\n\n${menu.map((key) => `- ${say(repairWords[key])}`).join('\n')}`,
      say(words.safeForgotten),
    ),
    chapter(words.logsTitle, fill(words.logs, { logs: repairWords.logs }), block(manualCommands.logs)),
    chapter(words.updateTitle, say(words.update), block(manualCommands.update)),
    chapter(
      words.faultsTitle,
      say(words.faults),
      table([say(words.code), say(words.needs), say(words.repair)], faults),
    ),
  ].join('\n\n')}\n`;
};

import { writeFileSync } from 'node:fs';
import type { Command } from 'commander';
import { parseDateKey } from '../../behaviours/hours/civil.ts';
import { exportCsv, exportDay, exportJson, isOfDay } from '../../behaviours/hall/day-export.ts';
import { ledgerWords } from '../../config/languages/messages/ledger.ts';
import { textWith, type SlotValue, type StaffText } from '../../config/languages/messages/wording.ts';
import { knownSchema } from '../../hal/drivers/sqlite-ledger-schema.ts';
import { SqliteTicketLedger } from '../../hal/drivers/sqlite-ticket-ledger.ts';
import type { LedgerRepair, VisitEvent } from '../../hal/ports/ticket-ledger.ts';
import { isHarmless, repairText } from '../ledger-words.ts';
import { exitCodes } from './exit.ts';
import { eventsOf, withCopy } from './ledger/read.ts';
import { complain, complainOf, ledgerAt, type WhereOptions } from './ledger/where.ts';

const pieceEvents = 1000;

interface JsonOption {
  readonly json?: true;
}

const say = (text: StaffText, values: Readonly<Record<string, SlotValue>>): void => {
  const { en, vi } = textWith(text, values);
  process.stdout.write(`${vi}\n${en}\n`);
};

/** The version of the ledger's file, before its copy was brought up to date. */
const schemaIn = (repairs: readonly LedgerRepair[]): number => {
  const migrated = repairs.find(({ kind }) => kind === 'migrated');
  return migrated?.kind === 'migrated' ? migrated.from : knownSchema;
};

const check = async (options: WhereOptions & JsonOption): Promise<void> => {
  const place = ledgerAt(options);
  if (place === null) return;
  await withCopy(place.path, async ({ ledger, repairs }) => {
    for (let before = ledger.head + 1; before > 1;) {
      const checked = await ledger.check(before, pieceEvents);
      if (!checked.ok) {
        complainOf({ ...checked.fault, where: place.path });
        return;
      }
      before = checked.value;
    }
    let events = 0;
    for await (const _ of eventsOf(ledger)) events += 1;
    const archives = await ledger.archives();
    const schema = schemaIn(repairs());
    const found = repairs().filter(({ kind }) => kind !== 'migrated');
    // An unfinished write at the end is what a power cut leaves, and no damage.
    const whole = found.every(isHarmless);
    if (options.json === true)
      process.stdout.write(
        `${JSON.stringify({
          ledger: place.path,
          whole,
          schema,
          head: ledger.head,
          events,
          found,
          archives: archives.ok ? archives.value.length : 0,
        })}\n`,
      );
    else {
      for (const repair of found) {
        const { needs, repair: todo } = repairText(repair, true);
        process.stdout.write(`${needs.vi}; ${todo.vi}\n${needs.en}; ${todo.en}\n`);
      }
      const values = { where: place.path, events, head: ledger.head, schema };
      say(whole ? ledgerWords.whole : ledgerWords.damaged, values);
    }
    if (!whole) process.exitCode = exitCodes.failed;
  });
};

/** Whoever has these could act for a visitor; a technician who reads lines does not need them. */
const secrets = ['token', 'person', 'booking', 'code', 'requestId'];
const withoutSecrets = (event: VisitEvent): VisitEvent => ({
  ...event,
  data: Object.fromEntries(
    Object.entries(event.data).map(([key, value]) => [key, secrets.includes(key) ? '…' : value]),
  ),
});

const show = async (options: WhereOptions & { readonly day?: string; readonly last: string }): Promise<void> => {
  const place = ledgerAt(options);
  if (place === null) return;
  const { day } = options;
  if (day !== undefined && parseDateKey(day) === null) {
    complain('noDay', {}, exitCodes.usage);
    return;
  }
  const count = Math.max(1, Number.parseInt(options.last, 10) || 20);
  await withCopy(place.path, async ({ ledger }) => {
    const from = day === undefined ? Math.max(1, ledger.head - count + 1) : 1;
    for await (const { event, position } of eventsOf(ledger, from))
      if (day === undefined || isOfDay(event, day))
        process.stdout.write(`${JSON.stringify({ position, ...withoutSecrets(event) })}\n`);
  });
};

const exportOf = async (
  options: WhereOptions & { readonly day: string; readonly csv?: true; readonly json?: true; readonly out?: string },
): Promise<void> => {
  const { day, out } = options;
  if (parseDateKey(day) === null) {
    complain('noDay', {}, exitCodes.usage);
    return;
  }
  const place = ledgerAt(options);
  if (place === null) return;
  await withCopy(place.path, async ({ ledger }) => {
    const events: VisitEvent[] = [];
    for await (const { event } of eventsOf(ledger)) if (isOfDay(event, day)) events.push(event);
    const tickets = exportDay(events, day, place.zoneOffsetMin);
    const text =
      options.json === true ? `${JSON.stringify({ day, tickets: exportJson(tickets) })}\n` : exportCsv(tickets);
    if (out === undefined) process.stdout.write(text);
    else writeFileSync(out, text);
  });
};

const archive = async (options: WhereOptions & JsonOption & { readonly day: string }): Promise<void> => {
  if (parseDateKey(options.day) === null) {
    complain('noDay', {}, exitCodes.usage);
    return;
  }
  const place = ledgerAt(options);
  if (place === null) return;
  // The ledger itself: an archive is noted in it. A device at work holds it, and does this by itself.
  const ledger = new SqliteTicketLedger(place.path);
  const opened = await ledger.open(new AbortController().signal);
  if (!opened.ok) {
    complainOf(opened.fault);
    return;
  }
  try {
    const files: { file: string; from: number; to: number; sha256: string }[] = [];
    for (let part = 1; ; part += 1) {
      const archived = await ledger.archive(part === 1 ? options.day : `${options.day}-${part}`);
      if (!archived.ok) {
        complainOf(archived.fault);
        return;
      }
      // A day that was archived before may have more by now: its parts go on.
      if (archived.value !== null) files.push(archived.value);
      else if (part > 1) break;
      if (archived.value !== null && archived.value.to >= ledger.head) break;
    }
    if (options.json === true) process.stdout.write(`${JSON.stringify({ archives: files })}\n`);
    else if (files.length === 0) say(ledgerWords.nothingToArchive, {});
    else for (const { file, from, to } of files) say(ledgerWords.archived, { file, from, to });
  } finally {
    await ledger.close();
  }
};

const placed = (command: Command): Command =>
  command
    .option('--config <file>', 'the device’s YAML: config/sites/<site>/devices/<device>.yaml')
    .option('--db <file>', 'a ledger’s file, instead of --config');

/** `letan ledger check|show|export|archive`. */
export const mountLedger = (program: Command): void => {
  const ledger = program.command('ledger').description('reads a device’s ledger; a device at work is not disturbed');
  placed(ledger.command('check').description('proves every event by the chain and says what is damaged'))
    .option('--json', 'one JSON document')
    .action(check);
  placed(ledger.command('show').description('prints events, one JSON document a line'))
    .option('--day <date>', 'those that speak of tickets of this day')
    .option('--last <count>', 'so many of the newest', '20')
    .action(show);
  placed(ledger.command('export').description('the tickets of a day for figures, nothing personal'))
    .requiredOption('--day <date>', 'as 2026-08-03')
    .option('--csv', 'comma-separated values with a first line of names (the default)')
    .option('--json', 'one JSON document')
    .option('--out <file>', 'write it there')
    .action(exportOf);
  placed(ledger.command('archive').description('writes what no archive holds yet into a file beside the ledger'))
    .requiredOption('--day <date>', 'the day whose name it gets')
    .option('--json', 'one JSON document')
    .action(archive);
};

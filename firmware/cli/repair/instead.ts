import { accessSync, constants } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { faultText, type ConfigFault } from '../../../config/faults.ts';
import { runMessages } from '../../../config/languages/messages/run.ts';
import { worded } from '../../../config/languages/messages/wording.ts';
import { loadLanguages } from '../../../config/languages.ts';
import { loadDevice } from '../../../config/load.ts';
import type { DeviceConfig } from '../../../config/schema.ts';
import type { NodeClock } from '../../../hal/drivers/node-clock.ts';
import { NodeStorage } from '../../../hal/drivers/node-storage.ts';
import { errorCode } from '../../../hal/error-code.ts';
import type { Log } from '../../../hal/ports/log.ts';
import { fail, ok, type Result } from '../../../hal/result.ts';
import type { BadStarts } from '../../bad-starts.ts';
import type { Finding } from '../../doctor/finding.ts';
import { makeFolder } from '../make-folder.ts';
import { exitCodes } from '../exit.ts';
import type { Loaded } from '../served-pages.ts';
import { noteBugs } from './last-bug.ts';
import { takeWish } from './maintenance-wish.ts';
import { repair } from './repair.ts';
import { subjectOf, subjectWithout, type RepairSubject } from './subject.ts';
import { whyByHand, whyConfig, whyDataDir, whySafe } from './why.ts';

/*
 * What stands on the glass instead of the device, and until when: a config that does not hold or data that cannot be written, until that is
 * put right; too many bad starts; a technician's own wish.
 */

const languageFiles = fileURLToPath(new URL('../../../config/languages', import.meta.url));

interface Ports {
  /** Where key files of sticks are laid down. */
  readonly sticksAt: string;
  readonly clock: NodeClock;
  readonly log: Log;
  /** Resolves when the process is asked to end. */
  readonly asked: Promise<void>;
}

/** What keeps a device from even beginning: as lines for a terminal, and as the fault on its glass. */
interface Obstacle {
  readonly lines: readonly string[];
  readonly why: Finding;
  /** Known where only its data cannot be written. */
  readonly config: DeviceConfig | null;
}

const wrongConfig = (path: string, faults: readonly ConfigFault[], lines: readonly string[]): Obstacle => ({
  lines,
  why: whyConfig(path, faults),
  config: null,
});

const notWritable = (config: DeviceConfig): Obstacle | null => {
  const { dataDir: path } = config;
  try {
    makeFolder(path, 0o750);
    accessSync(path, constants.W_OK | constants.X_OK);
    return null;
  } catch (error) {
    const code = errorCode(error) ?? 'unknown';
    const { needs, repair: todo } = worded(runMessages.dataDir, { path, code });
    const lines = [`${needs.vi} → ${todo.vi}`, `${needs.en} → ${todo.en}`];
    return { lines, why: whyDataDir(path, code), config };
  }
};

const begin = (path: string): Result<Loaded, Obstacle> => {
  const config = loadDevice(path);
  if (!config.ok) return fail(wrongConfig(path, config.fault, config.fault.map(faultText)));
  const languages = loadLanguages(languageFiles, config.value.site.languages);
  if (!languages.ok)
    return fail(
      wrongConfig(
        path,
        [],
        languages.fault.map((fault) => JSON.stringify(fault)),
      ),
    );
  const obstacle = notWritable(config.value);
  return obstacle === null ? ok({ path, config: config.value, languages: languages.value }) : fail(obstacle);
};

/**
 * A device whose config holds and whose data can be written. Where one of them does not, all that is wrong is printed; `stays`: then the
 * glass says so, and the device goes on by itself once it is put right. Null: it ends, with an exit code.
 */
export const rightDevice = async (path: string, stays: boolean, ports: Ports): Promise<Loaded | null> => {
  for (;;) {
    const begun = begin(path);
    if (begun.ok) return begun.value;
    const { config, lines, why } = begun.fault;
    for (const line of lines) process.stderr.write(`${line}\n`);
    if (!stays) {
      process.exitCode = exitCodes.config;
      return null;
    }
    ports.log.write('error', 'device.repair', { key: why.key, vi: why.needs.vi, en: why.needs.en });
    const storageAt = (dataDir: string): NodeStorage => new NodeStorage(dataDir);
    const subject: RepairSubject = config === null ? await subjectWithout(path, storageAt) : subjectOf(config, path);
    const storage = storageAt(subject.dataDir);
    const mended = (): boolean => begin(path).ok;
    const ended = await repair({ subject, why, open: false, againAfterMs: null, mended, storage, ...ports });
    await storage.close();
    if (ended === 'asked') process.exit(exitCodes.ok);
  }
};

/** Serves safe mode after too many bad starts, or maintenance where somebody asked for it; false: the device starts as always. */
export const repairInstead = async (
  { config, path }: Loaded,
  starts: BadStarts,
  ports: Ports & { readonly storage: NodeStorage },
): Promise<boolean> => {
  const { log, storage } = ports;
  const wish = await takeWish(storage);
  const begun = wish === null ? await starts.begin() : null;
  if (begun?.mode === 'normal') {
    noteBugs(config.dataDir);
    return false;
  }
  const why = begun === null ? whyByHand() : whySafe(config.dataDir, begun.bad);
  log.write('error', 'device.repair', { key: why.key, vi: why.needs.vi, en: why.needs.en });
  const againAfterMs = begun === null ? null : config.safeMode.tryAgainAfterMs;
  const subject = subjectOf(config, path);
  // A button opens for good; a stick for as long as it is plugged in.
  await repair({ subject, why, open: wish === 'button', endsWithStick: wish === 'stick', againAfterMs, ...ports });
  await storage.close();
  return true;
};

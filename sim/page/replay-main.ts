import { recordingWords } from '../../config/languages/messages/recording.ts';
import { exitCodes } from '../../firmware/cli/exit.ts';
import { createStaffGuard } from '../../firmware/web-guard.ts';
import { NodeClock } from '../../hal/drivers/node-clock.ts';
import { NodeEntropy } from '../../hal/drivers/node-entropy.ts';
import type { Milliseconds } from '../../hal/units.ts';
import type { RecordedRun } from '../replay/recorded-run.ts';
import { shippedLanguages } from '../replay/replay-file.ts';
import { ReplaySession } from '../replay/replay-session.ts';
import { demoPinHashes } from './demo-pins.ts';
import { listenForPage, pageLog } from './main.ts';
import { openSimPage } from './server.ts';

export interface ReplayPageOptions {
  /** Where it stands when the page opens. */
  readonly from: Milliseconds;
  readonly speed: number;
  readonly port: number | undefined;
}

const complain = (lines: readonly string[]): void => {
  process.stderr.write(`${lines.join('\n')}\n`);
  process.exitCode = exitCodes.config;
};

/** `letan replay FILE --page`: a recording on the simulator's page. Ends with Ctrl+C. */
export const replayPage = async (run: RecordedRun, { from, port, speed }: ReplayPageOptions): Promise<void> => {
  const host = new NodeClock(() => true);
  const opened = await ReplaySession.open(run, shippedLanguages, host, from);
  if (!opened.ok) {
    complain(opened.fault);
    return;
  }
  const session = opened.value;
  const entropy = new NodeEntropy();
  const pins = await demoPinHashes();
  const guard = createStaffGuard({ name: 'replay', clock: host, entropy, log: pageLog, pins });
  const listening = await listenForPage(port, guard);
  if (typeof listening === 'string') {
    complain([listening]);
    return;
  }
  const { url, web } = listening;
  session.time.setSpeed(speed);
  const page = await openSimPage({
    session,
    web,
    host,
    log: pageLog,
    configs: session.configs,
    languages: session.languageFiles,
    entropy,
    guard,
  });
  process.stdout.write(`letan: ${url}\n${recordingWords.page.vi}\n${recordingWords.page.en}\n`);
  session.time.play();
  const end = (): void => {
    void page
      .close()
      .then(() => web.close())
      .then(() => session.close())
      .then(() => process.exit(exitCodes.ok));
  };
  process.once('SIGINT', end);
  process.once('SIGTERM', end);
};

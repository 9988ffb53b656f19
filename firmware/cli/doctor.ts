import { createInterface } from 'node:readline/promises';
import type { Command } from 'commander';
import { faultText } from '../../config/faults.ts';
import { doctorWords } from '../../config/languages/messages/doctor.ts';
import type { StaffText } from '../../config/languages/messages/wording.ts';
import { boardModels, loadBoard, loadDevice } from '../../config/load.ts';
import type { DeviceConfig } from '../../config/schema.ts';
import { chimeClip } from '../../hal/drivers/chime.ts';
import { LinuxHostFacts } from '../../hal/drivers/linux-host-facts.ts';
import { NodeClock } from '../../hal/drivers/node-clock.ts';
import { NodeRandom } from '../../hal/drivers/node-random.ts';
import { linuxWallTrust } from '../../hal/drivers/wall-trust.ts';
import { firmwareVersion } from '../meta.ts';
import { classifierFindings, openDevices, simulatedFindings } from '../doctor/devices.ts';
import { examineMachine } from '../doctor/examine.ts';
import { anyFault, type Finding } from '../doctor/finding.ts';
import { askPerson, type Person, type PersonSays } from '../doctor/persons.ts';
import { reportDocument, reportText } from '../doctor/report.ts';
import { testSlip } from '../doctor/test-slip.ts';
import { assemble, realFactories } from '../drivers.ts';
import { intentionClassifier } from '../intention-model.ts';
import { exitCodes } from './exit.ts';
import { madeAt } from './made-at.ts';

interface DoctorOptions {
  readonly config: string;
  readonly json?: true;
  readonly morning?: true;
  readonly ask?: boolean;
}

/** Whoever sits at the terminal. */
class AtTerminal implements Person {
  async ask(question: StaffText): Promise<PersonSays> {
    const lines = createInterface({ input: process.stdin, output: process.stderr });
    try {
      const { vi, en } = doctorWords.yesNo;
      const answer = (await lines.question(`${question.vi}\n${question.en}\n${vi} · ${en}: `)).trim().toLowerCase();
      if (['c', 'có', 'co', 'y', 'yes'].includes(answer)) return 'yes';
      return ['k', 'không', 'khong', 'n', 'no'].includes(answer) ? 'no' : 'skipped';
    } finally {
      lines.close();
    }
  }
}

/** Nobody is asked where a program reads, or where nobody sits. */
const asksPeople = (options: DoctorOptions): boolean => {
  if (options.json === true || options.morning === true) return false;
  return options.ask ?? (process.stdin.isTTY && process.stderr.isTTY);
};

const examineDevices = async (config: DeviceConfig, clock: NodeClock, asks: boolean): Promise<readonly Finding[]> => {
  const log = { write: () => undefined };
  const random = new NodeRandom();
  const { devices, unmade } = assemble(config, realFactories({ config, clock, random, log, dataDir: config.dataDir }));
  const opened = await openDevices({ devices, clock, random, log });
  try {
    const told = asks
      ? await askPerson({
          config,
          devices,
          up: opened.up,
          clock,
          person: new AtTerminal(),
          chime: chimeClip(),
          slip: testSlip,
        })
      : [];
    return [...opened.findings, ...simulatedFindings(config, unmade), ...told];
  } finally {
    await opened.close();
  }
};

const doctor = async (options: DoctorOptions): Promise<void> => {
  const loaded = loadDevice(options.config);
  if (!loaded.ok) {
    for (const fault of loaded.fault) process.stderr.write(`${faultText(fault)}\n`);
    process.exitCode = exitCodes.config;
    return;
  }
  const config = loaded.value;
  const clock = new NodeClock(linuxWallTrust(madeAt));
  const wall = clock.wallTime();
  const findings: Finding[] = [
    ...(await examineMachine({
      config,
      board: config.board === null ? null : loadBoard(config.board.model),
      models: boardModels(),
      host: new LinuxHostFacts(),
      wall,
      firmware: firmwareVersion,
    })),
  ];
  if (options.morning !== true) {
    findings.push(...(await classifierFindings(intentionClassifier(config))));
    findings.push(...(await examineDevices(config, clock, asksPeople(options))));
  }
  const report = {
    device: config.device,
    site: config.site.site,
    firmware: firmwareVersion,
    at: wall.instant,
    clockTrusted: wall.trusted,
    findings,
  };
  const text = options.json === true ? reportDocument(report) : reportText(report);
  await new Promise<void>((resolve) => {
    process.stdout.write(text, () => resolve());
  });
  // Not left to end by itself: a sound library's thread outlives its closed output, and would keep the check-up from ever ending.
  process.exit(anyFault(findings) ? exitCodes.failed : exitCodes.ok);
};

/** `letan doctor --config FILE`. */
export const mountDoctor = (program: Command): void => {
  program
    .command('doctor')
    .description(
      'looks over the board and every device: exit 0 all well, 1 something is at fault (78 the config itself)',
    )
    .requiredOption('--config <file>', 'the device’s YAML: config/sites/<site>/devices/<device>.yaml')
    .option('--json', 'one JSON document instead of the table; asks nobody')
    .option('--morning', 'only what can be seen while the device serves: opens nothing, asks nobody')
    .option('--ask', 'ask whoever is at the terminal for what only a person can tell (default at a terminal)')
    .option('--no-ask', 'ask nobody')
    .action(doctor);
};

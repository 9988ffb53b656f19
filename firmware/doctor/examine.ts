import { checkBoard, checkHeat, checkKernel, checkMemory, checkVersion } from './checks/machine.ts';
import { checkNodes, checkPins } from './checks/plugs.ts';
import { checkPower } from './checks/power.ts';
import { checkCards, checkDisk } from './checks/storage.ts';
import { checkClock, checkNetwork, checkSound, checkWatchdog } from './checks/surroundings.ts';
import type { Examined } from './examined.ts';
import type { Finding } from './finding.ts';

const checks: readonly ((examined: Examined) => Promise<readonly Finding[]>)[] = [
  checkBoard,
  checkKernel,
  checkVersion,
  checkPower,
  checkHeat,
  checkMemory,
  checkDisk,
  checkCards,
  checkClock,
  checkPins,
  checkNodes,
  checkSound,
  checkNetwork,
  checkWatchdog,
];

/** Looks over the machine without opening a device: it may be done while the device serves. */
export const examineMachine = async (examined: Examined): Promise<readonly Finding[]> => {
  const findings: Finding[] = [];
  // One after the other: the order in which a machine is asked is the same each time.
  for (const check of checks) findings.push(...(await check(examined)));
  return findings;
};

/*
 * Gives numbers until it is killed and says each one as it would be shown: one line on standard output, written at once.
 * Arguments: directory, a word that makes this run's requests unique.
 */
import { writeSync } from 'node:fs';
import { startTicketingDevice } from './ticketing-device.ts';

const [directory = '', run = ''] = process.argv.slice(2);
const device = await startTicketingDevice(directory);
writeSync(1, 'ready\n');
const say = (word: object): void => void writeSync(1, `${JSON.stringify(word)}\n`);

for (let round = 0; ; round += 1) {
  // One, two or three visitors at once, so that commits and side file are shared as well as not.
  const together = 1 + (round % 3);
  await Promise.all(
    Array.from({ length: together }, async (_, visitor) => {
      const request = `${run}/${round}/${visitor}`;
      const service = (round + visitor) % 4 === 0 ? 'chung-thuc' : 'ho-tich';
      const issued = await device.hall.office.issue({ id: request, service, priority: null, language: 'vi' });
      if (!issued.ok) throw new Error(JSON.stringify(issued.fault));
      const { ticket, number } = issued.value;
      say({ shown: number, ticket, request });
      if (round % 5 !== 0) return;
      const jobId = `${request}/slip`;
      const begun = await device.hall.office.slipStarted(ticket, jobId);
      if (!begun.ok) throw new Error(JSON.stringify(begun.fault));
      say({ printing: jobId, ticket });
      const ended = await device.hall.office.slipEnded(ticket, jobId, 'printed', '');
      if (!ended.ok) throw new Error(JSON.stringify(ended.fault));
      say({ printed: jobId, ticket });
    }),
  );
}

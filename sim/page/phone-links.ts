import type { Desk, DeskAnswer } from '../../firmware/web-desk.ts';
import type { SiteFace } from '../../firmware/site-face.ts';

/** A device whose phones' page the simulator serves below `base`. */
interface Served {
  readonly base: string;
  readonly face: SiteFace;
}

const plain = (status: number, headers: Readonly<Record<string, string>>, body: string): DeskAnswer => ({
  status,
  headers: { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store', ...headers },
  body,
});

/**
 * Opens the phone's page of a number, for whoever plays at the simulator and has no phone to hold before the slip. Who reads a slip's
 * code needs no such door, and on a device there is none.
 */
export const phoneLinks =
  (devices: readonly Served[]): Desk =>
  async ({ path }) => {
    for (const { base, face } of devices) {
      const found = face.ready() ? face.hall()?.office.find({ kind: 'number', number: path, day: null }) : null;
      if (found !== null && found !== undefined && found.ticket.token !== '')
        return plain(303, { location: `${base}/t/${found.ticket.token}` }, '');
    }
    return plain(404, {}, 'no such number today\n');
  };

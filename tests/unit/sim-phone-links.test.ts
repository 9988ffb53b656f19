import { describe, expect, it } from 'vitest';
import type { SiteFace } from '../../firmware/site-face.ts';
import { phoneLinks } from '../../sim/page/phone-links.ts';
import { phoneRig } from '../support/phone-rig.ts';

const asked = { method: 'GET', query: {}, headers: {}, address: '127.0.0.1', body: '' };

describe('a phone in the simulator', () => {
  it('is opened by its number, at the first device that knows it', async () => {
    const hub = await phoneRig();
    const member = await phoneRig();
    const ticket = await member.hall.issue('a');
    // The rig's face is all that a phone needs of a device.
    const served = [
      { base: '', face: hub.face as SiteFace },
      { base: '/kiosk-2', face: member.face as SiteFace },
    ];
    const desk = phoneLinks(served);
    const found = await desk({ ...asked, path: ticket.number });
    expect([found.status, found.headers['location']]).toEqual([303, `/kiosk-2/t/${ticket.token}`]);
    member.ready = false;
    expect((await desk({ ...asked, path: ticket.number })).status).toBe(404);
    expect((await desk({ ...asked, path: '../x' })).status).toBe(404);
  });
});

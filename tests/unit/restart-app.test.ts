import { describe, expect, it } from 'vitest';
import { KillableDevice } from '../support/killable-device.ts';

/*
 * The whole app, killed without a word at some moment and started again on the same disk: what ARCHITECTURE.md says of a restart.
 */

const slips = (device: KillableDevice): string[] =>
  device.ledger.disk
    .filter(({ kind }) => kind.startsWith('slip.'))
    .map(({ kind, data }) => `${kind} ${data['outcome'] as string}`);

describe('an app that is killed', () => {
  it('with a slip under way calls it unknown, offers its number, and prints again when asked', async () => {
    const first = await KillableDevice.start();
    first.printer.willEnd({ outcome: 'never', ms: 0 });
    await first.ask();
    const body = first.view?.body;
    expect(body).toMatchObject({ screen: 'ticket', printing: 'printing' });
    const second = await KillableDevice.start(first.kill(), 5_000);
    expect(slips(second)).toEqual(['slip.started undefined', 'slip.ended unknown']);
    expect(second.view?.body).toMatchObject({
      screen: 'ticket',
      number: body?.screen === 'ticket' ? body.number : '',
      printing: 'unknown',
    });
    await second.later(10_000);
    expect(second.printer.slips).toEqual([]);
    await second.touch('print');
    await second.later(3_000);
    expect(second.printer.slips.length).toBe(1);
    expect(slips(second).at(-1)).toBe('slip.ended printed');
    expect(second.view?.body).toMatchObject({ screen: 'ticket', printing: 'printed' });
    await second.stop();
  });

  it('at any moment of a visit shows its number again or has given none', async () => {
    const moments = [0, 1, 2, 3, 4, 5, 20, 60, 200, 700, 1_500, 1_700];
    const fates = new Set<string>();
    for (const at of moments) {
      const first = await KillableDevice.start();
      for (const screen of ['services', 'priority']) {
        const actions = first.view?.actions.filter((action) => !action.startsWith('chrome.')) ?? [];
        await first.touch(actions[0] ?? '');
        expect(first.screen).toBe(screen);
      }
      first.glass.touch('no');
      await first.later(30 + at);
      const disk = first.kill();
      const issued = disk.ledger.filter(({ kind }) => kind === 'ticket.issued').map(({ data }) => data['number']);
      const printed = disk.ledger.some(({ data }) => data['outcome'] === 'printed');
      const second = await KillableDevice.start(disk, 2_000);
      const body = second.view?.body;
      const shown = body?.screen === 'ticket' ? [body.number] : [];
      expect([at, shown]).toEqual([at, printed ? [] : issued]);
      fates.add(printed ? 'printed' : issued.length === 0 ? 'not given' : 'given');
      await second.later(5_000);
      expect([at, second.printer.slips.length]).toEqual([at, 0]);
      await second.stop();
    }
    // Every fate was among the moments.
    expect([...fates]).toEqual(['not given', 'given', 'printed']);
  });

  it('while paused is paused until staff resume', async () => {
    const first = await KillableDevice.start();
    await first.command('pause', { reason: 'cleaning' });
    expect(first.screen).toBe('paused');
    const second = await KillableDevice.start(first.kill(), 600_000);
    expect([second.screen, second.state('hours')]).toEqual(['paused', 'paused']);
    await second.command('resume', {});
    expect(second.state('hours')).toBe('open');
    const third = await KillableDevice.start(second.kill(), 1_000);
    expect(third.state('hours')).toBe('open');
    await third.stop();
  });

  it('while its greetings are muted keeps them muted for the rest of the half hour, and shows it', async () => {
    const first = await KillableDevice.start();
    await first.command('mute-greetings', {});
    expect(first.state('greeting')).toContain('greetings.muted');
    const shown = (device: KillableDevice): boolean =>
      device.view?.chrome.notes.some((note) => note.includes('tắt lời chào')) === true;
    await first.later(1_000);
    expect(shown(first)).toBe(true);
    const second = await KillableDevice.start(first.kill(), 600_000);
    await second.later(6_000);
    expect([second.state('greeting')?.includes('greetings.muted'), shown(second)]).toEqual([true, true]);
    await second.later(1_201_000);
    expect([second.state('greeting')?.includes('greetings.allowed'), shown(second)]).toEqual([true, false]);
    const third = await KillableDevice.start(second.kill(), 1_000);
    expect(third.state('greeting')).toContain('greetings.allowed');
    await third.command('mute-greetings', { minutes: 5 });
    await third.command('unmute-greetings', {});
    expect(third.state('greeting')).toContain('greetings.allowed');
    await third.stop();
  });

  it('while a notice is on the boards has it there again', async () => {
    const first = await KillableDevice.start();
    await first.command('notice', { text: 'Quầy 3 tạm nghỉ.', en: 'Counter 3 is closed.', minutes: 20 });
    const second = await KillableDevice.start(first.kill(), 600_000);
    expect(second.app.face.media.notice).toEqual({ vi: 'Quầy 3 tạm nghỉ.', en: 'Counter 3 is closed.' });
    await second.later(606_000);
    expect(second.app.face.media.notice).toBeNull();
    await second.stop();
  });

  it('while staff were called asks them again, and while they were coming knows that', async () => {
    const first = await KillableDevice.start();
    await first.touch('chrome.help');
    const requested = first.told('assistance-requested');
    expect(requested).toMatchObject([{ data: { repeat: 0 } }]);
    const requestId = (requested[0] as { data: { requestId: string } }).data.requestId; // our own envelope
    const second = await KillableDevice.start(first.kill(), 5_000);
    await second.later(1_000);
    // The outbox may send again what it did not know to have arrived.
    expect(second.told('assistance-requested').at(-1)).toMatchObject({ data: { requestId, repeat: 1 } });
    await second.command('assistance-accept', { requestId, by: 'Hoa' });
    expect(second.state('assistance')).toBe('accepted.shown');
    const third = await KillableDevice.start(second.kill(), 5_000);
    expect(third.state('assistance')).toBe('accepted.shown');
    const late = await KillableDevice.start(third.kill(), 3_600_000);
    expect(late.state('assistance')).toBe('idle');
    await late.later(1_000);
    expect(late.told('assistance-ended')).toMatchObject([{ data: { requestId, how: 'done' } }]);
    await late.stop();
  });
});

describe('an app that is asked to stop', () => {
  it('finishes the slip of who has asked, and then ends', async () => {
    const device = await KillableDevice.start();
    await device.ask();
    expect(device.view?.body).toMatchObject({ screen: 'ticket', printing: 'printing' });
    const stopped = device.app.stop();
    await device.later(2_500);
    await stopped;
    expect(slips(device).at(-1)).toBe('slip.ended printed');
    expect(device.time.pending).toBe(0);
  });

  it('takes nobody while it waits, and waits twenty seconds at most', async () => {
    const device = await KillableDevice.start();
    device.printer.willEnd({ outcome: 'never', ms: 0 });
    await device.ask();
    let over = false;
    const stopped = device.app.stop().then(() => {
      over = true;
    });
    await device.touch('finish');
    await device.later(1_000);
    // Their visit is over, their slip is not: whoever comes now is told.
    await device.touch(device.view?.actions.find((action) => !action.startsWith('chrome.')) ?? 'touch');
    expect(device.screen).toBe('out-of-order');
    expect([over, device.ledger.disk.filter(({ kind }) => kind === 'ticket.issued').length]).toEqual([false, 1]);
    await device.later(19_000);
    await stopped;
    expect([over, device.time.pending]).toEqual([true, 0]);
  });
});

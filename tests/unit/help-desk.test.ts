import { beforeEach, describe, expect, it } from 'vitest';
import { Listeners } from '../../hal/device.ts';
import type { JsonObject } from '../../hal/json.ts';
import type { AssistanceIn, AssistanceOut } from '../../behaviours/assistance/events.ts';
import { HelpDesk } from '../../firmware/desk/help-desk.ts';
import { deviceTopics, parseEnvelope, writeEnvelope } from '../../firmware/topics.ts';
import type { MessageBus } from '../../hal/ports/message-bus.ts';
import { DeviceClock, SimClock } from '../../sim/clock.ts';
import { SeededRandom } from '../../sim/random.ts';
import { TwinBroker } from '../../sim/site-broker.ts';

/* Calls for help from machines and counters, as two devices of a site see them over one broker. */

const site = 'ward-centre';

interface Device {
  readonly desk: HelpDesk;
  /** What this device's own visitors' side was told, and says. */
  readonly heard: AssistanceIn[];
  readonly said: Listeners<AssistanceOut>;
  readonly commands: { name: string; data: JsonObject }[];
}

describe('the desk of calls for help', () => {
  let time: SimClock;
  let hub: Device;
  let kiosk: Device;

  beforeEach(async () => {
    time = new SimClock();
    const clock = new DeviceClock(time, 0);
    const broker = new TwinBroker(clock);
    const random = new SeededRandom(1);
    const device = async (name: string): Promise<Device> => {
      const bus: MessageBus = broker.client(
        { clientId: name, will: null, cleanSession: true },
        clock,
        random.split(name),
      );
      const opening = bus.open(new AbortController().signal);
      await time.advance(1_000);
      await opening;
      const heard: AssistanceIn[] = [];
      const said = new Listeners<AssistanceOut>();
      const commands: Device['commands'] = [];
      let seq = 0;
      const desk = new HelpDesk(site, name, {
        bus,
        clock,
        tell: (event, data) => {
          seq += 1;
          const payload = writeEnvelope({
            v: 1,
            id: `${name}/1/${seq}`,
            from: `${name}/1`,
            seq,
            at: 0,
            expiresAt: null,
            data,
          });
          void bus.publish({ topic: deviceTopics(site, name).event(event), payload, qos: 1, retain: false });
        },
        assistance: { on: (listener) => said.add(listener), send: (event) => heard.push(event) },
      });
      desk.start(1);
      bus.subscribe(deviceTopics(site, name).commands, ({ topic, payload }) => {
        const parsed = parseEnvelope(payload);
        commands.push({ name: topic.split('/').at(-1) ?? '', data: parsed.ok ? parsed.value.data : {} });
      });
      await time.advance(1_000);
      return { desk, heard, said, commands };
    };
    hub = await device('hub');
    kiosk = await device('kiosk-2');
  });

  const visitorCalls = async (): Promise<void> => {
    const request = { requestId: 'kiosk-2/r1', reason: 'visitor', place: 'cửa chính', repeat: 1 };
    kiosk.said.emit({ type: 'assistance.requested', ...request });
    // What the firmware's wiring does with it.
    await time.advance(10);
  };

  it('shows a visitor’s call where the machine stands, and sends the answer there from another device', async () => {
    await visitorCalls();
    expect(kiosk.desk.open()).toMatchObject([{ requestId: 'kiosk-2/r1', place: 'cửa chính', counter: null, by: null }]);
    kiosk.desk.obey({ name: 'assistance-accept', id: 'c1', requestId: 'kiosk-2/r1', by: 'volunteer' });
    expect(kiosk.heard).toEqual([{ type: 'assistance.accepted', requestId: 'kiosk-2/r1', by: 'volunteer' }]);
    expect(kiosk.desk.open()).toMatchObject([{ by: 'volunteer' }]);
    kiosk.said.emit({ type: 'assistance.ended', requestId: 'kiosk-2/r1', how: 'done' });
    expect(kiosk.desk.open()).toEqual([]);
  });

  it('lets a colleague at another device be called, seen and answered, once', async () => {
    let changes = 0;
    kiosk.desk.on(() => (changes += 1));
    hub.desk.obey({ name: 'help-ask', id: 'c1', counter: '3', by: 'clerk' });
    hub.desk.obey({ name: 'help-ask', id: 'c2', counter: '3', by: 'clerk' });
    await time.advance(1_000);
    expect(hub.desk.open()).toHaveLength(1);
    expect(kiosk.desk.open()).toMatchObject([{ device: 'hub', counter: '3', by: null }]);
    expect(changes).toBeGreaterThan(0);
    const requestId = kiosk.desk.open()[0]?.requestId ?? '';
    kiosk.desk.obey({ name: 'assistance-accept', id: 'c3', requestId, by: 'manager' });
    await time.advance(1_000);
    expect(kiosk.desk.open()).toMatchObject([{ by: 'manager' }]);
    expect(hub.commands).toEqual([{ name: 'assistance-accept', data: { requestId, by: 'manager' } }]);
    // The device that was asked does what it is told, as over any bus.
    hub.desk.obey({ name: 'assistance-accept', id: 'c4', requestId, by: 'manager' });
    expect(hub.desk.open()).toMatchObject([{ by: 'manager' }]);
    expect(hub.heard).toEqual([]);
    hub.desk.obey({ name: 'assistance-done', id: 'c5', requestId });
    await time.advance(1_000);
    expect(hub.desk.open()).toEqual([]);
    expect(kiosk.desk.open()).toEqual([]);
  });

  it('forgets what nobody ended, and takes no flood', async () => {
    for (let i = 0; i < 200; i += 1)
      kiosk.said.emit({
        type: 'assistance.requested',
        requestId: `kiosk-2/${i}`,
        reason: '',
        place: 'x'.repeat(500),
        repeat: 1,
      });
    expect(kiosk.desk.open()).toHaveLength(50);
    expect(kiosk.desk.open()[0]?.place).toHaveLength(120);
    await time.advance(31 * 60_000);
    expect(kiosk.desk.open()).toEqual([]);
  });
});

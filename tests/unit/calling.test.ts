import { describe, expect, it } from 'vitest';
import type { CallingOut, VoiceWord } from '../../behaviours/calling/events.ts';
import { createCalling } from '../../behaviours/calling/index.ts';
import type { CallingSettings } from '../../behaviours/calling/settings.ts';
import { longestQueue } from '../../behaviours/calling/turn.ts';
import { BehaviourRig, keyTexts } from '../support/behaviours.ts';

const settings: CallingSettings = {
  device: 'kiosk-1',
  room: null,
  aloud: true,
  languages: ['vi'],
  ownLanguageToo: false,
  repeats: 2,
  chimeMs: 1_500,
  bannerMs: 20_000,
  voiceMs: 30_000,
  lastCall: 3,
  recallGuardMs: 2_000,
  directions: { '1': 0.5 },
};

const word = (event: { readonly type: string }): string => {
  const told = event as CallingOut;
  if (told.type === 'claim.withdrawn') return `end ${told.resource}`;
  if (told.type === 'call.announced')
    return `announced ${told.number} at ${told.counter}${told.aloud ? '' : ', silent'}`;
  if (told.type === 'voice.telling') return `tells ${JSON.stringify(told.word)}`;
  if (told.type !== 'claim.made') return told.type;
  const { claim } = told;
  if (claim.resource === 'voice')
    return `say ${claim.utterance.chime ? 'chime ' : ''}${claim.utterance.parts.map(({ words }) => words).join(' / ')}`;
  return claim.resource === 'screen' && claim.shape === 'banner'
    ? `banner ${claim.banner.number} ${claim.banner.counter} ${claim.banner.directionRad}`
    : '?';
};

const rigUp = (over: Partial<CallingSettings> = {}) => {
  const rig = new BehaviourRig();
  const calling = createCalling({ ...settings, ...over }, keyTexts(['vi', 'en', 'ko'], ['vi', 'en']), {
    ...rig.ports,
    speech: null,
  });
  const claimed: string[] = [];
  calling.on((event) => {
    if (event.type === 'claim.made' && event.claim.resource === 'voice') {
      const { id } = event.claim;
      if (!claimed.includes(id)) claimed.push(id);
    }
    if (event.type === 'claim.withdrawn' && event.resource === 'voice')
      claimed.splice(0, claimed.length, ...claimed.filter((id) => id !== event.id));
  });
  rig.hear(calling);
  calling.start();
  return {
    rig,
    calling,
    call: (number: string, nth = 1, language = 'vi') =>
      calling.send({ type: 'ticket.called', ticket: `d/${number}`, number, counter: '1', call: nth, language }),
    /** The oldest claim has ended, as reception has it. */
    voiceEnds: (how: 'said' | 'cut' | 'failed' = 'said') => {
      const id = claimed.shift();
      if (id !== undefined) calling.send({ type: 'voice.ended', id, how });
    },
    told: (by: string, said: VoiceWord) => calling.send({ type: 'voice.told', by, word: said }),
    /** What was heard, without the words that go to other devices. */
    lines: () => rig.takeWords(word).filter((line) => !line.includes(' tells ')),
    spoken: () =>
      rig
        .takeWords(word)
        .filter((line) => line.includes(' say '))
        .map((line) => line.replace(/^\d+ say /, '')),
  };
};

const standard = 'vi:call.standard ticket=A001 counter=1';

describe('calling', () => {
  it('chimes, says the call twice, shows it, and is quiet again', async () => {
    const { rig, calling, call, voiceEnds, lines } = rigUp();
    call('A001');
    await rig.time.advance(3_000);
    voiceEnds();
    await rig.time.advance(3_000);
    voiceEnds();
    await rig.time.advance(60_000);
    expect(lines()).toEqual([
      '0 hall.callStarted',
      '0 banner A001 1 0.5',
      `0 say chime ${standard}`,
      '0 announced A001 at 1',
      // Claimed while the first sounds, so that nobody's words come between the two.
      `0 say ${standard}`,
      '20000 end screen',
      '20000 hall.callEnded',
    ]);
    expect([calling.state().value, rig.time.pending]).toEqual(['voice.quiet|banner.bare', 0]);
  });

  it('gives up the repeat for the next call, and shortens its banner', async () => {
    const { rig, call, voiceEnds, lines } = rigUp();
    call('A001');
    await rig.time.advance(1_000);
    call('A002');
    call('A003');
    await rig.time.advance(1_000);
    voiceEnds();
    await rig.time.advance(30_000);
    const heard = lines();
    expect(heard.filter((line) => line.includes('announced'))).toEqual([
      '0 announced A001 at 1',
      '2000 announced A002 at 1',
    ]);
    expect(heard.filter((line) => line.includes('banner'))).toEqual([
      '0 banner A001 1 0.5',
      '5000 banner A002 1 0.5',
      '9750 banner A003 1 0.5',
    ]);
  });

  it('is stopped by no voice that fails, and tells the others of the room whom nobody heard', async () => {
    const { rig, call, voiceEnds } = rigUp();
    call('A001');
    call('A002');
    voiceEnds('failed');
    await rig.time.advance(60_000);
    const unheard = rig.takeWords(word).filter((line) => line.includes('unheard'));
    expect(unheard).toEqual([
      '0 tells {"kind":"unheard","calls":[{"ticket":"d/A001","counter":"1","call":1},{"ticket":"d/A002","counter":"1","call":1}]}',
    ]);
    expect(rig.time.pending).toBe(0);
  });

  it('gives up a voice that never ends', async () => {
    const { rig, calling, call, lines } = rigUp();
    call('A001');
    await rig.time.advance(60_000);
    expect(lines().filter((line) => line.includes('end voice'))).toEqual(['30000 end voice', '30000 end voice']);
    expect(calling.state().value).toBe('voice.quiet|banner.bare');
  });

  it('says a sentence again that something stronger has cut off', async () => {
    const { rig, call, voiceEnds, spoken } = rigUp({ repeats: 1 });
    call('A001');
    await rig.time.advance(2_000);
    voiceEnds('cut');
    await rig.time.advance(5_000);
    voiceEnds();
    expect(spoken()).toEqual([`chime ${standard}`, `chime ${standard}`]);
    await rig.time.advance(60_000);
    expect(rig.time.pending).toBe(0);
  });

  it('takes the end of somebody else’s words for nothing', async () => {
    const { rig, calling, call, lines } = rigUp();
    call('A001');
    calling.send({ type: 'voice.ended', id: 'greeting.words', how: 'said' });
    await rig.time.advance(1_000);
    expect(lines().filter((line) => line.includes('announced'))).toEqual(['0 announced A001 at 1']);
  });

  it('only shows where it is silent, or where nothing is spoken', async () => {
    for (const over of [{ aloud: false }, { languages: ['ko'] }]) {
      const { rig, call, lines } = rigUp(over);
      call('A001');
      await rig.time.advance(60_000);
      expect(lines()).toEqual([
        '0 hall.callStarted',
        '0 banner A001 1 0.5',
        '0 announced A001 at 1, silent',
        '20000 end screen',
        '20000 hall.callEnded',
      ]);
    }
  });

  it('says the visitor’s own language after the site’s, where it is wanted and spoken', () => {
    const said = (language: string, over: Partial<CallingSettings>): readonly string[] => {
      const { call, voiceEnds, spoken } = rigUp(over);
      call('A001', 1, language);
      for (let n = 0; n < 5; n += 1) voiceEnds();
      return spoken();
    };
    const english = 'en:call.standard ticket=A001 counter=1';
    const both = { ownLanguageToo: true };
    expect(said('en', both)).toEqual([`chime ${standard}`, english, standard, english]);
    expect(said('ko', both)).toEqual([`chime ${standard}`, standard]);
    expect(said('', both)).toEqual([`chime ${standard}`, standard]);
    expect(said('en', { languages: [] })).toEqual([`chime ${standard}`, standard]);
  });

  it('words the last call as the last and says it once', () => {
    const { call, spoken } = rigUp();
    call('A001', 3);
    expect(spoken()).toEqual(['chime vi:call.last ticket=A001 counter=1']);
  });

  it('announces a call once, however often it is told, and a recall within the guard not again', async () => {
    const { rig, call, voiceEnds, lines } = rigUp();
    call('A001');
    call('A001');
    call('A001', 2);
    await rig.time.advance(3_000);
    call('A001', 2);
    for (let n = 0; n < 6; n += 1) {
      voiceEnds();
      await rig.time.advance(3_000);
    }
    expect(lines().filter((line) => line.includes('announced'))).toEqual([
      '0 announced A001 at 1',
      // The repeat of the first fits before it.
      '6000 announced A001 at 1',
    ]);
  });

  it('says a recall of a call that has not begun once, as the newer of the two', async () => {
    const { rig, call, voiceEnds, spoken } = rigUp({ recallGuardMs: 0 });
    call('A001');
    call('A002');
    await rig.time.advance(1_000);
    call('A002', 3);
    voiceEnds();
    voiceEnds();
    expect(
      spoken()
        .filter((line) => line.includes('A002'))
        .at(-1),
    ).toContain('vi:call.last');
    expect(rig.logged.filter(({ event }) => event === 'call.dropped')).toEqual([]);
  });

  it('keeps a bounded queue and says whom it left out', async () => {
    const { rig, call } = rigUp();
    for (let n = 0; n <= longestQueue + 2; n += 1) call(`A${n}`);
    const dropped = rig.take().map(({ event }) => event as CallingOut);
    expect(dropped.flatMap((event) => (event.type === 'call.dropped' ? [event.number] : []))).toEqual(['A1', 'A2']);
    await rig.time.advance(1_000_000);
    expect(rig.time.pending).toBe(0);
  });
});

describe('one voice in a room', () => {
  const room = { speakers: ['kiosk-1', 'kiosk-2', 'kiosk-3'], counters: ['1'] };
  const a001 = { ticket: 'd/A001', counter: '1', call: 1 };

  it('the first of the room speaks at once and says so', () => {
    const { rig, call } = rigUp({ room });
    call('A001');
    expect(rig.takeWords(word)).toContain('0 tells {"kind":"taken","call":{"ticket":"d/A001","counter":"1","call":1}}');
  });

  it('the second is silent where the first has the call', async () => {
    const { rig, call, told, spoken } = rigUp({ room, device: 'kiosk-2' });
    call('A001');
    await rig.time.advance(300);
    told('kiosk-1', { kind: 'taken', call: a001 });
    await rig.time.advance(30_000);
    expect(spoken()).toEqual([]);
  });

  it('and where the first was faster than the call itself', async () => {
    const { rig, call, told, spoken } = rigUp({ room, device: 'kiosk-2' });
    told('kiosk-1', { kind: 'taken', call: a001 });
    call('A001');
    await rig.time.advance(30_000);
    expect(spoken()).toEqual([]);
  });

  it('takes a call that nobody took, within the ten seconds, and the next ones at once', async () => {
    const { rig, call, told, lines } = rigUp({ room, device: 'kiosk-3' });
    call('A001');
    await rig.time.advance(20_000);
    call('A002');
    expect(lines().filter((line) => line.includes('announced'))).toEqual(['4000 announced A001 at 1']);
    // A sign of life puts the first before it again.
    told('kiosk-1', { kind: 'able', able: true });
    await rig.time.advance(20_000);
  });

  it('takes at once what another could not say', async () => {
    const { rig, call, told, lines } = rigUp({ room, device: 'kiosk-2' });
    call('A001');
    told('kiosk-1', { kind: 'taken', call: a001 });
    await rig.time.advance(3_000);
    told('kiosk-1', { kind: 'unheard', calls: [a001] });
    expect(lines().filter((line) => line.includes('announced'))).toEqual(['3000 announced A001 at 1']);
  });

  it('does not wait for one that has no voice', async () => {
    const { call, told, lines } = rigUp({ room, device: 'kiosk-2' });
    told('kiosk-1', { kind: 'able', able: false });
    call('A001');
    expect(lines().filter((line) => line.includes('announced'))).toEqual(['0 announced A001 at 1']);
  });

  it('takes nothing while its own voice is gone, and says that', async () => {
    const { rig, calling, call } = rigUp({ room });
    calling.send({ type: 'voice.changed', able: false });
    call('A001');
    await rig.time.advance(30_000);
    const lines = rig.takeWords(word);
    expect(lines).toContain('0 tells {"kind":"able","able":false}');
    expect(lines.filter((line) => line.includes('say') || line.includes('taken'))).toEqual([]);
    expect(lines).toContain('0 announced A001 at 1, silent');
  });

  it('is silent for the counters of another room, and in a room that does not name it', async () => {
    for (const over of [
      { room: { speakers: ['kiosk-1'], counters: ['7'] } },
      { room: { speakers: [], counters: [] } },
    ]) {
      const { rig, call, spoken } = rigUp(over);
      call('A001');
      await rig.time.advance(30_000);
      expect(spoken()).toEqual([]);
    }
  });
});

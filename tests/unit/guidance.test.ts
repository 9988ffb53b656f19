import { describe, expect, it } from 'vitest';
import { createGuidance } from '../../behaviours/guidance/index.ts';
import type { GuidanceOut } from '../../behaviours/guidance/events.ts';
import type { GuidanceSettings } from '../../behaviours/guidance/settings.ts';
import { radians } from '../../hal/units.ts';
import { BehaviourRig, keyTexts } from '../support/behaviours.ts';

const settings: GuidanceSettings = {
  // The screen looks down the plan; its reader looks up, towards the counters.
  device: { x: 9, y: 3, headingRad: radians(270) },
  counters: [
    { id: '1', at: { x: 3, y: 11, headingRad: radians(270) } },
    { id: '2', at: { x: 9, y: 4.5, headingRad: radians(270) } },
    { id: '9', at: { x: 30, y: 30, headingRad: 0 } },
  ],
  walls: [
    { from: { x: 29, y: 29 }, to: { x: 32, y: 29 } },
    { from: { x: 32, y: 29 }, to: { x: 32, y: 32 } },
    { from: { x: 32, y: 32 }, to: { x: 29, y: 32 } },
    { from: { x: 29, y: 32 }, to: { x: 29, y: 29 } },
  ],
  keepOut: [],
  clearanceM: 0.3,
  showMs: 20_000,
};

const word = (event: { readonly type: string }): string => {
  const told = event as GuidanceOut;
  if (told.type === 'claim.withdrawn') return 'hide';
  if (told.type === 'way.shown') return `shown ${told.counter} for ${told.number}`;
  if (told.type !== 'claim.made') return told.type;
  const { claim } = told;
  if (claim.resource !== 'screen' || claim.shape !== 'full' || claim.body.screen !== 'way') return '?';
  const { way } = claim.body;
  return `show ${way.counter} ${way.directionRad} | ${way.words} | ${claim.listen?.parts.map(({ words }) => words).join(' ') ?? 'mute'}`;
};

const rigUp = () => {
  const rig = new BehaviourRig();
  const guidance = createGuidance(settings, keyTexts(['vi', 'en', 'ko'], ['vi', 'en']), rig.ports);
  rig.hear(guidance);
  guidance.start();
  return { rig, guidance, want: (counter: string) => guidance.send({ type: 'way.wanted', number: 'A001', counter }) };
};

const wayTo1 = 'counter=counter.name direction=direction.aheadLeft metres=10';

describe('guidance', () => {
  it('shows the way for a while, and then the visit is done', async () => {
    const { rig, guidance, want } = rigUp();
    want('1');
    expect(guidance.state()).toEqual({ value: 'showing', tags: ['busy'] });
    // Six metres to the left and eight ahead: ten metres, and 0.6435 rad to the left.
    await rig.time.advance(60_000);
    expect(rig.takeWords(word)).toEqual([
      `0 show 1 0.644 | vi:way.words ${wayTo1} | vi:way.words ${wayTo1}`,
      '0 shown 1 for A001',
      '20000 hide',
      '20000 visit.completed',
    ]);
    expect([guidance.state().value, rig.time.pending]).toEqual(['idle', 0]);
  });

  it('is done when the visitor says so, and goes back to what lay beneath when they want that', () => {
    const { rig, guidance, want } = rigUp();
    want('1');
    guidance.send({ type: 'action.chosen', action: 'back' });
    expect(rig.takeWords(word).slice(2)).toEqual(['0 hide']);
    want('1');
    guidance.send({ type: 'action.chosen', action: 'sing' });
    guidance.send({ type: 'action.chosen', action: 'done' });
    expect(rig.takeWords(word).slice(2)).toEqual(['0 hide', '0 visit.completed']);
  });

  it('ends with the visit, without saying that it did', async () => {
    const { rig, guidance, want } = rigUp();
    want('1');
    guidance.send({ type: 'visit.ended', visitId: 'v1' });
    await rig.time.advance(60_000);
    expect(rig.takeWords(word).slice(2)).toEqual(['0 hide']);
  });

  it('speaks the language that was chosen, before and while', () => {
    const { rig, guidance, want } = rigUp();
    guidance.send({ type: 'language.chosen', language: 'en' });
    want('1');
    guidance.send({ type: 'language.chosen', language: 'ko' });
    expect(rig.takeWords(word)).toEqual([
      `0 show 1 0.644 | en:way.words ${wayTo1} | en:way.words ${wayTo1}`,
      '0 shown 1 for A001',
      `0 show 1 0.644 | ko:way.words ${wayTo1} | mute`,
    ]);
  });

  it('does not count metres to a counter beside it, and sends to staff where no way leads', () => {
    const { rig, want } = rigUp();
    want('2');
    want('9');
    const said = rig.takeWords(word).filter((line) => line.includes('show '));
    expect(said[0]).toContain('vi:way.here counter=counter.name direction=direction.ahead |');
    expect(said[1]).toContain('vi:way.words counter=counter.name direction=direction.aheadRight metres=35 vi:way.ask');
  });

  it('shows nothing for a counter that is not on the plan', () => {
    const { rig, guidance, want } = rigUp();
    want('77');
    expect([rig.take(), guidance.state().value]).toEqual([[], 'idle']);
  });
});

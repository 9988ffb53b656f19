import { describe, expect, it } from 'vitest';
import { DeskRig } from '../support/desk-rig.ts';

describe('a visitor takes a number', () => {
  it('asks service and priority, gives the number, prints it, hands it over', async () => {
    const desk = await DeskRig.open();
    desk.arrive();
    desk.touch('service.ho-tich');
    await desk.later(500);
    desk.touch('no');
    await desk.later(25_000);
    expect(desk.story()).toEqual([
      '2 show services',
      '2 show priority',
      '504 say vi:ticket.issued.zero ticket=A001 counter=counter.name',
      '504 show ticket A001 printing',
      '2006 handed over A001 on paper',
      '2006 show ticket A001 printed',
      '22006 visit.completed',
      '22006 end screen',
      '22006 end voice',
    ]);
  });
});

import { describe, expect, it } from 'vitest';
import type { DossierAnswer } from '../../firmware/city/dossier.ts';
import { DossierVisits } from '../../firmware/city/dossier-visits.ts';
import { ok } from '../../hal/result.ts';
import { DeskRig } from '../support/desk-rig.ts';

const code = 'H26.18-260105-0123';

describe('a dossier before the code reader', () => {
  /** A desk of the city that knows the one code, and answers when it is let. */
  const open = async (answer: DossierAnswer | null) => {
    const desk = await DeskRig.open();
    const tied: string[] = [];
    const waiting: (() => void)[] = [];
    const visits = new DossierVisits(
      {
        codeIn: (text) => (text === code ? code : null),
        ask: () => new Promise((resolve) => waiting.push(() => resolve(answer))),
        tie: (ticket, written) => {
          tied.push(`${ticket} ${written}`);
          return ok(written);
        },
      },
      { write: () => undefined },
      (event) => desk.ticketing.send(event),
    );
    desk.ticketing.on((event) => {
      if (event.type === 'ticket.handedOver') visits.numberGiven(event.ticket.ticket);
    });
    const answered = async (): Promise<void> => {
      for (const come of waiting.splice(0)) come();
      await desk.rig.time.settle();
    };
    return { answered, desk, tied, visits };
  };
  const shown = (desk: DeskRig): readonly string[] =>
    desk.screen?.body.screen === 'help'
      ? [desk.screen.body.title, desk.screen.body.text]
      : [desk.screen?.body.screen ?? ''];

  it('is shown as asked for, then as the city says, and said without its code', async () => {
    const { answered, desk, visits } = await open({ kind: 'known', code, state: 'processing' });
    const said: string[] = [];
    desk.ticketing.on((event) => {
      if (event.type !== 'claim.made' || event.claim.resource !== 'voice') return;
      said.push(event.claim.utterance.parts.map(({ words }) => words).join(' '));
    });
    desk.arrive();
    expect(visits.scanned(code)).toBe(true);
    expect(shown(desk)).toEqual(['vi:dossier.is.asking', code]);
    await answered();
    expect(shown(desk)).toEqual(['vi:dossier.is.processing', `${code}\nvi:dossier.next.staff`]);
    expect(said).toEqual(['vi:dossier.is.asking', 'vi:dossier.is.processing vi:dossier.next.staff']);
  });

  it('is told kindly where nobody answers, and where nobody knows it', async () => {
    for (const [answer, word] of [
      [{ kind: 'silent', code }, 'silent'],
      [{ kind: 'unknown', code }, 'unknown'],
    ] as const) {
      const { answered, desk, visits } = await open(answer);
      desk.arrive();
      visits.scanned(code);
      await answered();
      expect(shown(desk)).toEqual([`vi:dossier.is.${word}`, `${code}\nvi:dossier.next.${word}`]);
    }
  });

  it('is left to others where it is no dossier', async () => {
    const { desk, visits } = await open(null);
    desk.arrive();
    expect(visits.scanned('A012')).toBe(false);
    expect(shown(desk)[0]).not.toContain('dossier');
  });

  it('is not shown over another visitor’s screen, however late the answer is', async () => {
    const { answered, desk, visits } = await open({ kind: 'known', code, state: 'done' });
    desk.arrive();
    visits.scanned(code);
    desk.leave();
    visits.visitEnded();
    desk.arrive();
    await answered();
    expect(shown(desk).join()).not.toContain('dossier');
  });

  it('is tied to the number that its holder takes in the same visit, in either order, and to no other', async () => {
    const { desk, tied, visits } = await open({ kind: 'silent', code });
    desk.arrive();
    visits.scanned(code);
    visits.numberGiven('2026-08-03/A001');
    expect(tied).toEqual([`2026-08-03/A001 ${code}`]);
    visits.numberGiven('2026-08-03/A002');
    visits.visitEnded();
    visits.numberGiven('2026-08-03/A003');
    expect(tied).toHaveLength(1);
    visits.scanned(code);
    expect(tied.at(-1)).toBe(`2026-08-03/A003 ${code}`);
    visits.visitEnded();
    visits.scanned(code);
    visits.visitEnded();
    visits.numberGiven('2026-08-03/A004');
    expect(tied).toHaveLength(2);
    expect(desk.visiting).toBe(true);
  });
});

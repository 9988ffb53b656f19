import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { assign, createMachine, not, StateMachine, type AnyStateMachine } from 'xstate';
import { loadLanguages, type LanguageFile } from '../../config/languages.ts';
import { loadDevice } from '../../config/load.ts';
import type { DeviceConfig } from '../../config/schema.ts';
import * as settings from '../../firmware/settings.ts';
import { assert } from '../../hal/assert.ts';
import type { Result } from '../../hal/result.ts';
import { keyTexts } from '../support/behaviours.ts';
import { dangling, notSpans, traps, unreachable } from '../support/chart.ts';

/*
 * Every chart of every behaviour, found by its place (`behaviours/<name>/machine.ts`): what it names exists, every state can be
 * reached, none is a trap. The complaints themselves are tested on charts with one planted mistake each.
 */

const folder = fileURLToPath(new URL('../../behaviours/', import.meta.url));

const languageFolder = fileURLToPath(new URL('../../config/languages', import.meta.url));

const chartsOf = async (behaviour: string): Promise<readonly AnyStateMachine[]> => {
  const room: Readonly<Record<string, unknown>> = await import(`../../behaviours/${behaviour}/machine.ts`);
  return Object.values(room).filter((one): one is AnyStateMachine => one instanceof StateMachine);
};

/** What a shipped device gives each chart that waits. */
const settingsOf: Readonly<Record<string, (config: DeviceConfig, languages: readonly LanguageFile[]) => unknown>> = {
  assistance: settings.assistanceSettings,
  calling: settings.callingSettings,
  greeting: settings.greetingSettings,
  guidance: settings.guidanceSettings,
  reception: settings.receptionSettings,
  ticketing: (config) => settings.ticketingSettings(config, true),
  hours: settings.hoursSettings,
  presence: (config) => settings.presenceSettings(config, () => true),
};

const shipped = ['ward-centre', 'neighbourhood-kiosk', 'mobile-office'].flatMap((site) => {
  const devices = fileURLToPath(new URL(`../../config/sites/${site}/devices/`, import.meta.url));
  return readdirSync(devices).map((file) => `${devices}${file}`);
});

const loaded = <T>(result: Result<T, unknown>): T => {
  assert(result.ok, `a shipped file does not load: ${JSON.stringify(result)}`);
  return result.value;
};

const withChart = readdirSync(folder, { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && readdirSync(`${folder}${entry.name}`).includes('machine.ts'))
  .map((entry) => entry.name);

describe('the charts', () => {
  it('are found', () => {
    expect(withChart).toEqual(expect.arrayContaining(['greeting', 'hours', 'presence', 'reception']));
  });

  it.each(withChart)('%s: names nothing that is not there', async (behaviour) => {
    const charts = await chartsOf(behaviour);
    expect(charts.length).toBeGreaterThan(0);
    expect(charts.flatMap(dangling)).toEqual([]);
  });

  it.each(withChart)('%s: reaches every state', async (behaviour) => {
    expect((await chartsOf(behaviour)).flatMap(unreachable)).toEqual([]);
  });

  it.each(withChart)('%s: finds home from every state', async (behaviour) => {
    expect((await chartsOf(behaviour)).flatMap(traps)).toEqual([]);
  });
});

describe('the delays of a shipped device', () => {
  it.each(shipped)('are spans of time: %s', async (file) => {
    const config = loaded(loadDevice(file));
    const languages = loaded(loadLanguages(languageFolder, config.site.languages));
    const texts = keyTexts(config.site.languages, config.site.languages);
    for (const behaviour of withChart) {
      const own = settingsOf[behaviour];
      assert(own !== undefined, `${behaviour} waits, but this test does not know its settings`);
      for (const chart of await chartsOf(behaviour))
        expect(notSpans(chart, { settings: own(config, languages), texts })).toEqual([]);
    }
  });
});

describe('a planted mistake is found:', () => {
  it('a misspelled delay, which xstate would fire at once', () => {
    const chart = createMachine({
      initial: 'a',
      states: { a: { after: { standingg: 'b' } }, b: { after: { 500: 'a' } } },
    });
    expect(dangling(chart)).toEqual(['a: delay "standingg" is not implemented']);
  });

  it('an action, a guard and an actor that nobody wrote', () => {
    const chart = createMachine({
      initial: 'a',
      entry: 'begin',
      states: {
        a: {
          invoke: { src: 'reader' },
          exit: { type: 'leave', params: 1 },
          on: { go: { guard: not({ type: 'ready' }), target: 'b', actions: ['tell', assign({})] } },
        },
        b: { always: { guard: 'done', target: 'a' } },
      },
    });
    expect(dangling(chart)).toEqual([
      '(root): action "begin" is not implemented',
      'a: action "leave" is not implemented',
      'a: action "tell" is not implemented',
      'a: guard "ready" is not implemented',
      'a: actor "reader" is not implemented',
      'b: guard "done" is not implemented',
    ]);
  });

  it('a delay that is not a number where the chart begins', () => {
    const chart = createMachine(
      { context: ({ input }) => input },
      { delays: { rest: ({ context }) => context['restMs'] * 2, fixed: 500 } },
    );
    expect(notSpans(chart, { restMs: 100 })).toEqual([]);
    expect(notSpans(chart, { restMs: Number.NaN })).toEqual(['delay "rest" is NaN']);
    expect(notSpans(chart, { restMs: -1 })).toEqual(['delay "rest" is -2']);
    expect(notSpans(chart, {})).toEqual(['delay "rest" is NaN']);
  });

  it('a state that nothing leads to', () => {
    const chart = createMachine({
      initial: 'a',
      states: {
        a: { on: { go: 'b' } },
        b: { on: { go: 'a' } },
        forgotten: { on: { go: 'a' }, initial: 'x', states: { x: {} } },
      },
    });
    expect(unreachable(chart)).toEqual(['forgotten is never reached', 'forgotten.x is never reached']);
  });

  it('a state from which nothing leads back', () => {
    const chart = createMachine({
      type: 'parallel',
      states: {
        left: { initial: 'a', states: { a: { on: { go: 'b' } }, b: { on: { go: 'a', fall: 'stuck' } }, stuck: {} } },
        right: { initial: 'a', states: { a: { on: { end: 'over' } }, over: { type: 'final' } } },
      },
    });
    expect(traps(chart)).toEqual(['left.stuck has no way home']);
    expect(unreachable(chart)).toEqual([]);
  });

  it('but not a beginning that nothing returns to, nor a way out through a sibling region', () => {
    const chart = createMachine({
      initial: 'unread',
      states: {
        unread: { on: { read: 'open' } },
        open: { on: { read: 'open', visit: 'visiting' } },
        visiting: {
          type: 'parallel',
          states: {
            words: { initial: 'said', states: { said: {} } },
            hand: { initial: 'still', states: { still: { after: { 100: '#home' } } } },
          },
        },
        closed: { id: 'home', always: 'open' },
      },
    });
    expect(traps(chart)).toEqual([]);
    expect(unreachable(chart)).toEqual([]);
  });
});

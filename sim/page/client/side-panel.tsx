import { faultTexts, partTexts } from '../../../config/languages/messages/sim-page.ts';
import { machineTexts } from '../../../config/languages/messages/sim-names.ts';
import { BeliefsTab } from './beliefs-tab.tsx';
import { CityTab } from './city-tab.tsx';
import type { ClerkVerb, FaultSwitch } from '../protocol.ts';
import { NumberPad } from './number-pad.tsx';
import type { Door, Hello, SideTab } from './state.ts';
import { changeOf, clockText, eventText, nameOf, personOf, say, sayDoing, sayOf, type TextKey } from './text.ts';

const tabs: readonly { readonly tab: SideTab; readonly text: TextKey }[] = [
  { tab: 'counters', text: 'counters' },
  { tab: 'visitor', text: 'visitor' },
  { tab: 'beliefs', text: 'beliefs' },
  { tab: 'city', text: 'city' },
  { tab: 'machines', text: 'machines' },
  { tab: 'faults', text: 'faults' },
];

/** What a maintainer does and asks: counters, people, machines, faults. */
export function SidePanel({ door, hello }: { door: Door; hello: Hello }) {
  const { state, set } = door;
  const broken = hello.faults.filter(({ on }) => on).length;
  return (
    <section class="side">
      <div class="tabs" role="tablist">
        {tabs
          .filter(({ tab }) => tab !== 'city' || hello.city !== null)
          .map(({ tab, text }) => (
            <button
              key={tab}
              type="button"
              role="tab"
              aria-selected={state.tab === tab}
              class={state.tab === tab ? 'on' : ''}
              onClick={() => set({ tab })}
            >
              {say(state, text)}
              {tab === 'faults' && broken > 0 ? <b>{broken}</b> : null}
            </button>
          ))}
      </div>
      <div class="tab-body" role="tabpanel">
        {state.tab === 'counters' ? <CountersTab door={door} hello={hello} /> : null}
        {state.tab === 'visitor' ? <VisitorTab door={door} hello={hello} /> : null}
        {state.tab === 'beliefs' ? <BeliefsTab door={door} hello={hello} /> : null}
        {state.tab === 'city' && hello.city !== null ? <CityTab door={door} hello={hello} city={hello.city} /> : null}
        {state.tab === 'machines' ? <MachinesTab door={door} hello={hello} /> : null}
        {state.tab === 'faults' ? <FaultsTab door={door} hello={hello} /> : null}
      </div>
    </section>
  );
}

const doingText: Readonly<Record<string, TextKey>> = {
  away: 'clerkAway',
  idle: 'clerkIdle',
  asking: 'clerkAsking',
  waiting: 'clerkWaiting',
  serving: 'clerkServing',
};
const verbs: readonly { readonly verb: ClerkVerb; readonly text: TextKey }[] = [
  { verb: 'next', text: 'next' },
  { verb: 'recall', text: 'recall' },
  { verb: 'no-show', text: 'noShow' },
  { verb: 'finish', text: 'finish' },
];

function CountersTab({ door, hello }: { door: Door; hello: Hello }) {
  const { state, ask } = door;
  return (
    <>
      <label class="check">
        <input
          type="checkbox"
          checked={hello.clerksAtWork}
          onChange={(event) => ask({ do: 'clerks', atWork: event.currentTarget.checked })}
        />
        {say(state, 'clerksAtWork')}
      </label>
      {(state.frame?.counters ?? []).map(({ id, doing, number }) => (
        <div key={id} class={`desk-card ${doing}`}>
          <div class="desk-line">
            <strong>{say(state, 'counterName', { counter: id })}</strong>
            <span>
              {say(state, doingText[doing] ?? 'clerkIdle')} {number === null ? '' : <b class="ticket">{number}</b>}
            </span>
          </div>
          <div class="verbs">
            {verbs.map(({ verb, text }) => (
              <button key={verb} type="button" onClick={() => ask({ do: 'clerk', counter: id, verb })}>
                {say(state, text)}
              </button>
            ))}
          </div>
          <NumberPad door={door} hello={hello} counter={id} />
          <p class="quiet">{state.answers.has(id) ? sayDoing(state, state.answers.get(id) ?? '') : ' '}</p>
        </div>
      ))}
    </>
  );
}

function VisitorTab({ door, hello }: { door: Door; hello: Hello }) {
  const { state, set, ask } = door;
  const person = state.frame?.people.find(({ id }) => id === state.person);
  return (
    <>
      <div class="dropping">
        <label>
          {say(state, 'service')}
          <select
            value={state.dropService ?? ''}
            onChange={(event) =>
              set({ dropService: event.currentTarget.value === '' ? null : event.currentTarget.value })
            }
          >
            {hello.services.map(({ id, name }) => (
              <option key={id} value={id}>
                {nameOf(state, name)}
              </option>
            ))}
            <option value="">{say(state, 'nothing')}</option>
          </select>
        </label>
        <label>
          {say(state, 'language')}
          <select value={state.dropLanguage} onChange={(event) => set({ dropLanguage: event.currentTarget.value })}>
            {hello.languages.map(({ name, tag }) => (
              <option key={tag} value={tag}>
                {name}
              </option>
            ))}
          </select>
        </label>
        <button
          type="button"
          class={state.tool === 'drop' ? 'on' : ''}
          onClick={() => set({ tool: state.tool === 'drop' ? 'look' : 'drop' })}
        >
          {say(state, 'drop')}
        </button>
        <p class="quiet">{say(state, state.tool === 'drop' ? 'dropHint' : 'selectHint')}</p>
      </div>
      {person === undefined ? (
        <p class="quiet">{say(state, 'noOne')}</p>
      ) : (
        <div class="desk-card">
          <div class="desk-line">
            <strong>{personOf(state, person.id)}</strong>
            <span>{person.number === null ? '' : <b class="ticket">{person.number}</b>}</span>
          </div>
          <p>{sayDoing(state, person.intention)}</p>
          <p>{sayDoing(state, person.doing)}</p>
          <p class="quiet">{say(state, 'walkHint')}</p>
          <div class="verbs">
            {person.number === null ? null : (
              <a class="phone" href={`/phone/${person.number}`} target="_blank" rel="noopener">
                {say(state, 'phone')}
              </a>
            )}
            <button type="button" onClick={() => set({ person: null })}>
              {say(state, 'release')}
            </button>
          </div>
        </div>
      )}
      <h3>{say(state, 'visitors')}</h3>
      <ul class="people-list">
        {(state.frame?.people ?? [])
          .filter(({ intention }) => intention !== 'passes by')
          .map(({ id, number, doing }) => (
            <li key={id}>
              <button
                type="button"
                class={id === state.person ? 'on' : ''}
                onClick={() => {
                  set({ person: id });
                  ask({ do: 'follow', id });
                }}
              >
                <b>{number ?? '–'}</b>
                <span>{personOf(state, id)}</span>
                <span>{sayDoing(state, doing)}</span>
              </button>
            </li>
          ))}
      </ul>
    </>
  );
}

function MachinesTab({ door, hello }: { door: Door; hello: Hello }) {
  const { state } = door;
  const machines = state.machines.get(state.device) ?? [];
  const start = state.frame === null ? 0 : state.frame.time.wall - state.frame.time.now;
  return (
    <>
      <p class="quiet">
        <b>{state.device}</b>. {say(state, 'machinesHint')}
      </p>
      {machines.map(({ machine, value, tags, last }) => (
        <details key={machine} class="machine" open={machine === 'greeting' || machine === 'ticketing'}>
          <summary>
            <strong>{sayOf(state, machineTexts[machine], machine)}</strong>
            {machineTexts[machine] === undefined ? null : <small>{machine}</small>}
            <span class="value">
              {value.split('|').map((region) => (
                <code key={region}>{region}</code>
              ))}
            </span>
            {tags.length === 0 ? null : <span class="tags">{tags.join(', ')}</span>}
          </summary>
          <ol>
            {[...last].reverse().map(({ t, event, from, to }, index) => (
              <li key={`${t}${index}`}>
                <time>{clockText(start + t, hello.zoneOffsetMin)}</time>
                <b>{eventText(event)}</b>
                <span>{changeOf(from, to)}</span>
              </li>
            ))}
          </ol>
        </details>
      ))}
    </>
  );
}

function FaultsTab({ door, hello }: { door: Door; hello: Hello }) {
  const { state, ask } = door;
  const own = hello.faults.filter(({ device }) => device === state.device);
  const everywhere = hello.faults.filter(({ device }) => device === null);
  const broken = hello.faults.filter(({ on }) => on);
  const parts = [...new Set(own.map(({ name }) => name))];
  return (
    <>
      <p class="quiet">{say(state, 'faultsHint')}</p>
      {broken.length === 0 ? null : (
        <div class="verbs">
          <button type="button" onClick={() => broken.forEach(({ id }) => ask({ do: 'fault', id, on: false }))}>
            {say(state, 'mendAll')} ({broken.length})
          </button>
        </div>
      )}
      <h3>{state.device}</h3>
      <div class="verbs">
        <button type="button" onClick={() => ask({ do: 'promote', device: state.device })}>
          {say(state, 'promote')}
        </button>
      </div>
      {parts.map((part) => (
        <FaultRow key={part} door={door} part={part} faults={own.filter(({ name }) => name === part)} />
      ))}
      <h3>{say(state, 'everywhere')}</h3>
      {everywhere.map((fault) => (
        <FaultRow key={fault.id} door={door} part={fault.name} faults={[fault]} />
      ))}
    </>
  );
}

function FaultRow({ door, part, faults }: { door: Door; part: string; faults: readonly FaultSwitch[] }) {
  const { state, ask } = door;
  // As the shipped profiles call the signs over their counters.
  const counter = /^sign-(\w+)$/u.exec(part)?.[1];
  return (
    <div class="fault-row">
      <strong>
        {counter === undefined ? sayOf(state, partTexts[part], part) : say(state, 'signName', { counter })}
      </strong>
      <div>
        {faults.map(({ id, kind, on }) => (
          <button
            key={id}
            type="button"
            aria-pressed={on}
            class={on ? 'broken' : ''}
            onClick={() => ask({ do: 'fault', id, on: !on })}
          >
            {sayOf(state, faultTexts[kind], kind)}
          </button>
        ))}
      </div>
    </div>
  );
}

import type { Point } from '../../../hal/units.ts';
import type { BeliefSnapshot, MachineSnapshot, Mark } from '../protocol.ts';
import type { FromPage, FromServer, Slip, Sound } from '../protocol.ts';

export type Hello = Extract<FromServer, { type: 'hello' }>;
export type Frame = Extract<FromServer, { type: 'frame' }>;

/** What a click on the plan does. */
export type Tool = 'look' | 'drop';

export type SideTab = 'counters' | 'visitor' | 'beliefs' | 'city' | 'machines' | 'faults';

/** All that the page shows, as it stands. */
export interface State {
  hello: Hello | null;
  frame: Frame | null;
  linked: boolean;
  failed: string | null;
  marks: Mark[];
  slips: Slip[];
  /** The newest of each device. */
  sounds: ReadonlyMap<string, Sound>;
  machines: ReadonlyMap<string, readonly MachineSnapshot[]>;
  answers: ReadonlyMap<string, string>;
  language: 'vi' | 'en';
  device: string;
  person: string | null;
  tool: Tool;
  tab: SideTab;
  dropService: string | null;
  dropLanguage: string;
  soundOn: boolean;
  selectedMark: Mark | null;
  /** What devices believe is drawn over what is true. */
  beliefsShown: boolean;
  /** Where each believed person was in the last seconds, oldest first, by device and id. */
  beliefTrails: ReadonlyMap<string, readonly Point[]>;
}

const rememberedMarks = 20_000;

export const firstState = (language: 'vi' | 'en'): State => ({
  hello: null,
  frame: null,
  linked: false,
  failed: null,
  marks: [],
  slips: [],
  sounds: new Map(),
  machines: new Map(),
  answers: new Map(),
  language,
  device: '',
  person: null,
  tool: 'look',
  tab: 'counters',
  dropService: null,
  dropLanguage: 'vi',
  soundOn: false,
  selectedMark: null,
  beliefsShown: true,
  beliefTrails: new Map(),
});

const trailPoints = 28;
const trailStepM = 0.08;

export const beliefKey = ({ device, id }: Pick<BeliefSnapshot, 'device' | 'id'>): string => `${device}/${id}`;

/** The trails of those who are still believed to be there, each with its newest place. */
const trailsAfter = (
  before: ReadonlyMap<string, readonly Point[]>,
  { beliefs }: Frame,
): ReadonlyMap<string, readonly Point[]> =>
  new Map(
    beliefs.map((belief) => {
      const { x, y } = belief;
      const trail = before.get(beliefKey(belief)) ?? [];
      const last = trail.at(-1);
      const moved = last === undefined || (last.x - x) ** 2 + (last.y - y) ** 2 >= trailStepM ** 2;
      return [beliefKey(belief), moved ? [...trail.slice(1 - trailPoints), { x, y }] : trail];
    }),
  );

/** Takes over what the server said. */
export function hear(state: State, message: FromServer): void {
  switch (message.type) {
    case 'hello':
      state.hello = message;
      state.marks = [...message.marks];
      state.slips = [...message.slips];
      state.failed = null;
      if (!message.devices.some(({ id }) => id === state.device)) state.device = message.devices[0]?.id ?? '';
      state.dropService ??= message.services[0]?.id ?? null;
      state.dropLanguage = message.languages[0]?.tag ?? 'vi';
      break;
    case 'frame':
      state.beliefTrails = trailsAfter(state.beliefTrails, message);
      state.frame = message;
      if (state.person !== null && !message.people.some(({ id }) => id === state.person)) state.person = null;
      break;
    case 'marks':
      state.marks.push(...message.marks);
      if (state.marks.length > rememberedMarks + 2000) state.marks.splice(0, 2000);
      break;
    case 'slip':
      state.slips = [...state.slips.slice(-59), message.slip];
      break;
    case 'sound':
      state.sounds = new Map(state.sounds).set(message.sound.device, message.sound);
      break;
    case 'fault':
      if (state.hello !== null)
        state.hello = {
          ...state.hello,
          faults: state.hello.faults.map((each) => (each.id === message.fault.id ? message.fault : each)),
        };
      break;
    case 'machines':
      state.machines = new Map(state.machines).set(message.device, message.machines);
      break;
    case 'story':
      if (state.hello !== null) state.hello = { ...state.hello, story: message.story };
      break;
    case 'city':
      if (state.hello !== null) state.hello = { ...state.hello, city: message.city };
      break;
    case 'pages':
      if (state.hello !== null) state.hello = { ...state.hello, pages: message.pages };
      break;
    case 'clerks':
      if (state.hello !== null) state.hello = { ...state.hello, clerksAtWork: message.atWork };
      break;
    case 'answer':
      state.answers = new Map(state.answers).set(message.counter, message.words);
      break;
    case 'failed':
      state.failed = message.message;
      break;
  }
}

/** What the parts of the page are given. */
export interface Door {
  readonly state: State;
  readonly ask: (request: FromPage) => void;
  readonly set: (change: Partial<State>) => void;
}

/** A text for staff in the two languages that they read: Vietnamese first, English second. */
export interface StaffText {
  readonly vi: string;
  readonly en: string;
}

/** What is needed, and what to do about it. `{name}` stands for a value that the caller gives. */
export interface Wording {
  readonly needs: string;
  readonly repair: string;
}

/** A message without its Vietnamese, or without its English, does not compile. */
export interface Message {
  readonly vi: Wording;
  readonly en: Wording;
}

/** Braces around a single word are a slot; `{ x: 9m }` in an example is not. */
type SlotsIn<Template extends string> = Template extends `${string}{${infer Name}}${infer Rest}`
  ? (Name extends `${string} ${string}` ? never : Name) | SlotsIn<Rest>
  : never;

/** The names that a message's templates ask for, in either language. */
export type Slots<M extends Message> = SlotsIn<
  M['vi']['needs'] | M['vi']['repair'] | M['en']['needs'] | M['en']['repair']
>;

/** What may fill a slot: a number, a word that is the same in both languages, or a text in both. */
export type SlotValue = string | number | StaffText;

/** The values that a message needs, no more and no fewer. */
export type SlotValues<M extends Message> = { readonly [Name in Slots<M>]: SlotValue };

/** Behind a number's slot English has its word for one and its word for more: `{count} [file is|files are]`. Vietnamese needs neither. */
const counted = (template: string, values: Readonly<Record<string, SlotValue>>): string =>
  template.replace(
    /\{([a-zA-Z]+)\} \[([^|\]]+)\|([^\]]+)\]/g,
    (_, name: string, one: string, more: string) => `{${name}} ${Number(values[name]) === 1 ? one : more}`,
  );

const filled = (template: string, values: Readonly<Record<string, SlotValue>>, language: 'vi' | 'en'): string =>
  counted(template, values).replace(/\{([a-zA-Z]+)\}/g, (whole, name: string) => {
    const value = values[name];
    if (value === undefined) return whole;
    return typeof value === 'object' ? value[language] : String(value);
  });

/** A text with its slots filled, in both languages. */
export const textWith = (text: StaffText, values: Readonly<Record<string, SlotValue>>): StaffText => ({
  vi: filled(text.vi, values, 'vi'),
  en: filled(text.en, values, 'en'),
});

/** A message with its slots filled, in both languages. */
export const worded = (
  message: Message,
  values: Readonly<Record<string, SlotValue>>,
): { readonly needs: StaffText; readonly repair: StaffText } => ({
  needs: { vi: filled(message.vi.needs, values, 'vi'), en: filled(message.en.needs, values, 'en') },
  repair: { vi: filled(message.vi.repair, values, 'vi'), en: filled(message.en.repair, values, 'en') },
});

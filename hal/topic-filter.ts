import { assert } from './assert.ts';

/** MQTT 3.1.1, section 4.7: names and filters of topics. */
const maxBytes = 65_535;

/** A code unit takes three bytes at most: no topic of ours is so long that its bytes have to be counted. */
const fits = (text: string): boolean =>
  3 * text.length <= maxBytes || new TextEncoder().encode(text).length <= maxBytes;

const legal = (text: string): boolean => text.length > 0 && fits(text) && !text.includes('\0');

export const isTopicName = (topic: string): boolean => legal(topic) && !/[+#]/.test(topic);

export const isTopicFilter = (filter: string): boolean =>
  legal(filter) &&
  filter
    .split('/')
    .every(
      (level, index, levels) => !/[+#]/.test(level) || level === '+' || (level === '#' && index === levels.length - 1),
    );

/** Whether the levels of a topic (`topic.split('/')`) belong to one filter. */
export type TopicMatcher = (levels: readonly string[]) => boolean;

/** For a filter that many messages are held against. What begins with `$` is the broker's own and no wildcard's first level takes it. */
export const topicMatcher = (filter: string): TopicMatcher => {
  assert(isTopicFilter(filter), `not a topic filter: ${JSON.stringify(filter)}`);
  const wanted = filter.split('/');
  const wild = wanted[0] === '+' || wanted[0] === '#';
  return (levels) => {
    if (wild && levels[0]?.startsWith('$') === true) return false;
    for (const [index, level] of wanted.entries()) {
      // `a/#` takes `a` as well.
      if (level === '#') return levels.length >= index;
      if (index >= levels.length || (level !== '+' && level !== levels[index])) return false;
    }
    return levels.length === wanted.length;
  };
};

/** Whether a message on `topic` belongs to `filter`. */
export const topicMatches = (filter: string, topic: string): boolean => topicMatcher(filter)(topic.split('/'));

import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isTopicFilter, isTopicName, topicMatches } from '../../hal/topic-filter.ts';

describe('topic filters', () => {
  // The examples of MQTT 3.1.1, sections 4.7.1 and 4.7.2, word for word.
  test.each([
    ['sport/tennis/player1/#', 'sport/tennis/player1', true],
    ['sport/tennis/player1/#', 'sport/tennis/player1/ranking', true],
    ['sport/tennis/player1/#', 'sport/tennis/player1/score/wimbledon', true],
    ['sport/#', 'sport', true],
    ['#', 'sport/tennis', true],
    ['sport/tennis/+', 'sport/tennis/player1', true],
    ['sport/tennis/+', 'sport/tennis/player1/ranking', false],
    ['sport/+', 'sport', false],
    ['sport/+', 'sport/', true],
    ['+/+', '/finance', true],
    ['/+', '/finance', true],
    ['+', '/finance', false],
    ['#', '$SYS/uptime', false],
    ['+/monitor/Clients', '$SYS/monitor/Clients', false],
    ['$SYS/#', '$SYS/uptime', true],
    ['$SYS/monitor/+', '$SYS/monitor/Clients', true],
    ['ACCOUNTS', 'Accounts', false],
  ])('%s and %s: %s', (filter, topic, matches) => {
    expect(topicMatches(filter, topic)).toBe(matches);
  });

  test.each(['sport/tennis#', 'sport/tennis/#/ranking', 'sport+', '+sport/x', '', 'a\0b'])(
    '%j is no filter',
    (filter) => {
      expect(isTopicFilter(filter)).toBe(false);
      expect(() => topicMatches(filter, 'a')).toThrow(/not a topic filter/);
    },
  );

  test('names hold no wildcards and at most 65535 bytes', () => {
    expect(isTopicName('letan/v1/ward-centre/kiosk-1/state')).toBe(true);
    expect(isTopicName('a/+')).toBe(false);
    expect(isTopicName('ố'.repeat(21_845))).toBe(true);
    expect(isTopicName('ố'.repeat(21_846))).toBe(false);
  });

  test('agrees with a regular expression made of the filter', () => {
    const level = fc.constantFrom('a', 'b', '', 'kiosk-1');
    const topic = fc.array(level, { minLength: 1, maxLength: 4 }).map((levels) => levels.join('/'));
    const filter = fc
      .tuple(fc.array(fc.oneof(level, fc.constant('+')), { minLength: 1, maxLength: 4 }), fc.boolean())
      .map(([levels, rest]) => [...levels, ...(rest ? ['#'] : [])].join('/'));
    fc.assert(
      fc.property(filter, topic, (filter, topic) => {
        fc.pre(filter !== '' && topic !== '');
        const source = filter.replaceAll('+', '[^/]*').replace(/\/#$/, '(/.*)?');
        expect(topicMatches(filter, topic)).toBe(new RegExp(`^${source}$`).test(topic));
      }),
    );
  });
});

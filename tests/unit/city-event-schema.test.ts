import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { cityEvent } from '../../firmware/city/event.ts';
import { cityEventJsonSchema, cityEventShape } from '../../firmware/city/event-schema.ts';
import { cityEventKinds } from '../../config/devices/city.ts';

const source = { site: 'ward-centre', device: 'kiosk-1', zoneOffsetMin: 420 };
const at = { instant: 1_785_718_500_000, trusted: true };

describe('the shape of what the city is told', () => {
  it('is committed as it is made', () => {
    const committed = JSON.parse(readFileSync('config/schema/city-event.json', 'utf8')) as unknown;
    expect(committed).toEqual(cityEventJsonSchema());
  });

  it.each(cityEventKinds)('fits %s', (kind) => {
    expect(cityEventShape.safeParse(cityEvent(source, 'kiosk-1/1/1', kind, at, {})).success).toBe(true);
  });

  it('names every field of an event and no other', () => {
    const { properties } = cityEventJsonSchema();
    expect(Object.keys(properties as object)).toEqual(Object.keys(cityEvent(source, 'i', 'turn.near', at, {})));
    expect(cityEventShape.safeParse({ ...cityEvent(source, 'i', 'turn.near', at, {}), token: 'x' }).success).toBe(
      false,
    );
  });

  it('is explained, kind by kind and field by field', () => {
    const text = readFileSync('CITY.md', 'utf8');
    for (const kind of cityEventKinds) expect(text).toContain(`\`${kind}\``);
    for (const field of Object.keys(cityEvent(source, 'i', 'turn.near', at, {})))
      expect(text).toContain(`\`${field}\``);
  });
});

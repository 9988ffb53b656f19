/**
 * What test files import as `vitest` inside the guest: vitest's own runner and matchers without its processes, transformers and
 * file watchers, which an emulated CPU would be a quarter of a minute busy with.
 */
import {
  ASYMMETRIC_MATCHERS_OBJECT,
  customMatchers,
  JestAsymmetricMatchers,
  JestChaiExpect,
  JestExtend,
  setState,
  type ExpectStatic,
} from '@vitest/expect';
import { getCurrentTest } from '@vitest/runner';
import * as chai from 'chai';

export { afterAll, afterEach, beforeAll, beforeEach, describe, it, onTestFinished, suite, test } from '@vitest/runner';

chai.use(JestExtend);
chai.use(JestChaiExpect);
chai.use(JestAsymmetricMatchers);

const assertion = (value: unknown, message?: string): unknown => {
  const made: unknown = chai.expect(value, message);
  const test = getCurrentTest();
  // JestChaiExpect adds `withTest` to every assertion.
  return test === undefined ? made : (made as { withTest(each: unknown): unknown }).withTest(test);
};

/** As vitest's `expect`, without snapshots and polling. The matchers' types are vitest's own; test files are checked against those. */
export const expect = Object.assign(
  assertion,
  chai.expect,
  Reflect.get(globalThis, ASYMMETRIC_MATCHERS_OBJECT) as object,
) as unknown as ExpectStatic;
expect.extend = (matchers) => Reflect.apply(Reflect.get(chai.expect, 'extend'), chai.expect, [expect, matchers]);
setState({ assertionCalls: 0, isExpectingAssertions: false, expectedAssertionsNumber: null }, expect);
expect.extend(customMatchers);

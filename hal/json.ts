/** What may cross a wire, a page or a trace. */
export type JsonValue = string | number | boolean | null | readonly JsonValue[] | JsonObject;
export interface JsonObject {
  readonly [key: string]: JsonValue;
}

/** Nothing that letan, a page or a city's system says is as deep; looked through level by level, what is deeper meets the end of the stack. */
const deepestLevel = 100;
/** Text of no more characters cannot be deep enough to do harm, and is what nearly all messages are. */
const harmlessChars = 4_096;

/** Whether JSON that somebody sent is nested too deep to be read, stringified or looked through. The text itself may be anything. */
export const isTooDeep = (text: string): boolean => {
  if (text.length <= harmlessChars) return false;
  let depth = 0;
  let quoted = false;
  for (let at = 0; at < text.length; at += 1) {
    const char = text[at];
    if (char === '\\') at += 1;
    else if (char === '"') quoted = !quoted;
    else if (quoted) continue;
    else if (char === '[' || char === '{') depth += 1;
    else if (char === ']' || char === '}') depth -= 1;
    if (depth > deepestLevel) return true;
  }
  return false;
};

/** Who asks something of the web server. */
export interface Caller {
  /** The address at the far end of the connection; `X-Forwarded-For` is anybody's to write and is not read. */
  readonly address: string;
  /** By name; a name that came twice has its first value, as browsers send the more specific first. */
  readonly cookies: ReadonlyMap<string, string>;
}

/** Of a request what tells who asks. */
interface Asked {
  readonly url: string;
  readonly ip: string;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>> & {
    readonly host?: string | undefined;
    readonly cookie?: string | undefined;
    readonly origin?: string | undefined;
  };
}

export const callerOf = ({ ip, headers }: Asked): Caller => ({ address: ip, cookies: cookiesIn(headers.cookie ?? '') });

/** Reads a Cookie header (RFC 6265, 4.2.1); what does not have its form is passed over. */
export const cookiesIn = (header: string): ReadonlyMap<string, string> => {
  const cookies = new Map<string, string>();
  for (const pair of header.slice(0, 4096).split(';')) {
    const [, name, value] = /^\s*([\w.-]{1,64})=([\w.-]{0,256})\s*$/.exec(pair) ?? [];
    if (name !== undefined && value !== undefined && !cookies.has(name)) cookies.set(name, value);
  }
  return cookies;
};

/** The path without its query, decoded; a path that cannot be decoded is no page's. */
export const pathOf = (url: string): string => {
  const bare = url.split('?', 1)[0] ?? '/';
  try {
    const path = decodeURIComponent(bare);
    return path.length > 1 && path.endsWith('/') ? path.slice(0, -1) : path;
  } catch {
    return '/%';
  }
};

/** A numeric address cannot be rebound; of names only ours are known. */
export function knownHost(header: string, names: readonly string[]): boolean {
  const match = /^(\[[0-9a-f:.]+\]|[a-z0-9.-]+)(?::\d{1,5})?$/i.exec(header);
  const name = match?.[1]?.toLowerCase();
  if (name === undefined) return false;
  if (name.startsWith('[') || /^\d{1,3}(\.\d{1,3}){3}$/.test(name)) return true;
  return name === 'localhost' || names.some((known) => known.toLowerCase() === name);
}

/** Told by every current browser; its absence (curl, a test) is no cross-site request. */
export const sameSite = ({ headers }: Asked): boolean => {
  const site = headers['sec-fetch-site'];
  return site === undefined || site === 'same-origin' || site === 'none';
};

/**
 * Whether something that changes anything was not sent by a page of this server. Browsers name the origin with every POST and every
 * socket; who names none is no browser, and is refused all the same: a page is the only thing that has business here.
 */
export const foreignOrigin = ({ headers }: Asked): boolean => {
  const { host = '', origin } = headers;
  return origin !== `http://${host}` && origin !== `https://${host}`;
};

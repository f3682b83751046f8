import { isIP, isIPv6 } from 'node:net';

const AUTHORITY = /^(\[[0-9a-f:.]+\]|[a-z0-9._-]+)(?::\d{1,5})?$/i;
const WILDCARDS = new Set(['0.0.0.0', '::']);

/** How clients can reach the service. */
export interface Reachability {
  /** The address that the service listens on. */
  readonly host: string;
  /** The URL under which clients know the service, for example behind a proxy. */
  readonly publicUrl?: URL | undefined;
  /** Origins of other web pages that may send requests and read the answers. */
  readonly allowedOrigins?: readonly string[] | undefined;
}

/**
 * Which values of `Host` and `Origin` belong to the service. A web page whose host name suddenly resolves to this
 * machine (DNS rebinding) still sends its own name as `Host`.
 */
export class KnownHosts {
  readonly #names: ReadonlySet<string>;
  readonly #allowsAddresses: boolean;
  readonly #publicOrigin: string | undefined;
  readonly #allowedOrigins: ReadonlySet<string>;

  constructor({ host, publicUrl, allowedOrigins = [] }: Reachability) {
    const names = [host, publicUrl && nameIn(publicUrl.host)].filter((name) => name !== undefined);
    this.#names = new Set(names.map((name) => name.toLowerCase()));
    this.#allowsAddresses = WILDCARDS.has(host);
    this.#publicOrigin = publicUrl?.origin;
    this.#allowedOrigins = new Set(allowedOrigins);
  }

  /** Whether `Host` names the service. The port is not compared: tunnels and containers change it. */
  knows(host: string): boolean {
    const name = nameIn(host);
    if (name === undefined) return false;
    return isLoopback(name) || this.#names.has(name) || (this.#allowsAddresses && isIP(name) !== 0);
  }

  /** Whether a page of this origin may be read and commanded from: a page that the service itself has served. */
  isOwn(origin: string, host: string): boolean {
    if (origin === this.#publicOrigin) return true;
    const from = URL.parse(origin);
    return from !== null && /^https?:$/.test(from.protocol) && from.host === host.toLowerCase();
  }

  /** Whether `ALLOWED_ORIGINS` lists the origin. */
  isAllowed(origin: string): boolean {
    return this.#allowedOrigins.has(origin);
  }
}

export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || (host.startsWith('127.') && isIP(host) === 4);
}

/** The name or address in `name:port`, in lower case and without the brackets of IPv6; undefined when it is malformed. */
function nameIn(authority: string): string | undefined {
  const name = AUTHORITY.exec(authority)?.[1]?.toLowerCase();
  if (!name?.startsWith('[')) return name;
  const address = name.slice(1, -1);
  return isIPv6(address) ? address : undefined;
}

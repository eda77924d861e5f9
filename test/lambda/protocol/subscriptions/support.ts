import { CatalogUnavailable, type ListName, type ServerView, type Sight } from '../../../../lambda/catalog/index.ts';
import type { Access } from '../../../../lambda/protocol/access.ts';
import type { LogFields } from '../../../../lambda/telemetry/index.ts';
import type { After } from '../../../../lambda/timeout.ts';
import { serverView } from '../support/access.ts';

export const START = 1_700_000_000_000;
export const INFO = { name: 'test', version: '1.2.3' };

/** One published version: the lists by what tells them apart, and resources by the version that wrote them. */
export interface Version {
  readonly lists?: Partial<Record<ListName, string>>;
  readonly resources?: Readonly<Record<string, number>>;
  /** URIs of them that the caller may not read. */
  readonly hidden?: readonly string[];
}

export function viewOf(version: number): ServerView {
  return serverView({ version, info: INFO });
}

/** A clock that stands still but for waits, which are over at once: what would take minutes takes none. */
export class TestClock {
  time = START;
  /** Milliseconds of every wait. */
  readonly waits: number[] = [];
  /** What happens while someone waits. */
  onWait: () => void = () => {};

  readonly now = () => this.time;
  readonly after: After = (ms, callback) => {
    this.waits.push(ms);
    this.time += ms;
    this.onWait();
    queueMicrotask(callback);
    return () => {};
  };

  /** Milliseconds since the beginning. */
  get passed(): number {
    return this.time - START;
  }
}

/** A catalogue of which versions are published as the test goes on. */
export class TestCatalog {
  readonly #versions: Version[];
  reads = 0;
  /** Whether the table is away. */
  away = false;
  /** Whether the server was taken away. */
  gone = false;

  constructor(first: Version = {}) {
    this.#versions = [first];
  }

  publish(version: Version): void {
    this.#versions.push(version);
  }

  async reread(): Promise<ServerView | undefined> {
    this.reads += 1;
    if (this.away) throw new CatalogUnavailable('the table is away');
    return this.gone ? undefined : viewOf(this.#versions.length);
  }

  async fingerprints(view: ServerView): Promise<Readonly<Record<ListName, string>>> {
    return { tools: '', prompts: '', resources: '', templates: '', ...this.#at(view).lists };
  }

  async resourceVersion(view: ServerView, uri: string, sight?: Sight): Promise<number> {
    const { resources, hidden } = this.#at(view);
    return sight !== undefined && hidden?.includes(uri) ? 0 : (resources?.[uri] ?? 0);
  }

  /** Hidden ones ask for a scope that nobody holds. */
  async resource(view: ServerView, uri: string) {
    const { resources, hidden } = this.#at(view);
    if (resources?.[uri] === undefined) return undefined;
    const resource = { scopes: hidden?.includes(uri) ? ['secret'] : [] };
    return { list: 'resources', id: uri, resource, variables: {} } as const;
  }

  async mayRead({ view }: Access, uri: string): Promise<boolean> {
    return (await this.resource(view, uri))?.resource.scopes.length === 0;
  }

  #at({ version }: ServerView): Version {
    const found = this.#versions[version - 1];
    if (found === undefined) throw new Error(`version ${version} was never published`);
    return found;
  }
}

export class TestLog {
  readonly errors: { readonly message: string; readonly fields: LogFields | undefined }[] = [];
  info(): void {}
  error(message: string, fields?: LogFields): void {
    this.errors.push({ message, fields });
  }
}

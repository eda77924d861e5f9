import type { PageGroup, ServerHead } from '../items/index.ts';
import { CatalogUnavailable, InvalidCursor, type ListName, type ListPage, type Sight } from '../types.ts';
import { readCursor, writeCursor } from './cursor.ts';
import type { Listings } from './listings.ts';
import { pageCount, runOfPages } from './page-run.ts';
import type { PageText, PageTexts } from './page-texts.ts';
import type { Selection } from './selection.ts';

/** The pages of lists. */
export interface Pages {
  page(head: ServerHead, list: ListName, cursor: string | undefined, sight: Sight): ListPage | Promise<ListPage>;
}

/** One request for a page. */
interface Asked {
  readonly server: string;
  readonly list: ListName;
  readonly groups: readonly PageGroup[];
  /** Number of the first page; 0 without a cursor. */
  readonly start: number;
  readonly sight: Sight;
  /** Makes the cursor of a page. */
  readonly cursorOf: (page: number) => string;
}

export function createPages(listings: Listings, texts: PageTexts, selection: Selection): Pages {
  function build(asked: Asked): ListPage | Promise<ListPage> {
    const { server, groups, start, sight } = asked;
    if (sight.isSelective) return buildSelected(asked);
    const run = runOfPages(groups, start, (scopes) => sight.seesGroup(scopes));
    const found = run.pages.map((page) => texts.text(server, page));
    const rest = restOf(asked, run.next);
    if (found.every(isText)) return joined(found, rest);
    return Promise.all(found).then((read) => joined(read, rest));
  }

  async function buildSelected(asked: Asked): Promise<ListPage> {
    const { items, next } = await selection.select(asked, asked.start, asked.sight);
    return { items, ...restOf(asked, next) };
  }

  return {
    page(head, list, cursor, sight) {
      const { server, cursorKey } = head;
      const scope = () => ({ server, list, key: cursorKey, sight: sight.key });
      const { version, page: start } =
        cursor === undefined ? { version: head.version, page: 0 } : readCursor(scope(), cursor);
      // The pages of an earlier version may show documents that require more scopes by now.
      if (version < head.rescopedAt) throw new InvalidCursor('the scopes of documents have changed');
      const begin = (groups: readonly PageGroup[]) => {
        if (start > 0 && start >= pageCount(groups)) throw new InvalidCursor('its page does not exist');
        const cursorOf = (page: number) => writeCursor(scope(), { version, page });
        return build({ server, list, groups, start, sight, cursorOf });
      };
      const listing = listings.at(head, version);
      if (version !== head.version)
        return Promise.resolve(listing)
          .then(({ lists }) => begin(lists[list]))
          .catch(mayBeGone);
      return listing instanceof Promise ? listing.then(({ lists }) => begin(lists[list])) : begin(listing.lists[list]);
    },
  };
}

/** A page of an earlier version that is not there will not come back: the client has to start its list again. */
function mayBeGone(error: unknown): never {
  if (error instanceof CatalogUnavailable && error.cause === undefined) throw new InvalidCursor('its page was removed');
  throw error;
}

type Rest = Pick<ListPage, 'cacheScope' | 'nextCursor'>;

/** Cursors are bound to their caller, so a list of several pages is not the same for a caller without credentials. */
function restOf({ groups, start, sight, cursorOf }: Asked, next: number | undefined): Rest {
  const isWhole = start === 0 && next === undefined;
  const isShared =
    (isWhole || sight.isAnonymous) && sight.isShared([]) && groups.every(({ scopes }) => sight.isShared(scopes));
  const cacheScope = isShared ? 'public' : 'private';
  return next === undefined ? { cacheScope } : { cacheScope, nextCursor: cursorOf(next) };
}

function isText(found: PageText | Promise<PageText>): found is PageText {
  return !(found instanceof Promise);
}

function joined(texts: readonly PageText[], rest: Rest): ListPage {
  const [only] = texts;
  if (only && texts.length === 1) return { ...only, ...rest };
  return {
    items: texts.map((text) => text.items).join(','),
    escapedItems: texts.map((text) => text.escapedItems).join(','),
    ...rest,
  };
}

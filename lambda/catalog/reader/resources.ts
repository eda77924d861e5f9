import type { ListedTemplate, Listing, ServerHead } from '../items/index.ts';
import type { FoundResource, Sight } from '../types.ts';
import { InvalidUriTemplate, parseUriTemplate, type UriTemplate } from '../uri-template/index.ts';
import type { DocumentCache } from './document-cache.ts';
import type { Heads } from './heads.ts';
import type { Listings } from './listings.ts';

/** Finds resources by URI. */
export interface Resources<R> {
  /** See `CatalogReader.resource`. */
  resource(head: ServerHead, uri: string, sight: Sight): Found<R> | Promise<Found<R>>;
  template(head: ServerHead, uriTemplate: string, sight?: Sight): R | undefined | Promise<R | undefined>;
  written(head: ServerHead, uri: string, sight?: Sight): Promise<number>;
}

type Found<R> = FoundResource<R> | undefined;
type Place = Omit<FoundResource<unknown>, 'resource'>;

/** A parsed template with the scopes that it requires. */
interface Matcher {
  readonly template: UriTemplate;
  readonly scopes: readonly string[];
}

const NO_VARIABLES = Object.freeze({});

/** @param documents resources by URI and templates by text */
export function createResources<R>(documents: DocumentCache<R>, listings: Listings, heads: Heads): Resources<R> {
  /** Kept because parsing a template costs more than matching it. */
  const matchers = new WeakMap<Listing, readonly Matcher[]>();

  function matchersOf(listing: Listing): readonly Matcher[] {
    const known = matchers.get(listing) ?? listing.templates.toSorted(byReach).flatMap(toMatcher);
    matchers.set(listing, known);
    return known;
  }

  /** The first visible template that the URI matches. */
  function byTemplate(head: ServerHead, uri: string, sight: Sight): Found<R> | Promise<Found<R>> {
    return whenReady(listings.at(head), (listing) => {
      for (const { template, scopes } of matchersOf(listing)) {
        const { text } = template;
        const variables = sight.sees('templates', text, scopes) ? template.match(uri) : undefined;
        if (variables) {
          const place = { list: 'templates', id: text, variables } as const;
          return whenReady(documents.find(head, text, sight), (resource) => found(resource, place));
        }
      }
      return undefined;
    });
  }

  /** The resource for a URI at the version of a head. */
  function shown(head: ServerHead, uri: string, sight: Sight): Found<R> | Promise<Found<R>> {
    return whenReady(documents.find(head, uri, sight), (exact) =>
      exact === undefined ? byTemplate(head, uri, sight) : found(exact, exactly(uri)),
    );
  }

  /** Looks for a resource that was published after this head was read. An absence already confirmed costs no read. */
  function byNewerHead(head: ServerHead, uri: string, sight: Sight): Found<R> | Promise<Found<R>> {
    return whenReady(documents.get(head, uri, sight), (exact) => {
      if (exact !== undefined) return found(exact, exactly(uri));
      // The head may have changed again, so the exact URI is looked up once more, too.
      return whenReady(heads.current(head.server), (present) =>
        present && present.version !== head.version ? shown(present, uri, sight) : undefined,
      );
    });
  }

  return {
    resource(head, uri, sight) {
      if (isTemplate(uri)) return undefined;
      return whenReady(shown(head, uri, sight), (known) => known ?? byNewerHead(head, uri, sight));
    },
    template: (head, uriTemplate, sight) =>
      isTemplate(uriTemplate) ? documents.get(head, uriTemplate, sight) : undefined,
    written: async (head, uri, sight) => (isTemplate(uri) ? 0 : documents.written(head, uri, sight)),
  };
}

/** Continues without a promise when the value is already there. */
function whenReady<V, W>(value: V | Promise<V>, next: (value: V) => W | Promise<W>): W | Promise<W> {
  return value instanceof Promise ? value.then(next) : next(value);
}

function found<R>(resource: R | undefined, place: Place): Found<R> {
  return resource === undefined ? undefined : { resource, ...place };
}

function exactly(uri: string): Place {
  return { list: 'resources', id: uri, variables: NO_VARIABLES };
}

/** A URI cannot contain a brace. RFC 3986 section 2 */
export function isTemplate(text: string): boolean {
  return text.includes('{');
}

/**
 * Orders templates by text, with variables that match any text last: `x://{+path}` would otherwise sort first and hide `x://{id}`
 * and `x://{id}/log`.
 */
function byReach(a: ListedTemplate, b: ListedTemplate): number {
  const [first, second] = [reach(a), reach(b)];
  return first < second ? -1 : Number(first > second);
}

/** `~` sorts after every character of a variable name. */
function reach({ text }: ListedTemplate): string {
  return text.replace(/\{[+#]/g, '{~');
}

function toMatcher({ text, scopes }: ListedTemplate): Matcher[] {
  try {
    return [{ template: parseUriTemplate(text), scopes }];
  } catch (error) {
    // A later release may publish templates that this release cannot parse.
    if (error instanceof InvalidUriTemplate) return [];
    throw error;
  }
}

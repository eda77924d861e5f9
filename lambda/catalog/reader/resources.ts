import type { ListedTemplate, Listing, ServerHead } from '../items/index.ts';
import type { FoundResource, MaySee } from '../types.ts';
import { InvalidUriTemplate, parseUriTemplate, type UriTemplate } from '../uri-template/index.ts';
import type { DocumentCache } from './document-cache.ts';
import type { Heads } from './heads.ts';
import type { Listings } from './listings.ts';

/** Finds resources by URI. */
export interface Resources<R> {
  /** See `CatalogReader.resource`. */
  resource(head: ServerHead, uri: string, maySee: MaySee): Found<R> | Promise<Found<R>>;
  template(head: ServerHead, uriTemplate: string): R | undefined | Promise<R | undefined>;
  written(head: ServerHead, uri: string): Promise<number>;
}

type Found<R> = FoundResource<R> | undefined;

/** A template with the scopes that it asks for. */
interface Matcher {
  readonly template: UriTemplate;
  readonly scopes: readonly string[];
}

const NO_VARIABLES = Object.freeze({});

/** @param documents resources and templates, by URI and by text */
export function createResources<R>(documents: DocumentCache<R>, listings: Listings, heads: Heads): Resources<R> {
  /** Reading a template costs more than using it. */
  const matchers = new WeakMap<Listing, readonly Matcher[]>();

  function matchersOf(listing: Listing): readonly Matcher[] {
    const known = matchers.get(listing) ?? listing.templates.toSorted(byReach).flatMap(toMatcher);
    matchers.set(listing, known);
    return known;
  }

  /** The first visible template that the URI matches. */
  function byTemplate(head: ServerHead, uri: string, maySee: MaySee): Found<R> | Promise<Found<R>> {
    return goOn(listings.at(head), (listing) => {
      for (const { template, scopes } of matchersOf(listing)) {
        const variables = maySee(scopes) ? template.match(uri) : undefined;
        if (variables) return goOn(documents.find(head, template.text), (resource) => found(resource, variables));
      }
      return undefined;
    });
  }

  /** What a head shows under a URI. */
  function shown(head: ServerHead, uri: string, maySee: MaySee): Found<R> | Promise<Found<R>> {
    return goOn(documents.find(head, uri), (exact) =>
      exact === undefined ? byTemplate(head, uri, maySee) : found(exact),
    );
  }

  /** Nothing was found: perhaps it was published just now. Where that was looked up already, memory says so. */
  function byNewerHead(head: ServerHead, uri: string, maySee: MaySee): Found<R> | Promise<Found<R>> {
    return goOn(documents.get(head, uri), (exact) => {
      if (exact !== undefined) return found(exact);
      // The head may have moved on once more, so the URI itself is asked for again.
      return goOn(heads.current(head.server), (present) =>
        present && present.version !== head.version ? shown(present, uri, maySee) : undefined,
      );
    });
  }

  return {
    resource(head, uri, maySee) {
      if (isTemplate(uri)) return undefined;
      return goOn(shown(head, uri, maySee), (known) => known ?? byNewerHead(head, uri, maySee));
    },
    template: (head, uriTemplate) => (isTemplate(uriTemplate) ? documents.get(head, uriTemplate) : undefined),
    written: async (head, uri) => (isTemplate(uri) ? 0 : documents.written(head, uri)),
  };
}

/** Goes on at once with what is there, later with what is on its way. */
function goOn<V, W>(value: V | Promise<V>, next: (value: V) => W | Promise<W>): W | Promise<W> {
  return value instanceof Promise ? value.then(next) : next(value);
}

function found<R>(resource: R | undefined, variables: FoundResource<R>['variables'] = NO_VARIABLES): Found<R> {
  return resource === undefined ? undefined : { resource, variables };
}

/** No URI holds a brace. RFC 3986 section 2 */
function isTemplate(text: string): boolean {
  return text.includes('{');
}

/**
 * By text, in which what takes any text comes last: else `x://{+path}`, which sorts first, would leave `x://{id}` and
 * `x://{id}/log` nothing.
 */
function byReach(a: ListedTemplate, b: ListedTemplate): number {
  const [first, second] = [reach(a), reach(b)];
  return first < second ? -1 : Number(first > second);
}

/** `~` sorts behind all that a name is made of. */
function reach({ text }: ListedTemplate): string {
  return text.replace(/\{[+#]/g, '{~');
}

function toMatcher({ text, scopes }: ListedTemplate): Matcher[] {
  try {
    return [{ template: parseUriTemplate(text), scopes }];
  } catch (error) {
    // A later release may publish templates that this one cannot read.
    if (error instanceof InvalidUriTemplate) return [];
    throw error;
  }
}

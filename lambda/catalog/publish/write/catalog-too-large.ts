/** The documents of a server exceed a limit of the catalogue, such as the size of its index item. */
export class CatalogTooLarge extends Error {
  override readonly name = 'CatalogTooLarge';
}

/** The package's CommonJS entry, which Node, jest and bundlers all read; its types describe the other entry. */
declare module 'world-countries/index.cjs' {
  import type { Countries } from 'world-countries';

  const countries: Countries;
  export = countries;
}

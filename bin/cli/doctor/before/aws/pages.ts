/** A page of a list. */
interface Page {
  readonly NextToken?: string | undefined;
}

/** All pages of a list. @param read reads the page at a token; undefined reads the first */
export async function allPages<P extends Page>(read: (token: string | undefined) => Promise<P>): Promise<P[]> {
  const pages: P[] = [];
  let token: string | undefined;
  do {
    const page = await read(token);
    pages.push(page);
    // EC2 ends some lists with an empty token.
    token = page.NextToken === '' ? undefined : page.NextToken;
  } while (token !== undefined);
  return pages;
}

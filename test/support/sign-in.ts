/** What a person enters on the pages of the local authorization server. */
export interface Person {
  readonly user: string;
  /** @default false */
  readonly refuses?: boolean;
}

/**
 * Plays a browser and the person in front of it: follows redirects, keeps cookies, and sends the forms of the sign-in pages.
 *
 * @param callback where the walk ends: the start of the client's redirect URI
 * @returns the redirect to the client, which is not requested
 */
export async function signIn(page: string, callback: string, { user, refuses = false }: Person): Promise<URL> {
  const cookies = new Map<string, string>();
  let url = page;
  let form: URLSearchParams | undefined;
  for (let hops = 0; hops < 20; hops++) {
    if (url.startsWith(callback)) return new URL(url);
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const method = form === undefined ? {} : { method: 'POST', body: form };
    const response = await fetch(url, { ...method, redirect: 'manual', headers: { cookie } });
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      cookies.set(name, value);
    }
    const location = response.headers.get('location');
    const text = await response.text();
    if (location !== null) {
      url = new URL(location, url).href;
      form = undefined;
      continue;
    }
    if (response.status !== 200 || !text.includes('<form method="post">') || form !== undefined) {
      throw new Error(`${url} is not a page to sign in: ${response.status} ${text}`);
    }
    form = new URLSearchParams(text.includes('name="user"') ? { user } : refuses ? { refuse: '1' } : {});
  }
  throw new Error(`too many redirects: ${url}`);
}

/** What a client asks a person for. */
interface Agreement {
  readonly user: string;
  /** Its name, as it says itself. */
  readonly client: string;
  /** Where the answer is sent. */
  readonly redirectUri: string;
  readonly resource: string;
  readonly scopes: readonly string[];
}

/** The page on which a person says who they are. There are no passwords: the server is for one machine. */
export function signInPage(user: string): string {
  return page(
    'Sign in',
    `<label>User <input name="user" value="${escapeHtml(user)}" required pattern="[\\w.@+\\-]{1,64}" autofocus></label>
     <button>Sign in</button>`,
  );
}

/** The page on which a person agrees to what a client asks for. */
export function agreementPage({ user, client, redirectUri, resource, scopes }: Agreement): string {
  const list = scopes.map((scope) => `<li>${escapeHtml(scope)}</li>`).join('');
  return page(
    `Allow ${client}?`,
    `<p><b>${escapeHtml(client)}</b> asks to use <b>${escapeHtml(resource)}</b> as <b>${escapeHtml(user)}</b>.</p>
     ${scopes.length === 0 ? '<p>It asks for no scopes.</p>' : `<p>Scopes:</p><ul>${list}</ul>`}
     <p>The answer goes to <b>${escapeHtml(redirectUri)}</b>.</p>
     <button>Allow</button> <button name="refuse" value="1" formnovalidate>Refuse</button>`,
  );
}

function page(title: string, form: string): string {
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>${escapeHtml(title)}</title>
<style>body { font: 16px/1.5 system-ui, sans-serif; max-width: 36rem; margin: 4rem auto; padding: 0 1rem }</style></head>
<body><h1>${escapeHtml(title)}</h1><p>This is the authorization server of a local stack.</p>
<form method="post">${form}</form></body></html>
`;
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

// Whom a token is for, as far as the page has to know: to keep apart what two people type.

/** The subject of a token; empty where it says none that can be read. */
export function subjectOf(token: string | null | undefined): string {
  try {
    const claims = token?.split('.')[1]?.replaceAll('-', '+').replaceAll('_', '/') ?? '';
    const { sub } = JSON.parse(atob(claims)) as { sub?: unknown };
    return typeof sub === 'string' ? sub : '';
  } catch {
    return '';
  }
}

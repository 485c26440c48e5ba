/** A cookie's value; null where there is none, or none may be read. */
export function read(name: string): string | null {
  try {
    const found = document.cookie.split("; ").find((pair) => pair.startsWith(`${name}=`));
    return found ? found.slice(name.length + 1) : null;
  } catch {
    return null; // A sandboxed frame has no cookies.
  }
}

/** Sets a cookie for so many seconds; 0 deletes it. */
export function write(name: string, value: string, life: number): void {
  try {
    const secure = location.protocol === "https:" ? "; Secure" : "";
    // The Cookie Store API is not everywhere yet.
    document.cookie = `${name}=${value}; Max-Age=${life}; Path=/; SameSite=Lax${secure}`;
  } catch {
    // As above.
  }
}

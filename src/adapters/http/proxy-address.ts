/** Whether a variable holds a proxy's address: `HTTPS_PROXY`, `http_proxy`, `ALL_PROXY`. */
export function isProxy(variable: string): boolean {
  return /^\w+_proxy$/i.test(variable);
}

/**
 * A proxy's address without its login: `http://user:password@proxy:3128` is `http://proxy:3128`. A
 * password may hold any character.
 */
export function withoutProxyLogin(address: string): string {
  return address.replace(/^([a-z][a-z0-9+.-]*:\/\/)?.*@/is, "$1");
}

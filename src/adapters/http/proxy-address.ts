/** Whether a variable holds the address of a proxy: `HTTPS_PROXY`, `http_proxy`, `ALL_PROXY`. */
export function isProxy(variable: string): boolean {
  return /^\w+_proxy$/i.test(variable);
}

/** The address of a proxy without its login: `http://user:password@proxy:3128` is `http://proxy:3128`. A password may have any sign. */
export function withoutProxyLogin(address: string): string {
  return address.replace(/^([a-z][a-z0-9+.-]*:\/\/)?.*@/is, "$1");
}

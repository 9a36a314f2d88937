import type { GitSettings } from "./run.ts";

/**
 * Makes git send a token to GitHub's server, over HTTP(S), and to no other. The empty first setting
 * removes the headers that actions/checkout left in the repository: GitHub answers 400 to two of
 * them.
 * @param serverUrl `https://github.com`
 */
export function credentialsFor(token: string, serverUrl: string): GitSettings {
  const key = `http.${new URL(serverUrl).origin}/.extraheader`;
  const basic = Buffer.from(`x-access-token:${token}`).toString("base64");
  return [
    [key, ""],
    [key, `AUTHORIZATION: basic ${basic}`],
  ];
}

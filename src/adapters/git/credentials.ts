import type { GitSettings } from "./run.ts";

/**
 * What makes git send a token to GitHub's server, over HTTP(S), and to no other.
 * The first setting, an empty one, takes back the headers that actions/checkout left in the repository: two of them are answered with 400.
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

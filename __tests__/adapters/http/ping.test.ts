import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { ping } from "../../../src/adapters/http/ping.ts";

/** The answers of the monitor, in order; the last one stays. `hang` sends none. */
let answers: (number | "hang")[];
let asked: string[];
let logins: (string | undefined)[];
let server: Server;
let address: string;

beforeEach(async () => {
  answers = [200];
  asked = [];
  logins = [];
  server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    logins.push(request.headers.authorization);
    const answer = answers.length > 1 ? answers.shift() : answers[0];
    if (answer !== "hang") response.writeHead(answer ?? 200, { location: "/login" }).end("OK");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/s3cret-uuid`;
});
afterEach(() => {
  server.closeAllConnections();
  return new Promise<void>((resolve) => server.close(() => resolve()));
});

const pace = { limit: 200, second: 1 };

describe("a ping", () => {
  test.each([
    [false, "", "POST /s3cret-uuid"],
    [true, "", "POST /s3cret-uuid/fail"],
    [true, "/", "POST /s3cret-uuid/fail"],
    [true, "?create=1", "POST /s3cret-uuid/fail?create=1"],
  ])("of a run that is red: %s, to an address with %j", async (red, suffix, expected) => {
    expect([await ping(`${address}${suffix}`, red, pace), asked]).toEqual([undefined, [expected]]);
  });

  test("is sent again, three times in all", async () => {
    answers = [500, "hang", 200];
    expect([await ping(address, false, pace), asked.length]).toEqual([undefined, 3]);
  });

  test.each<[string, number | "hang", string]>([
    ["fails", 500, "it answered 500, 3 times"],
    ["hangs", "hang", "it did not answer in 0.2 s, 3 times"],
  ])("to a monitor that %s ends with why, without the address", async (_, answer, why) => {
    answers = [answer];
    const fault = await ping(address, false, pace);
    expect([fault, asked.length]).toEqual([why, 3]);
    expect(fault).not.toContain("s3cret");
  });

  test("to nobody ends with why, without the address", async () => {
    const closed = new URL(address);
    closed.port = "1";
    expect(await ping(closed.href, false, pace)).toBe("it could not be reached, 3 times");
  });

  test.each(["file:///etc/s3cret", "ftp://example.org/s3cret", "s3cret", "javascript:s3cret"])(
    "never goes to %s",
    async (other) => {
      expect(await ping(other, false, pace)).toBe("it is not an address of http or https");
    },
  );

  test.each([301, 302, 303, 307, 308])("follows no redirect (%d): a login page is not a monitor that heard", async (status) => {
    answers = [status, 200];
    expect(await ping(address, false, pace)).toBeUndefined(); // the second try reached the monitor
    answers = [status];
    expect(await ping(address, false, pace)).toContain(`it answered ${status}, a redirect`);
    expect(asked.filter((one) => one.endsWith("/login"))).toEqual([]);
  });

  test.each([
    ["user:pa%2Fss@", "Basic dXNlcjpwYS9zcw=="],
    ["user@", "Basic dXNlcjo="],
    [":pass%zz@", `Basic ${Buffer.from(":pass%zz").toString("base64")}`],
  ])("sends a login in the address, %s, as a header", async (login, expected) => {
    expect(await ping(address.replace("//", `//${login}`), true, pace)).toBeUndefined();
    expect([asked, logins]).toEqual([["POST /s3cret-uuid/fail"], [expected]]);
  });
});
